"""Goods that a shop gives back: the maker answers, and what was bought is taken off what is owed."""

import pytest
from sqlalchemy import select

from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.states import AGREED, PREPARED, SENT, HandoverKind, TakeBackReason
from marketplace.producers.models import Producer
from marketplace.purchases.models.ledger import PurchaseLine
from tests.conftest import NOW
from tests.factories.ordering import consign, make_alone, make_goods
from tests.factories.partners import make_outlet, make_partner

NEW = "/partner/returns/new"


@pytest.fixture
def variant(session):
    return make_goods(session)


@pytest.fixture
def outlet(session, variant):
    """Of ten that were brought, eight were accepted."""
    outlet = make_outlet(session, make_partner(session))
    make_alone(session, variant, outlet, brought=10, accepted=8, state=AGREED, agreed_at=NOW)
    return outlet


@pytest.fixture
def shop(as_seat, outlet):
    return as_seat(STAFF, at=outlet.partner_id)


@pytest.fixture
def maker(as_seat, variant):
    return as_seat(OWNER, at=variant.producer_id)


@pytest.fixture
def address(session, variant, outlet):
    slug = session.get(Producer, variant.producer_id).slug
    return f"{NEW}?maker={slug}&outlet={outlet.public_id}"


def returned(session):
    session.rollback()  # what was read before is over
    return session.scalars(select(Handover).filter_by(kind=HandoverKind.RETURN)).one()


def test_the_way_begins_at_the_list_with_maker_and_outlet(shop, outlet, address):
    assert f'href="{NEW}"' in shop.open("/partner/handovers").text

    page = shop.open(NEW).text

    assert outlet.name in page
    assert f'href="{address.replace("&", "&amp;")}"' in page


def test_what_can_go_back_is_offered_with_its_most(shop, address):
    page = shop.open(address).text

    assert "paling banyak 8" in page
    for reason in TakeBackReason:
        assert reason.label in page


def test_it_is_sent_and_the_maker_agrees(shop, maker, address, variant, session):
    fields = {f"units_{variant.id}": "3", f"reason_{variant.id}": "expired", "note": "Lewat tanggal"}

    sent = shop.send(address, fields)

    row = returned(session)
    assert (row.state, row.lines[0].taken_back, row.note) == (SENT, 3, "Lewat tanggal")
    assert sent.location == f"/partner/handovers/{row.public_id}"
    assert "retur ini mengurangi tagihan pembuat" in shop.open(sent.location).text
    public_id = row.public_id
    session.rollback()

    theirs = f"/producer/handovers/{public_id}"
    assert f'href="{theirs}"' in maker.open("/producer/").text
    page = maker.open(theirs).text
    assert "Jawab retur" in page
    assert "Kedaluwarsa" in page
    assert maker.send(theirs).location == theirs

    session.rollback()
    assert returned(session).state is AGREED
    assert -30_000 in session.scalars(select(PurchaseLine.net)).all()


def test_the_maker_may_say_that_fewer_came(shop, maker, address, variant, session):
    shop.send(address, {f"units_{variant.id}": "3", f"reason_{variant.id}": "damaged"})
    row = returned(session)
    line, theirs = row.lines[0].id, f"/producer/handovers/{row.public_id}"
    session.rollback()

    maker.send(theirs, {"beda": str(line), f"taken_back_{line}": "2"})

    session.rollback()
    assert (returned(session).state, returned(session).lines[0].taken_back) == (AGREED, 2)


def test_the_maker_may_contest_it_and_both_are_told_what_follows(shop, maker, address, variant, session):
    shop.send(address, {f"units_{variant.id}": "3", f"reason_{variant.id}": "damaged"})
    public_id = returned(session).public_id
    session.rollback()
    theirs = f"/producer/handovers/{public_id}"

    maker.send(f"{theirs}/contest", {"reason": "Tidak pernah saya terima"}, page=theirs)

    assert "Tidak pernah saya terima" in shop.open(f"/partner/handovers/{public_id}").text
    assert "membantah retur" in shop.open("/partner/").text
    assert "yang Anda bantah" in maker.open("/producer/").text


def test_it_is_withdrawn_and_written_anew_under_its_number(shop, maker, address, variant, session):
    sent = shop.send(address, {f"units_{variant.id}": "3", f"reason_{variant.id}": "damaged"}).location
    number, public_id = returned(session).number, returned(session).public_id
    session.rollback()

    shop.send(f"{sent}/withdraw", page=sent)

    session.rollback()
    assert returned(session).state is PREPARED
    assert maker.open(f"/producer/handovers/{public_id}").status_code == 404
    assert number not in maker.open("/producer/handovers").text
    assert "Tulis ulang" in shop.open(sent).text
    assert 'value="3"' in shop.open(address).text  # as it was withdrawn
    shop.send(address, {f"units_{variant.id}": "1", f"reason_{variant.id}": "damaged"})
    session.rollback()
    assert (returned(session).number, returned(session).state) == (number, SENT)


@pytest.mark.parametrize(
    "units, reason, words",
    [
        ("9", "expired", "paling banyak 8"),
        ("3", "", "pilih alasan barangnya kembali"),
        ("tiga", "expired", "bukan bilangan bulat"),
        ("", "", "sekurangnya satu"),
    ],
)
def test_what_is_wrong_is_told_and_kept(shop, address, variant, session, units, reason, words):
    fields = {f"units_{variant.id}": units, f"reason_{variant.id}": reason, "note": "Catatan saya"}

    answer = shop.send(address, fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert "Catatan saya" in answer.text
    assert session.scalars(select(Handover).filter_by(kind=HandoverKind.RETURN)).all() == []


def test_consigned_goods_come_back_without_money(shop, address, outlet, session):
    variant = make_goods(session)
    consign(session, variant, outlet, 5)
    slug = session.get(Producer, variant.producer_id).slug
    address = f"{NEW}?maker={slug}&outlet={outlet.public_id}"

    assert "titipan, ada 5" in shop.open(address).text
    shop.send(address, {f"units_{variant.id}": "2", f"reason_{variant.id}": "unsold"})

    assert returned(session).consigned
    assert returned(session).value == 0


def test_another_shops_outlet_and_a_maker_of_whom_nothing_came_are_not_there(
    as_seat, shop, address, outlet, session
):
    other = as_seat(OWNER, at=make_partner(session).id)
    stranger = session.get(Producer, make_goods(session).producer_id).slug

    assert other.open(address).status_code == 404
    assert other.send(address, page="/partner/handovers").status_code in (403, 404)
    assert shop.open(f"{NEW}?maker={stranger}&outlet={outlet.public_id}").status_code == 404


def test_without_anything_received_it_says_what_comes_first(as_seat, session):
    empty = as_seat(OWNER, at=make_partner(session).id)

    assert "Belum ada yang dapat diretur" in empty.open(NEW).text


def test_makers_and_officials_have_other_doors(as_seat, maker, address):
    for visitor in (maker, as_seat(OFFICER)):
        assert visitor.open(address).status_code == 403
