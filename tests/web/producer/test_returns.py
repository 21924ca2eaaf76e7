"""Goods that a maker takes back from a shop: written by the maker, answered by the shop."""

import pytest
from sqlalchemy import select

from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.states import AGREED, SENT, HandoverKind
from tests.factories.ordering import make_alone, make_goods, make_maker
from tests.factories.partners import make_outlet, make_partner

NEW = "/producer/returns/new"


@pytest.fixture
def variant(session):
    return make_goods(session)


@pytest.fixture
def outlet(session, variant):
    outlet = make_outlet(session, make_partner(session))
    make_alone(session, variant, outlet, brought=10, accepted=10, state=AGREED)
    return outlet


@pytest.fixture
def maker(as_seat, variant):
    return as_seat(STAFF, at=variant.producer_id)


@pytest.fixture
def address(outlet):
    return f"{NEW}?outlet={outlet.public_id}"


def test_it_begins_with_an_outlet_that_is_known(maker, outlet, address, session):
    stranger = make_outlet(session, make_partner(session))

    page = maker.open(NEW).text

    assert address in page
    assert stranger.name not in page
    assert maker.open(f"{NEW}?outlet={stranger.public_id}").status_code == 404


def test_the_shop_is_asked_to_agree(as_seat, maker, outlet, address, variant, session):
    shop = as_seat(STAFF, at=outlet.partner_id)

    sent = maker.send(address, {f"units_{variant.id}": "2", f"reason_{variant.id}": "expired"})

    session.rollback()
    row = session.scalars(select(Handover).filter_by(kind=HandoverKind.RETURN)).one()
    assert (row.state, row.issuer_id) == (SENT, variant.producer_id)
    assert sent.location == f"/producer/handovers/{row.public_id}"
    theirs = f"/partner/handovers/{row.public_id}"
    session.rollback()
    assert "Jawab retur" in shop.open("/partner/").text
    assert shop.send(theirs).location == theirs


def test_what_is_wrong_is_told_and_kept(maker, address, variant):
    answer = maker.send(address, {f"units_{variant.id}": "11", f"reason_{variant.id}": "expired"})

    assert answer.status_code == 422
    assert "paling banyak 10" in answer.text
    assert 'value="11"' in answer.text


def test_nothing_is_offered_where_all_came_back(maker, address, variant, outlet, session):
    make_alone(
        session,
        variant,
        outlet,
        brought=0,
        accepted=0,
        kind=HandoverKind.RETURN,
        state=AGREED,
        line={"taken_back": 10, "take_back_reason": "expired"},
    )

    assert "Tidak ada yang dapat diretur" in maker.open(address).text


def test_another_maker_is_not_let_in(as_seat, address, session):
    other = as_seat(OWNER, at=make_maker(session).id)

    assert other.open(address).status_code == 404
    assert as_seat(OFFICER).open(address).status_code == 403
