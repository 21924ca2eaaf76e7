"""The QR on the maker's screen: drawn once, for what waits for the shop."""

import re
from base64 import b64decode

import pytest
from sqlalchemy import select

from marketplace.kernel.roles import OWNER, STAFF
from marketplace.ordering.models.handovers import HandoverPass
from marketplace.ordering.states import PREPARED
from tests.factories.ordering import make_handover
from tests.factories.partners import make_partner


@pytest.fixture
def handover(session):
    return make_handover(session)


@pytest.fixture
def maker(as_seat, handover):
    return as_seat(STAFF, at=handover.producer_id)


@pytest.fixture
def address(handover):
    return f"/producer/handovers/{handover.public_id}/pass"


def passes(session):
    session.rollback()
    return session.scalars(select(HandoverPass).order_by(HandoverPass.id)).all()


def test_one_press_on_the_handovers_page_draws_it(maker, handover, address, session):
    page = maker.open(f"/producer/handovers/{handover.public_id}").text
    assert f'action="{address}"' in page
    assert "Tampilkan QR" in page

    answer = maker.send(address, page=f"/producer/handovers/{handover.public_id}")

    assert answer.status_code == 200
    drawn = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', answer.text)
    assert b64decode(drawn[1]).startswith(b"<?xml") or b"<svg" in b64decode(drawn[1])
    assert "sampai pukul" in answer.text
    assert len(passes(session)) == 1


def test_its_secret_is_kept_nowhere_and_by_no_browser(maker, address, session):
    answer = maker.send(address)

    assert answer.headers["Cache-Control"] == "no-store"
    (kept,) = passes(session)
    assert kept.token_hash not in answer.text
    assert "/handover/" not in answer.text  # only inside the picture


def test_a_new_one_ends_the_old(maker, address, session):
    maker.send(address)
    assert "Buat QR baru" in maker.send(address).text

    old, new = passes(session)
    assert old.expires_at < new.made_at or old.expires_at < new.expires_at


def test_opening_the_page_draws_none(maker, address, session):
    page = maker.open(address).text

    assert "Tampilkan QR" in page
    assert "data:image" not in page
    assert passes(session) == []


def test_what_waits_for_no_answer_has_none(maker, handover, address, session):
    page = f"/producer/handovers/{handover.public_id}"
    handover.state = PREPARED
    session.commit()

    answer = maker.send(address, page=page)

    assert answer.status_code == 409
    assert "menunggu jawaban toko" in answer.text
    assert "tidak ada QR-nya" in maker.open(address).text
    assert passes(session) == []


def test_another_makers_and_the_shops_are_not_there(as_seat, handover, address, session):
    stranger = as_seat(OWNER, at=make_handover(session).producer_id)
    shop = as_seat(OWNER, at=handover.partner_id)

    assert stranger.open(address).status_code == 404
    assert stranger.send(address, page="/producer/deliveries/new").status_code == 404
    assert shop.open(address).status_code == 403
    assert as_seat(OWNER, at=make_partner(session).id).open(address).status_code == 403
    assert passes(session) == []
