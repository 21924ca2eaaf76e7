"""The page of an answer that says otherwise, the maker's and the shop's, and what the other side reads of it."""

import pytest
from sqlalchemy import select

from marketplace.compliance.models import Period
from marketplace.compliance.states import PUBLISHED
from marketplace.kernel import clock
from marketplace.kernel.period import Month
from marketplace.kernel.roles import STAFF
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.states import (
    AGREED,
    CONTESTED,
    HandoverKind,
    RejectReason,
    TakeBackReason,
    TradeModel,
)
from tests.factories.ordering import consign, make_alone, make_goods, make_handover
from tests.factories.partners import make_outlet, make_partner


@pytest.fixture
def handover(session):
    now = clock.now()
    return make_handover(session, sent_at=now, goods_on=clock.day_of(now))


@pytest.fixture
def maker(as_seat, handover):
    return as_seat(STAFF, at=handover.producer_id)


@pytest.fixture
def shop(as_seat, handover):
    """Took seven of ten."""
    shop, (line,) = as_seat(STAFF, at=handover.partner_id), handover.lines
    taken = {
        "beda": str(line.id),
        f"accepted_{line.id}": "7",
        f"reason_{line.id}": RejectReason.MISSING.value,
    }
    shop.send(f"/partner/handovers/{handover.public_id}", taken)
    return shop


def test_the_maker_is_told_on_its_home(maker, shop, handover):
    address = f"/producer/differences/{handover.public_id}"
    home, page = maker.open("/producer/").text, maker.open(address).text

    assert "mencatat selisih" in home and address in home
    assert "Rp100.000" in page and "Rp70.000" in page and "Berkurang Rp30.000" in page
    assert "Sudah dihitung Rp70.000; Rp30.000 belum." in page
    assert "angka yang lebih rendah berlaku" in page
    theirs = shop.open(f"/partner/handovers/{handover.public_id}").text
    assert "ditanya tentang selisih ini sampai" in theirs and "Sudah dihitung Rp70.000" in theirs
    read = shop.open(f"/partner/differences/{handover.public_id}").text
    assert (
        "Selisih yang Anda catat" in read and "Arti jawaban Anda" not in read and "Keberatan</a>" not in read
    )
    assert shop.open(f"/partner/differences/{handover.public_id}/object").status_code == 404
    assert shop.send(f"/partner/differences/{handover.public_id}").status_code == 403


def test_a_yes_ends_it(maker, shop, handover, session):
    address = f"/producer/differences/{handover.public_id}"
    assert maker.send(address).location == address

    page = maker.open(address).text
    assert "Anda menyetujui angka" in page and "Keberatan</a>" not in page
    assert "mencatat selisih" not in maker.open("/producer/").text


def test_an_objection_needs_a_reason_and_goes_to_the_shop_and_an_officer(maker, shop, handover, session):
    address = f"/producer/differences/{handover.public_id}/object"
    assert maker.send(address, {"reason": ""}).status_code == 422
    maker.send(address, {"reason": "dihitung bersama"})

    session.rollback()
    rest = session.scalars(select(Handover).filter_by(rest_of_id=handover.id)).one()
    assert rest.state is CONTESTED
    theirs = shop.open(f"/partner/handovers/{rest.public_id}").text
    assert "keberatan atas selisih" in theirs and "dihitung bersama" in theirs
    assert f"Lihat sisanya, {rest.number}" in maker.open(f"/producer/differences/{handover.public_id}").text


def test_a_published_month_takes_no_objection(maker, shop, handover, session):
    month = str(Month.of(handover.goods_on))
    session.rollback()
    session.add(Period(month=month, state=PUBLISHED))
    session.commit()

    sent = maker.send(f"/producer/differences/{handover.public_id}/object", {"reason": "dihitung bersama"})

    assert "sudah terbit" in sent.text
    session.rollback()
    assert session.scalars(select(Handover).filter_by(rest_of_id=handover.id)).all() == []


def test_where_nothing_differs_there_is_no_page(maker, handover, session):
    assert maker.open(f"/producer/differences/{handover.public_id}").status_code == 404


def test_more_than_was_sent_says_what_counts_and_waits_for_the_maker(maker, as_seat, handover, session):
    shop, (line,) = as_seat(STAFF, at=handover.partner_id), handover.lines
    address = f"/partner/handovers/{handover.public_id}"
    more = {"beda": str(line.id), f"accepted_{line.id}": "12"}
    asked = shop.send(address, more | {"open": ""}).text
    assert "2 lebih banyak dari catatan" in asked and "Rp100.000</output>" in asked
    shop.send(address, more)

    page = maker.open(f"/producer/differences/{handover.public_id}").text
    assert "Bertambah Rp20.000" in page and "Sudah dihitung Rp100.000; Rp20.000 belum." in page
    assert "yang lebih itu ikut dihitung" in page
    assert "Menurut toko datang 2 lagi" in shop.open(address).text
    maker.send(f"/producer/differences/{handover.public_id}")
    assert "disepakati" in maker.open(f"/producer/differences/{handover.public_id}").text


def test_a_shop_is_asked_about_a_return_of_which_less_arrived(as_seat, session):
    now = clock.now()
    goods, shelf = make_goods(session), make_outlet(session, make_partner(session))
    back = make_alone(
        session, goods, shelf, brought=0, kind=HandoverKind.RETURN, issuer_id=shelf.partner_id, sent_at=now,
        line={"taken_back": 5, "take_back_reason": TakeBackReason.DAMAGED},
    )  # fmt: skip
    make_alone(session, goods, shelf, accepted=10, state=AGREED)
    maker, shop = (as_seat(STAFF, at=one) for one in (goods.producer_id, shelf.partner_id))
    (line,) = back.lines
    maker.send(f"/producer/handovers/{back.public_id}", {"beda": str(line.id), f"taken_back_{line.id}": "3"})

    address = f"/partner/differences/{back.public_id}"
    assert address in shop.open("/partner/").text
    page = shop.open(address).text
    assert "Pembuat mencatat selisih" in page and "kembali menurut Anda" in page and "Rp20.000 belum" in page
    shop.send(f"{address}/object", {"reason": "lima dus, dihitung berdua"})

    session.rollback()
    rest = session.scalars(select(Handover).filter_by(rest_of_id=back.id)).one()
    assert (rest.state, rest.kind) == (CONTESTED, HandoverKind.RETURN)
    assert "keberatan atas jawaban retur Anda" in maker.open("/producer/").text
    theirs = maker.open(f"/producer/handovers/{rest.public_id}").text
    assert "lima dus, dihitung berdua" in theirs and "Setujui bila angkanya benar" in theirs
    assert "Lihat keberatan" not in shop.open("/partner/").text


def test_a_count_that_the_shop_changed_is_not_called_as_it_was_sent(as_seat, session):
    """Five left became seven: the maker's page says so, and not "Sesuai"."""
    now = clock.now()
    goods, shelf = make_goods(session), make_outlet(session, make_partner(session))
    consign(session, goods, shelf, 20)
    sent = make_alone(
        session, goods, shelf, brought=0, kind=HandoverKind.ROUND, trade=TradeModel.CONSIGNMENT, sent_at=now,
        line={"opening": 20, "counted": 5},
    )  # fmt: skip
    maker, shop = (as_seat(STAFF, at=one) for one in (goods.producer_id, shelf.partner_id))
    (line,) = sent.lines
    figures = {"counted": "7", "taken_back": "0", "lost": "0"}
    typed = {f"{name}_{line.id}": value for name, value in figures.items()}
    shop.send(f"/partner/handovers/{sent.public_id}", typed | {"beda": str(line.id)})

    page = maker.open(f"/producer/handovers/{sent.public_id}").text
    assert "Selisih: sisa 5 menjadi 7" in page and "Sesuai" not in page
    assert "Sudah dihitung Rp130.000; Rp20.000 belum." in page
