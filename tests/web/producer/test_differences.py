"""The maker's page of what a shop counted otherwise, and what the shop and the office read of it."""

import pytest
from sqlalchemy import select

from marketplace.compliance.models import Period
from marketplace.compliance.states import PUBLISHED
from marketplace.kernel import clock
from marketplace.kernel.period import Month
from marketplace.kernel.roles import STAFF
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.states import CONTESTED, RejectReason
from tests.factories.ordering import make_handover


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
    assert "angka toko berlaku" in page
    assert "Pembuat ditanya tentang selisih ini" in shop.open(f"/partner/handovers/{handover.public_id}").text


def test_a_yes_ends_it(maker, shop, handover, session):
    address = f"/producer/differences/{handover.public_id}"
    assert maker.send(address).location == address

    page = maker.open(address).text
    assert "Anda menyetujui angka toko" in page and "Keberatan</a>" not in page
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
    assert "Lihat keberatan" in maker.open(f"/producer/differences/{handover.public_id}").text


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
