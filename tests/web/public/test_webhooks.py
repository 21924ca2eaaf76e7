"""Who posts to us is believed by its signature over every byte, and by how long ago it signed."""

import pytest
from sqlalchemy import select

from marketplace.billing.models import PaymentMade
from marketplace.checkouts.asking import request_of
from marketplace.checkouts.models import Checkout, GatewayEvent
from marketplace.checkouts.services import ask_checkout
from marketplace.checkouts.states import APPLIED, PAID, UNCLEAR
from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER, PARTNER
from tests.servers.gateways import signed
from tests.web.by_card import app_settings, trade

__all__ = ["app_settings", "trade"]
ADDRESS = "/webhooks/stripe"


@pytest.fixture
def checkout(trade, work):
    with work(OWNER, at=trade.shop_id, kind=PARTNER) as uow:
        return ask_checkout(uow, trade.invoice.id, "stripe")


@pytest.fixture
def completed(app, checkout, gateway_process, session):
    """Paid at the gateway, which has not told us yet."""
    page = app.extensions["tools"].gateways["stripe"].open(request_of(checkout, "http://127.0.0.1:8000"))
    gateway_process.pay(page.session)
    return gateway_process.news()[-1]


@pytest.fixture
def post(app):
    def send(told=None, *, at=0, secret=None, body=None, header=None):
        moment = clock.now().timestamp() + at
        content, signature = signed(told, moment, secret) if secret else signed(told, moment)
        header = signature if header is None else header
        return app.test_client().post(
            ADDRESS, data=content if body is None else body, headers={"Stripe-Signature": header}
        )

    return send


def stored(session):
    session.rollback()
    return session.scalars(select(GatewayEvent.state)).all()


def test_a_signed_message_pays_the_invoice_once(session, post, completed, checkout):
    assert [post(completed).status_code for _ in range(3)] == [200] * 3
    assert stored(session) == [APPLIED]
    assert session.get(Checkout, checkout.id, populate_existing=True).state is PAID
    assert session.scalars(select(PaymentMade.amount)).all() == [100_000]


def test_what_is_forged_stale_or_too_long_leaves_nothing(session, post, completed):
    assert post(completed, secret="whsec_stolen").status_code == 400
    assert post(completed, header="").status_code == 400
    assert post(completed, body=b'{"id": "evt_1"}').status_code == 400
    assert post(completed, at=-301).status_code == post(completed, at=301).status_code == 400
    assert post(completed | {"padding": "x" * 300_000}).status_code == 413
    assert stored(session) == []
    assert session.scalars(select(PaymentMade)).all() == []


def test_what_is_strange_is_stored_and_answered_and_what_is_not_ours_only_answered(session, post, completed):
    assert post(completed | {"type": "customer.created"}).status_code == 200
    assert stored(session) == []
    about = completed["data"]["object"] | {"amount_total": 999_900}
    assert post(completed | {"data": {"object": about}}).status_code == 200
    assert stored(session) == [UNCLEAR]
    assert session.scalars(select(PaymentMade)).all() == []


def test_a_gateway_without_keys_has_no_address(app):
    assert app.test_client().post("/webhooks/another", data=b"{}").status_code == 404
    assert app.test_client().get(ADDRESS).status_code == 405
