"""Pages of a program that takes cards: a maker with an account at the gateway, a shop, and an invoice of Rp100.000."""

from types import SimpleNamespace

import pytest

from marketplace.kernel.roles import OWNER, PRODUCER, STAFF
from tests.factories.billing import make_due
from tests.factories.checkouts import bill, make_gateway_account
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner


@pytest.fixture
def app_settings(app_settings, gateway_process):
    gateway_process.turn(hold=True, die="")
    return app_settings.model_copy(update=gateway_process.settings)


@pytest.fixture
def trade(session, work, as_seat):
    maker, outlet = make_maker(session), make_outlet(session, make_partner(session))
    make_gateway_account(session, maker.id)
    due = make_due(session, maker=maker, outlet=outlet)
    with work(STAFF, at=maker.id, kind=PRODUCER) as uow:
        invoice = bill(uow, due)
    return SimpleNamespace(
        maker=maker,
        due=due,
        invoice=invoice,
        path=f"/partner/invoices/{invoice.public_id}",
        pay=f"/partner/invoices/{invoice.public_id}/pay/stripe",
        shop_id=outlet.partner_id,
        shop=as_seat(OWNER, at=outlet.partner_id),
        owner=as_seat(OWNER, at=maker.id),
        staff=as_seat(STAFF, at=maker.id),
    )
