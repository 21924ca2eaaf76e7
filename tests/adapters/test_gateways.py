"""Stripe's official library against a gateway of our own: what goes there, what comes back, and who is believed."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from marketplace.adapters.gateways.stripe_gateway import StripeGateway, to_rupiah, to_units
from marketplace.kernel.ids import new_public_id
from marketplace.ports.gateways import (
    CheckoutRequest,
    CheckoutStatus,
    DisputeStatus,
    ForgedNews,
    GatewayDown,
    GatewayRefused,
    WrongMoney,
)
from tests.conftest import NOW
from tests.servers.gateways import ACCOUNTS, KEY, SECRET, signed

MAKER, OTHER, CLOSED = ACCOUNTS
BACK = "https://mb2.test/kembali"


@pytest.fixture
def gateway(gateway_process):
    gateway_process.turn(hold=True, die="")
    return StripeGateway(KEY, ["whsec_next", SECRET], gateway_process.url)


def wanted(amount=125_000, **given):
    facts = {"account": MAKER, "title": "Nota 0001/INV/XI/2026", "back": BACK}
    return CheckoutRequest(**facts | {"reference": new_public_id(), "amount": amount} | given)


def told(process, kind):
    return [news for news in process.news() if news["type"] == kind][-1]


@pytest.mark.parametrize("rupiah", [1, 50_000, 999_999_999_999])
def test_rupiah_there_and_back(rupiah):
    assert to_rupiah(to_units(rupiah), "IDR") == rupiah


@pytest.mark.parametrize("units, currency", [(1_000_050, "idr"), (99, "idr"), (100, "usd"), (100, "")])
def test_a_part_of_a_rupiah_and_another_currency_are_errors(units, currency):
    with pytest.raises(WrongMoney):
        to_rupiah(units, currency)


def test_a_checkout_is_made_once_paid_refunded_and_disputed(gateway, gateway_process):
    asked = wanted()
    page = gateway.open(asked)
    assert gateway.open(asked) == page and page.address.startswith(gateway.pages)
    with pytest.raises(GatewayRefused):
        gateway.look(OTHER, page.session)  # nobody else's account has it
    assert gateway.look(MAKER, page.session).status is CheckoutStatus.OPEN

    gateway_process.pay(page.session)
    gateway.close(MAKER, page.session)
    paid = gateway.look(MAKER, page.session)
    assert (paid.status, paid.amount, paid.refunded) == (CheckoutStatus.PAID, 125_000, 0)
    assert gateway.reference_of(MAKER, paid.intent) == asked.reference
    assert gateway.reference_of(MAKER, "pi_of_their_own_shop") is None

    for _ in range(2):
        gateway.refund(MAKER, paid.intent, 25_000, key=asked.reference)
    assert gateway.look(MAKER, page.session).refunded == 25_000
    gateway_process.dispute(paid.intent, "needs_response")
    assert gateway.look(MAKER, page.session).dispute is DisputeStatus.OPEN
    gateway_process.dispute(paid.intent, "lost")
    lost = gateway.look(MAKER, page.session)
    assert (lost.dispute, lost.disputed) == (DisputeStatus.LOST, 125_000)


def test_one_that_is_closed_is_paid_by_nobody(gateway):
    page = gateway.open(wanted())
    gateway.close(MAKER, page.session)
    gateway.close(MAKER, page.session)
    assert gateway.look(MAKER, page.session).status is CheckoutStatus.EXPIRED


def test_only_an_account_that_takes_charges_is_good(gateway):
    gateway.check(MAKER)
    for account in (CLOSED, "acct_nobody"):
        with pytest.raises(GatewayRefused):
            gateway.check(account)


def test_one_that_is_down_or_has_another_key_is_told_apart(gateway_process):
    with pytest.raises(GatewayDown):
        StripeGateway(KEY, [SECRET], "http://127.0.0.1:9").check(MAKER)
    with pytest.raises(GatewayRefused):
        StripeGateway("sk_test_wrong", [SECRET], gateway_process.url).check(MAKER)


def test_its_messages_are_read(gateway, gateway_process):
    asked = wanted()
    page = gateway.open(asked)
    gateway_process.pay(page.session)
    completed = told(gateway_process, "checkout.session.completed")
    news = gateway.read(*signed(completed, NOW.timestamp()), NOW)
    assert (news.reference, news.session, news.amount) == (asked.reference, page.session, 125_000)
    assert (news.event, news.account, news.wrong) == (completed["id"], MAKER, "")

    about = completed["data"]["object"]
    for wrong in ({"amount_total": 1_250_050}, {"currency": "usd"}):
        changed = completed | {"data": {"object": about | wrong}}
        assert gateway.read(*signed(changed, NOW.timestamp()), NOW).wrong
    assert gateway.read(*signed(completed | {"type": "customer.created"}, NOW.timestamp()), NOW) is None


def test_a_message_that_is_forged_or_stale_is_none_of_its(gateway):
    body, right = signed({"id": "evt_1", "type": "charge.refunded"}, NOW.timestamp())
    moved = timedelta(seconds=301)
    forged = SimpleNamespace(
        empty=(body, "", NOW),
        other_secret=(*signed({"id": "evt_1"}, NOW.timestamp(), "whsec_stolen"), NOW),
        changed=(body + b" ", right, NOW),
        no_text=(b"\xff", right, NOW),
        stale=(body, right, NOW + moved),
        from_tomorrow=(body, right, NOW - moved),
        no_event=(body, right, NOW),
        no_json=(*signed([1], NOW.timestamp()), NOW),
    )
    for name, given in vars(forged).items():
        with pytest.raises(ForgedNews):
            gateway.read(*given)
            pytest.fail(name)
