from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest

from marketplace.catalog.models import Product, ProductRevision
from marketplace.kernel.review import APPROVED, DRAFT
from marketplace.web.link_previews import FOR_EVERYBODY
from marketplace.web.public import sitemap
from tests.factories.ordering import make_goods
from tests.factories.partners import make_partner
from tests.factories.producers import make_producer

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BASE = "http://127.0.0.1:8000"
LONG = date(2099, 12, 31)


def places(page):
    assert page.mimetype == "application/xml"
    return [found.text.removeprefix(BASE) for found in ElementTree.fromstring(page.text).iter(f"{SPACE}loc")]


def listed(session, **given):
    return session.get(Product, make_goods(session, **{"eligible_until": LONG} | given).product_id)


@pytest.mark.day("2026-11-24T09:00")
def test_search_engines_are_told_of_every_public_page_in_slices(session, stranger, monkeypatch):
    monkeypatch.setattr(sitemap, "SLICE", 2)
    products = [listed(session) for _ in range(5)]
    hidden = listed(session, eligible_until=None)
    makers = [make_producer(session) for _ in range(3)]
    draft = make_producer(session, state=DRAFT)
    partners = [make_partner(session) for _ in range(3)]

    index = places(stranger.open("/sitemap.xml"))
    assert index[:4] == ["/sitemap/pages.xml", *(f"/sitemap/products-{n}.xml" for n in (1, 2, 3))]
    files = {path: places(stranger.open(path)) for path in index}
    assert all(1 <= len(file) <= 2 for path, file in files.items() if path != "/sitemap/pages.xml")
    found = [place for file in files.values() for place in file]
    for one in (*products, *makers):
        assert f"/{'catalog' if one in products else 'producers'}/{one.slug}" in found
    assert f"/catalog/{hidden.slug}" not in found
    assert f"/producers/{draft.slug}" not in found
    assert {"/", "/catalog", "/categories", "/producers", "/standards"} < {*found}
    assert len(found) == len({*found})
    assert sum(place.startswith("/partners/") for place in found) == len(partners)
    for place in found:
        assert stranger.open(place).status_code == 200, place


def test_a_slice_with_nothing_in_it_is_not_there(session, stranger, monkeypatch):
    monkeypatch.setattr(sitemap, "SLICE", 1)
    gone, there = listed(session, eligible_until=None), listed(session)

    assert f"/sitemap/products-{there.id}.xml" in places(stranger.open("/sitemap.xml"))
    for number in (0, gone.id, 99, 10**30):
        assert f"/sitemap/products-{number}.xml" not in places(stranger.open("/sitemap.xml"))
        assert stranger.open(f"/sitemap/products-{number}.xml").status_code == 404


def test_a_slice_is_one_statement_and_stays_far_below_what_engines_take(session, stranger, statements):
    for _ in range(20):
        listed(session)
    assert statements(lambda: stranger.open("/sitemap/products-1.xml")) <= 2
    assert statements(lambda: stranger.open("/sitemap.xml")) <= 4
    assert sitemap.SLICE <= 50_000
    assert len(stranger.open("/sitemap/products-1.xml").data) / 20 * sitemap.SLICE < 50_000_000


@pytest.mark.parametrize(
    ("state", "when"), [(APPROVED, "2026-11-05T02:30:00+00:00"), (DRAFT, "2026-11-01T17:30:00+00:00")]
)
def test_a_page_was_changed_when_officials_approved_what_it_says(session, stranger, state, when):
    """A newer revision is a draft meanwhile: what is shown was written on the first."""
    product = listed(session)
    revision = ProductRevision(
        product_id=product.id, number=2, category_id=product.category_id, name=product.name, written_by=None,
        written_at=datetime(2026, 11, 1, 17, 30, tzinfo=UTC),
    )  # fmt: skip
    session.add(revision)
    session.flush()
    product.approved_number, product.state = 2, state
    product.reviewed_at = datetime(2026, 11, 5, 2, 30, tzinfo=UTC)
    session.commit()

    page = ElementTree.fromstring(stranger.open("/sitemap/products-1.xml").text)
    assert [found.text for found in page.iter(f"{SPACE}lastmod")] == [when]


def test_robots_are_kept_out_of_what_is_not_theirs(stranger):
    page = stranger.open("/robots.txt")
    assert page.mimetype == "text/plain"
    for line in ("Disallow: /account/", "Disallow: /office/", f"Sitemap: {BASE}/sitemap.xml"):
        assert line in page.text.splitlines()


@pytest.mark.parametrize("path", ["/sitemap.xml", "/robots.txt"])
def test_what_was_read_is_not_sent_twice(stranger, path):
    tag = stranger.open(path).headers["ETag"]
    assert stranger.open(path, **{"If-None-Match": tag}).status_code == 304


def test_the_pages_named_there_exist_and_are_for_anyone(app):
    for endpoint in FOR_EVERYBODY:
        assert app.view_functions[endpoint].may.name == "anyone"


def test_a_page_has_one_address_whatever_else_is_asked_of_it(session, stranger):
    for _ in range(25):
        make_goods(session, eligible_until=LONG)
    for address, known in (
        ("/catalog?page=2&sort=price", "/catalog?page=2"),
        ("/catalog?page=2&availability=ready", "/catalog"),
        ("/catalog?page=2&availability=ready&availability=to_order&view=list", "/catalog"),
        ("/catalog?q=keripik&utm_source=x", "/catalog"),
        ("/producers?page=1", "/producers"),
        ("/producers?page=kucing", "/producers"),
    ):
        assert f'<link rel="canonical" href="{BASE}{known}">' in stranger.open(address).text
    assert "canonical" not in stranger.open("/verify").text


def test_two_languages_at_one_address_are_told_apart_by_what_a_browser_asks_for(stranger):
    """So there is no other address to name, and whoever keeps the page keeps one for each language."""
    for language in ("id", "en"):
        page = stranger.open("/catalog", **{"Accept-Language": language})
        assert f'<html lang="{language}">' in page.text
        assert "hreflang" not in page.text
        assert {"Accept-Language", "Cookie"} <= {*page.vary}
    assert '<html lang="id">' in stranger.open("/catalog").text
