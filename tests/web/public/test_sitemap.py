from datetime import date
from xml.etree import ElementTree

import pytest

from marketplace.catalog.models import Product
from marketplace.kernel.review import DRAFT
from marketplace.web.public import sitemap
from marketplace.web.sharing import FOR_EVERYBODY
from tests.factories.ordering import make_goods
from tests.factories.partners import make_partner
from tests.factories.producers import make_producer

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BASE = "http://127.0.0.1:8000"
LONG = date(2099, 12, 31)


def places(page):
    assert page.mimetype == "application/xml"
    return [found.text.removeprefix(BASE) for found in ElementTree.fromstring(page.text).iter(f"{SPACE}loc")]


def test_search_engines_are_told_of_every_public_page_in_slices(session, stranger, monkeypatch):
    monkeypatch.setattr(sitemap, "SLICE", 2)
    products = [session.get(Product, make_goods(session, eligible_until=LONG).product_id) for _ in range(3)]
    hidden = session.get(Product, make_goods(session, eligible_until=None).product_id)
    draft = make_producer(session, state=DRAFT)
    make_partner(session)

    index = places(stranger.open("/sitemap.xml"))
    assert index[0] == "/sitemap/pages.xml"
    assert index[1:] == [f"/sitemap/products-{n}.xml" for n in range(1, -(-hidden.id // 2) + 1)]
    told = [place for path in index for place in places(stranger.open(path))]
    assert {f"/catalog/{product.slug}" for product in products} < {*told}
    assert f"/catalog/{hidden.slug}" not in told
    assert f"/producers/{draft.slug}" not in told
    assert {"/", "/catalog", "/categories", "/producers", "/standards"} < {*told}
    assert len(told) == len({*told})
    assert sum(place.startswith("/partners/") for place in told) == 1
    for place in told:
        assert stranger.open(place).status_code == 200, place
    for number in (0, 99):
        assert stranger.open(f"/sitemap/products-{number}.xml").status_code == 404


def test_robots_are_kept_out_of_what_is_not_theirs(stranger):
    said = stranger.open("/robots.txt")
    assert said.mimetype == "text/plain"
    for line in ("Disallow: /account/", "Disallow: /office/", f"Sitemap: {BASE}/sitemap.xml"):
        assert line in said.text.splitlines()


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
    for asked, known in (
        ("/catalog?page=2&sort=price", "/catalog?page=2"),
        ("/catalog?q=keripik&utm_source=x", "/catalog"),
        ("/producers?page=1", "/producers"),
        ("/producers?page=kucing", "/producers"),
    ):
        assert f'<link rel="canonical" href="{BASE}{known}">' in stranger.open(asked).text
    assert "canonical" not in stranger.open("/verify").text
