"""A maker with many products: what a page costs hangs on what it shows, not on how many there are."""

from datetime import date

import pytest

from tests.factories.ordering import make_goods

LONG = date(2099, 12, 31)
FULL, MANY = 26, 60  # products: a little more than a page, and several pages
PAGES = (
    "/producer/products",
    "/producer/products?sort=name",
    "/producer/products?state=listed",
    "/producer/products?q=keripik",
    "/producer/products/sheet",
    "/producer/products/sheet.xlsx",
    "/producer/products/export?as=xlsx",
    "/producer/demand",
)


@pytest.fixture
def grow(session, maker):
    def make(count):
        for number in range(count):
            make_goods(session, name=f"Keripik {number}", maker=maker, eligible_until=LONG)

    return make


def test_pages_of_many_products_ask_as_much_as_those_of_few(owner, grow, statements):
    def counts():
        return {address: statements(lambda address=address: owner.open(address)) for address in PAGES}

    grow(FULL)
    few = counts()
    grow(MANY - FULL)
    assert counts() == few
    assert owner.open("/producer/products").text.count("<tr>") == 26  # the head, and a page
