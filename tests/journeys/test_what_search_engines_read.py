"""What the pages of the small city tell search engines, held against what those ask of each kind of thing."""

import re

import pytest

from marketplace.adapters.identifiers import gtin
from tests.journeys.walking import STRANGER
from tests.schema_org import BASE, KINDS, faults_of, items_of

PAGES = {  # a page, or a select of what names one -> kinds that it must tell of
    "/": {"WebSite"},
    "/catalog": set(),
    "/categories": set(),
    "/producers": set(),
    "/partners": set(),
    "/categories/{}": {"BreadcrumbList"},
    "/partners/{}": {"BreadcrumbList"},
    "/producers/{}": {"BreadcrumbList"},
    "/catalog/{}": {"BreadcrumbList"},
}
NAMED = {
    "/categories/{}": "SELECT code FROM categories",
    "/partners/{}": "SELECT public_id FROM organisations WHERE kind = 'partner'",
    "/producers/{}": "SELECT slug FROM producers WHERE state = 'approved'",
    "/catalog/{}": "SELECT slug FROM products WHERE approved_number IS NOT NULL",
}


@pytest.fixture(scope="module")
def site(people, rows):
    """Address of every public page -> what it says, and the items it tells of."""
    found = {}
    for page, wanted in PAGES.items():
        names = [name for row in rows(NAMED[page]) for name in row.values()] if page in NAMED else [""]
        for address in (page.format(name) for name in names):
            answer = people[STRANGER].client.get(address, headers={"Accept-Language": "id"})
            if answer.status_code == 200:
                items = items_of(answer.text, BASE + address)
                assert wanted <= {item.name for item in items}, address
                found[address] = items
    assert {page for page in PAGES if page not in NAMED} < {*found}
    return found


@pytest.fixture(scope="module")
def every(site):
    return [(address, item) for address, items in site.items() for one in items for item in one.everything]


def test_each_thing_says_what_its_kind_must_and_nothing_that_it_may_not(every):
    faults = [f"{address}: {fault}" for address, item in every for fault in faults_of(item)]
    assert faults == []
    assert {*KINDS} - {"ProductGroup"} == {item.name for _, item in every}


def test_a_page_tells_of_one_thing_beside_the_way_to_it(site):
    for address, items in site.items():
        main = [item for item in items if item.name != "BreadcrumbList"]
        assert len(main) <= 1, address
        for item in main:
            assert item.one("url").removeprefix(BASE) == address


def test_the_way_to_a_page_is_numbered_and_ends_at_it(every):
    for address, trail in every:
        if trail.name == "BreadcrumbList":
            steps = trail.data["itemListElement"]
            assert [step.one("position") for step in steps] == [str(n + 1) for n in range(len(steps))], (
                address
            )
            assert [("item" in step.data) for step in steps] == [True] * (len(steps) - 1) + [False], address


def test_prices_are_those_for_everybody_and_barcodes_are_read_by_any_till(site, rows):
    known = rows(
        "SELECT p.slug, v.sku, v.retail_price, v.gtin FROM variants v JOIN products p ON p.id = v.product_id"
        " WHERE v.retail_price IS NOT NULL"
    )
    prices = {(row["slug"], row["sku"]): str(row["retail_price"]) for row in known}
    compared = 0
    for address, items in site.items():
        goods = [one for item in items for one in item.everything if one.name == "Product"]
        assert len({one.one("sku") for one in goods}) == len(goods), address
        for one in goods:
            assert one.one("offers").one("price") == prices[address.rpartition("/")[2], one.one("sku")], (
                address
            )
            assert all(gtin(number) == number for number in one.data.get("gtin", ()))
            compared += 1
    assert compared > 30


def test_what_things_point_to_is_there(every, people):
    places = {
        value
        for _, item in every
        for name in ("url", "item", "image", "logo")
        for value in item.data.get(name, ())
        if item.name != "Offer"
    }
    assert any("/pictures/" in place for place in places)
    for place in places:
        assert people[STRANGER].client.get(place.removeprefix(BASE)).status_code == 200, place


def test_no_text_was_escaped_twice(every):
    data = [
        value
        for _, item in every
        for values in item.data.values()
        for value in values
        if isinstance(value, str)
    ]
    assert [text for text in data if re.search(r"&(amp|lt|gt|quot|#\d+);|<[a-z/]", text)] == []


def test_who_signed_in_is_told_no_offer(people, site):
    for name in ("produsen", "mitra", "petugas"):
        for address in [place for place in site if place.startswith("/catalog/")][:5]:
            page = people[name].client.get(address).text
            assert "schema.org" not in page
