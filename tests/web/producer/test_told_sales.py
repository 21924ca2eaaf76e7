import pytest
from sqlalchemy import select

from marketplace.kernel.roles import OWNER
from marketplace.purchases.models.told import SaleReply, ToldSale
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import make_purchase
from tests.factories.telling import make_sale

LIST = "/producer/sales"


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session, name="Toko Berkah"), name="Gerai Pasar")


def fields(**given):
    return {
        "item": "Keripik Pisang",
        "quantity": "18",
        "unit": "BKS",
        "amount": "216.000",
        "sold_on": "2026-11-02",
        "document_number": "F-7",
        "client_id": "once",
    } | given


def new(outlet):
    return f"{LIST}/new?outlet={outlet.public_id}"


def told(session):
    session.rollback()
    return [(one.net, one.quantity_milli, one.document_number) for one in session.scalars(select(ToldSale))]


def test_a_sale_is_told_to_an_outlet_and_waits_for_the_shop(session, owner, outlet):
    assert "Toko Berkah, Gerai Pasar" in owner.open(f"{LIST}/new?q=berkah").text
    assert owner.send(new(outlet), fields()).location == LIST
    owner.send(new(outlet), fields())

    assert told(session) == [(216_000, 18_000, "F-7")]
    shown = owner.open(LIST).text
    assert all(word in shown for word in ("Toko Berkah", "Gerai Pasar", "Rp216.000", "Menunggu toko"))


def test_what_the_shop_has_recorded_is_shown_instead(session, owner, outlet, maker):
    partner = session.get_one(type(outlet), outlet.id).partner_id
    shop = make_partner(session)
    there = make_outlet(session, shop)
    row = make_purchase(session, shop, maker, 216_000, document_number="F-7")
    answer = owner.send(new(there), fields(sold_on="2026-08-12"))

    assert partner != shop.id
    assert answer.status_code == 422
    assert "sudah tercatat" in answer.text
    assert f"/producer/confirmations/{row.public_id}" in answer.text
    assert told(session) == []


def test_what_is_missing_is_asked_for(session, owner, outlet):
    answer = owner.send(new(outlet), fields(amount="", item=""))
    assert answer.status_code == 422
    assert told(session) == []


def test_it_is_withdrawn_while_nobody_has_answered(session, owner, outlet, maker):
    sale = make_sale(session, maker, outlet)
    page = f"{LIST}/{sale.public_id}"
    assert "Belum dihitung" in owner.open(page).text
    assert owner.send(f"{page}/withdraw", page=page).location == LIST
    session.rollback()
    assert session.get(SaleReply, sale.id).answer.value == "withdrawn"
    assert "Ditarik pembuat" in owner.open(page).text
    assert owner.send(f"{page}/withdraw", page="/producer/products/new").location == page


def test_another_makers_sales_are_not_there(session, owner, outlet, as_seat):
    theirs = make_sale(session, make_maker(session), outlet)
    assert owner.open(f"{LIST}/{theirs.public_id}").status_code == 404
    assert theirs.public_id not in owner.open(f"{LIST}?all=1").text
    assert as_seat(OWNER, at=outlet.partner_id).open(LIST).status_code == 403
