"""The two sides of an order, a handover, a difference and a term reach each other; nobody else reads how."""

import re
from urllib.parse import unquote

import pytest

from marketplace.accounts.models import Organisation
from marketplace.kernel.roles import OFFICER, OWNER
from marketplace.ordering.states import SENT
from tests.factories.ordering import make_goods, make_handover, make_maker, make_order, make_term
from tests.factories.partners import make_outlet, make_partner

MAKER, SHOP = "+6281277770001", "+6281277770002"


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini", whatsapp=MAKER)


@pytest.fixture
def outlet(session):
    return make_outlet(
        session, make_partner(session, whatsapp=SHOP), name="Gerai Pasar", address="Jl. Contoh 1"
    )


@pytest.fixture
def seats(session, as_seat, maker, outlet):
    """The two sides, a stranger of each kind, and an officer."""
    others = make_maker(session), make_partner(session)
    sides = as_seat(OWNER, at=maker.id), as_seat(OWNER, at=outlet.partner_id)
    return *sides, [as_seat(OWNER, at=one.id) for one in others], as_seat(OFFICER)


def said_in(page):
    """The text that WhatsApp opens with."""
    return unquote(re.search(r'href="https://wa\.me/(\d+)\?text=([^"]+)"', page)[2])


def test_on_an_order_and_its_handover(session, seats, maker, outlet):
    order = make_order(session, variant=make_goods(session, maker=maker), outlet=outlet)
    handover = make_handover(session, order=order, state=SENT)
    own, shop, strangers, officer = seats
    for what, row in (("orders", order), ("handovers", handover)):
        at_maker = own.open(f"/producer/{what}/{row.public_id}").text
        at_shop = shop.open(f"/partner/{what}/{row.public_id}").text
        assert SHOP in at_maker and MAKER in at_shop and MAKER not in at_maker
        assert "Gerai Pasar, Jl. Contoh 1" in at_maker and "openstreetmap.org" in at_maker
        assert f"/partner/{what}/{row.public_id}" in said_in(at_maker) and row.number in said_in(at_maker)
        assert f"/producer/{what}/{row.public_id}" in said_in(at_shop)
        for stranger, door in zip(strangers, ("producer", "partner"), strict=True):
            assert stranger.open(f"/{door}/{what}/{row.public_id}").status_code == 404
    assert "wa.me" not in officer.open(f"/office/handovers/{handover.public_id}").text


def test_on_a_term_once_there_is_one(session, seats, maker, outlet):
    own, shop, strangers, _ = seats
    code = session.get_one(Organisation, maker.id).public_id
    mine, theirs = f"/producer/terms/{outlet.public_id}", f"/partner/terms/{outlet.public_id}/{code}"
    assert SHOP not in own.open(mine).text and MAKER not in shop.open(theirs).text
    session.rollback()
    make_term(session, maker=maker, outlet=outlet)
    session.commit()
    assert SHOP in own.open(mine).text and MAKER in shop.open(theirs).text
    assert mine in said_in(shop.open(theirs).text) and theirs in said_in(own.open(mine).text)
    assert SHOP not in strangers[0].open(mine).text and strangers[1].open(theirs).status_code == 404
