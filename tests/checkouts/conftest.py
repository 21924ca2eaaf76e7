from types import SimpleNamespace

import pytest

from marketplace.adapters.gateways.stripe_gateway import StripeGateway
from marketplace.checkouts.asking import look_or_note, open_page
from marketplace.checkouts.models import Checkout
from marketplace.checkouts.services import ask_checkout
from marketplace.kernel.roles import OWNER, PARTNER, PRODUCER, STAFF
from tests.conftest import NOW
from tests.factories.billing import make_due
from tests.factories.checkouts import bill, make_gateway_account
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.servers.gateways import KEY, SECRET

BASE = "https://mb2.test"


@pytest.fixture
def maker(session):
    maker = make_maker(session)
    make_gateway_account(session, maker.id)
    return maker


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session))


@pytest.fixture
def as_maker(work, maker):
    return lambda role=STAFF, **given: work(role, at=maker.id, kind=PRODUCER, **given)


@pytest.fixture
def as_shop(work, outlet):
    return lambda **given: work(OWNER, at=outlet.partner_id, kind=PARTNER, **given)


@pytest.fixture
def dues(session, maker, outlet):
    """Rp100.000 and Rp50.000."""
    return [make_due(session, amount, maker=maker, outlet=outlet) for amount in (100_000, 50_000)]


@pytest.fixture
def invoice(as_maker, dues):
    with as_maker() as uow:
        return bill(uow, *dues)


@pytest.fixture
def checkout(as_shop, invoice):
    with as_shop() as uow:
        return ask_checkout(uow, invoice.id, "stripe")


@pytest.fixture
def gateway(gateway_process):
    gateway_process.turn(hold=True, die="")
    return StripeGateway(KEY, [SECRET], gateway_process.url)


@pytest.fixture
def asks(session, work, gateway):
    """Asks the gateway as jobs do: asks.page(checkout), asks.look(checkout)."""

    def write(act, now=NOW):
        with work(now=now) as uow:
            return act(uow)

    def page(checkout):
        open_page(work(), write, gateway, checkout.id, BASE)
        return session.get(Checkout, checkout.id, populate_existing=True)

    def look(checkout, now=NOW):
        look_or_note(work(now=now), lambda act: write(act, now), gateway, checkout.id, BASE)
        return session.get(Checkout, checkout.id, populate_existing=True)

    return SimpleNamespace(page=page, look=look, write=write)
