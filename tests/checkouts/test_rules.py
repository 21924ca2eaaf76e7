"""What the database keeps by itself, tried around the services; and the lives of what stands in it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from marketplace.adapters.sealing import FernetSealer
from marketplace.checkouts.accounts import account_at, state_gateway_account
from marketplace.checkouts.events import GatewayAccountWritten
from marketplace.checkouts.models import CheckoutState, GatewayEventState
from marketplace.checkouts.states import (
    APPLY,
    CHECKOUT_LIFECYCLE,
    CLEAR,
    DOUBT,
    GATEWAY_EVENT_LIFECYCLE,
    LAPSE,
    MAKE_PAYABLE,
    SETTLE,
)
from marketplace.kernel.errors import Forbidden
from marketplace.kernel.roles import OWNER
from marketplace.kernel.states import IllegalMove
from tests.factories.checkouts import MAKERS, OTHERS

EVENT = (
    "INSERT INTO gateway_events (public_id, gateway, event, kind, account, wrong, happened_at, received_at, state,"
    " note) VALUES (:id, 'stripe', :event, 'charge.refunded', 'acct_1', '', '2026-11-24', '2026-11-24', :state, '')"
)
SECOND = (
    "INSERT INTO checkouts (public_id, gateway, invoice_id, payee_id, payer_id, account, amount, title, state, address,"
    " asked_at) SELECT 'second', gateway, invoice_id, payee_id, payer_id, account, amount, title, 'asked', '', asked_at"
    " FROM checkouts"
)


@pytest.fixture
def refused(session):
    def check(statement, says=".", **values):
        with pytest.raises(DBAPIError, match=says):
            session.execute(text(statement), values)
            session.commit()
        session.rollback()

    return check


def test_one_live_checkout_of_an_invoice(session, refused, checkout):
    refused(SECOND)
    session.execute(text("UPDATE checkouts SET state = 'lapsed'"))
    session.execute(text(SECOND))


def test_what_happened_to_a_checkout_stays_so(session, refused, checkout):
    for change in ("amount = amount + 1", "account = 'acct_2'", "payer_id = payee_id", "public_id = 'x'"):
        refused(f"UPDATE checkouts SET {change}", "what happened stays so")
    refused("UPDATE checkouts SET state = 'paid'")  # without a payment
    refused("UPDATE checkouts SET state = 'open'")  # without a session
    session.execute(text("UPDATE checkouts SET session = 'cs_1', dispute = 'lost'"))
    session.commit()
    for change in ("session = NULL", "session = 'cs_2'", "dispute = 'open'", "dispute = NULL"):
        refused(f"UPDATE checkouts SET {change}", "what happened stays so")
    refused("DELETE FROM checkouts", "they stay")


def test_a_paid_one_is_never_anything_else(session, refused, asks, gateway_process, checkout):
    opened = asks.page(checkout)
    gateway_process.pay(opened.session)
    assert asks.look(opened).state is CheckoutState.PAID
    refused("UPDATE checkouts SET state = 'lapsed', payment_id = NULL", "what happened stays so")
    refused("UPDATE checkouts SET intent = NULL", "what happened stays so")


def test_a_message_is_stored_once_and_never_goes_back(session, refused):
    session.execute(text(EVENT), {"id": "a", "event": "evt_1", "state": "waiting"})
    session.commit()
    refused(EVENT, id="b", event="evt_1", state="waiting")
    refused(EVENT, id="b", event="evt_2", state="unclear")  # without why
    refused("UPDATE gateway_events SET kind = 'x'", "what was told stays so")
    session.execute(text("UPDATE gateway_events SET state = 'applied'"))
    session.commit()
    refused("UPDATE gateway_events SET state = 'waiting'", "what was told stays so")
    refused("DELETE FROM gateway_events", "they stay")


def test_an_account_is_a_dated_row_that_only_its_owner_writes(
    session, refused, as_maker, maker, heard, tmp_path
):
    sealer = FernetSealer(tmp_path / "sealing-key")
    with pytest.raises(Forbidden), as_maker() as uow:
        state_gateway_account(uow, maker.id, "stripe", OTHERS, sealer=sealer)
    with as_maker(OWNER) as uow:
        assert state_gateway_account(uow, maker.id, "stripe", MAKERS, sealer=sealer) is None
        state_gateway_account(uow, maker.id, "stripe", "", sealer=sealer)
    assert account_at(session, maker.id, "stripe") == ""
    (event,) = [event for event in heard if isinstance(event, GatewayAccountWritten)]
    assert event.before_id and MAKERS not in repr(event) and event.before != event.after
    refused("UPDATE gateway_accounts SET account = 'acct_2'", "append-only")
    refused("DELETE FROM gateway_accounts", "append-only")


@pytest.mark.parametrize(
    "moves, states, possible",
    [
        (
            CHECKOUT_LIFECYCLE,
            CheckoutState,
            {
                ("asked", MAKE_PAYABLE),
                *((state, SETTLE) for state in ("asked", "open", "lapsed")),
                *((state, LAPSE) for state in ("asked", "open")),
            },
        ),
        (
            GATEWAY_EVENT_LIFECYCLE,
            GatewayEventState,
            {("waiting", APPLY), ("waiting", DOUBT), ("unclear", CLEAR)},
        ),
    ],
)
def test_every_move_from_every_state(moves, states, possible):
    for move in moves:
        for state in states:
            if (state.value, move) in possible:
                assert move(state) is move.target
            else:
                with pytest.raises(IllegalMove):
                    move(state)
