"""A maker's own list: everything it has and nobody else's, narrowed, sorted, and paged by key."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from marketplace.catalog.models import Availability, Product, Variant
from marketplace.catalog.own_products import ProductsOf, Where, first_photos
from marketplace.db.keyset import PageStart
from marketplace.kernel.review import APPROVED, DRAFT, RETURNED, SUBMITTED
from tests.conftest import NOW
from tests.factories.catalog import add_picture, make_draft
from tests.factories.ordering import make_goods, make_maker

TODAY = date(2026, 11, 24)
LATER = date(2099, 1, 1)


@pytest.fixture
def maker(session):
    return make_maker(session)


def mine(session, maker, **narrowed):
    wanted = ProductsOf(producer_id=maker.id, day=TODAY, **narrowed)
    return [row.name for row in wanted.page(session)]


def test_a_maker_sees_all_of_its_own_products_and_no_others(session, maker):
    make_draft(session, maker=maker, name="Draf saya")
    make_goods(session, maker=maker, name="Tayang saya")
    make_draft(session, name="Orang lain")

    assert mine(session, maker) == ["Tayang saya", "Draf saya"]
    listing = ProductsOf(producer_id=maker.id).page(session)
    assert [row.name for row in listing] == ["Tayang saya", "Draf saya"]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (Where.LISTED, ["Direvisi", "Tayang"]),
        (Where.UNLISTED, ["Kedaluwarsa", "Dijeda", "Diajukan", "Dikembalikan", "Draf"]),
        (Where.TO_MEND, ["Direvisi", "Dikembalikan", "Draf"]),
        (Where.WAITING, ["Diajukan"]),
        (Where.SOLD_OUT, ["Tayang"]),
    ],
)
def test_it_is_narrowed_to_where_a_product_stands(session, maker, where, found):
    make_draft(session, maker=maker, name="Draf")
    make_draft(session, maker=maker, name="Dikembalikan", state=RETURNED)
    make_draft(session, maker=maker, name="Diajukan", state=SUBMITTED)
    make_draft(session, maker=maker, name="Tayang", state=APPROVED, eligible_until=LATER)
    make_draft(session, maker=maker, name="Dijeda", state=APPROVED, eligible_until=LATER, paused_at=NOW)
    make_draft(
        session, maker=maker, name="Kedaluwarsa", state=APPROVED, eligible_until=TODAY - timedelta(days=1)
    )
    revised = make_draft(session, maker=maker, name="Direvisi", state=APPROVED, eligible_until=LATER)
    revised.state = DRAFT
    shown = session.query(Product).filter_by(name="Tayang").one()
    session.query(Variant).filter_by(product_id=shown.id).one().availability = Availability.SOLD_OUT
    session.commit()

    assert mine(session, maker, where=where) == found


@pytest.mark.parametrize("text", ["talas", "kt-9", "8999990001000", "90001"])
def test_it_is_found_by_name_sku_and_barcode(session, maker, text):
    make_goods(session, maker=maker, name="Keripik Talas", sku="KT-9", gtin="8999990001000")
    make_goods(session, maker=maker, name="Kopi 100%", sku="KR-1")

    assert mine(session, maker, text=text) == ["Keripik Talas"]
    assert mine(session, maker, text="%") == ["Kopi 100%"]


def test_it_is_paged_by_key_either_way_and_by_name(session, maker):
    made = [make_draft(session, maker=maker, name=f"Keripik {one}") for one in "CABDE"]
    newest = ["Keripik E", "Keripik D", "Keripik B", "Keripik A", "Keripik C"]
    wanted = ProductsOf(producer_id=maker.id)

    def names(start, wanted=wanted):
        return [row.name for row in wanted.page(session, start, size=2)]

    assert names(PageStart()) == newest[:2]
    assert names(PageStart(after=made[3].public_id)) == newest[2:4]
    assert names(PageStart(before=made[0].public_id)) == newest[2:4]
    assert names(PageStart(end=True)) == newest[3:]
    by_name = ProductsOf(producer_id=maker.id, by_name=True, up=True)
    assert names(PageStart(after=made[2].public_id), by_name) == ["Keripik C", "Keripik D"]
    assert names(PageStart(after=make_draft(session).public_id)) == newest[:2]


def test_a_page_takes_as_many_statements_whatever_it_shows(session, maker):
    listing = ProductsOf(producer_id=maker.id)

    def statements():
        seen = []
        connection = session.connection()
        listener = lambda *_: seen.append(1)  # noqa: E731  # removed again below
        event.listen(connection, "before_cursor_execute", listener)
        listing.page(session)
        event.remove(connection, "before_cursor_execute", listener)
        return len(seen)

    make_draft(session, maker=maker)
    one = statements()
    for _ in range(30):
        make_draft(session, maker=maker)
    assert statements() == one == 2


def test_the_first_photo_is_shown_of_drafts_too(session, maker):
    product = make_draft(session, maker=maker)
    add_picture(session, product, position=2)
    first = add_picture(session, product, position=1)

    assert first_photos(session, [product.id]) == {product.id: first.sha256}
    assert first_photos(session, []) == {}
