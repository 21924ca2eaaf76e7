"""Paying by card as a shop reads it: what is known, and nothing more."""

import pytest
from sqlalchemy import select

from marketplace.billing.models import Due, InvoicedDue, PaidBy, PaymentMade
from marketplace.billing.queries import credits_of
from marketplace.billing.services import settle_dues
from marketplace.checkouts.models import Checkout, CheckoutState
from marketplace.kernel.roles import OWNER, PRODUCER
from tests.factories.billing import TODAY
from tests.factories.partners import make_partner
from tests.web.by_card import app_settings, trade

__all__ = ["app_settings", "trade"]


@pytest.fixture
def begun(trade, session):
    """The shop was led on to the gateway."""
    led = trade.shop.send(trade.pay)
    session.rollback()
    checkout = session.scalars(select(Checkout)).one()
    assert (led.status_code, led.location) == (303, checkout.address)
    return checkout


@pytest.fixture
def own_page(begun):
    return f"/partner/checkouts/{begun.public_id}"


def test_the_page_says_who_is_paid_and_lets_its_form_lead_there(trade, gateway_process, begun):
    assert "Bayar dengan kartu" in trade.shop.open(trade.path).text
    page = trade.shop.open(trade.pay)
    assert "Rp100.000" in page.text and "langsung masuk ke akun Stripe milik pembuat" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert f"form-action 'self' {gateway_process.url}" in policy
    assert "form-action 'self';" in trade.shop.open(trade.path).headers["Content-Security-Policy"] + ";"


def test_after_it_came_back_it_reads_what_is_known(trade, gateway_process, begun, own_page):
    assert "Stripe belum menyatakan uangnya masuk" in trade.shop.open(own_page).text
    trade.shop.send(f"{own_page}/look", page=own_page)
    assert "Menunggu kabar Stripe" in trade.shop.open(own_page).text

    gateway_process.pay(begun.session)
    assert "Stripe belum menyatakan" in trade.shop.open(own_page).text  # a page that is read asks nobody
    trade.shop.send(f"{own_page}/look", page=own_page)
    page = trade.shop.open(own_page).text
    assert "sudah masuk ke akun pembuat" in page and "titipan Anda" not in page
    assert "Bayar dengan kartu" not in trade.shop.open(trade.path).text
    assert "sudah lunas, Rp100.000" in (paid := trade.shop.open(trade.pay).text) and 'id="bayar"' not in paid
    assert "Kartu lewat Stripe" in trade.owner.open("/producer/money/receipts").text


def test_paid_otherwise_it_asks_for_nothing_and_names_what_is_left_to_do(
    trade, session, work, begun, own_page
):
    dues = session.scalars(select(InvoicedDue.due_id)).all()
    with work(OWNER, at=trade.maker.id, kind=PRODUCER) as uow:
        settle_dues(uow, dues, received=100_000, received_on=TODAY, paid_by=PaidBy.CASH)
    page = trade.shop.open(trade.pay).text
    assert "sudah lunas" in page and "Rp0" not in page and 'id="bayar"' not in page
    assert f'href="{own_page}"' in page and 'href="/partner/money"' in page


def test_the_page_of_a_due_leads_to_paying_its_bill(trade, session):
    due = session.scalars(select(Due).join(InvoicedDue, InvoicedDue.due_id == Due.id)).one()
    page = trade.shop.open(f"/partner/money/dues/{due.public_id}").text
    assert f'href="{trade.pay}"' in page and "Bayar dengan kartu" in page and f'href="{trade.path}"' in page


def test_closed_it_says_that_nothing_was_paid(trade, session, begun, own_page):
    trade.shop.send(f"{own_page}/close", page=own_page)
    assert "tidak dibayar" in trade.shop.open(own_page).text
    trade.shop.send(trade.pay)
    session.rollback()
    assert len(session.scalars(select(Checkout)).all()) == 2


def test_pressed_again_it_is_the_same_and_another_amount_is_another(trade, session, work, begun):
    assert trade.shop.send(trade.pay).location == begun.address
    with work(OWNER, at=trade.maker.id, kind=PRODUCER) as uow:
        settle_dues(uow, [trade.due.id], received=40_000, received_on=TODAY, paid_by=PaidBy.CASH)
    trade.shop.send(trade.pay)
    session.rollback()
    first, second = session.scalars(select(Checkout).order_by(Checkout.id)).all()
    assert (first.state, second.state, second.amount) == (CheckoutState.LAPSED, CheckoutState.OPEN, 60_000)


def test_a_gateway_that_is_down_is_said_and_nothing_is_lost(trade, session, gateway_process):
    page = trade.shop.open(trade.pay)
    gateway_process.kill()
    refused = trade.shop.send(trade.pay)
    assert refused.status_code == 422 and "sedang tidak menjawab" in refused.text
    assert gateway_process.url in refused.headers["Content-Security-Policy"]
    gateway_process.start()
    assert trade.shop.send(trade.pay).status_code == 303
    assert page.status_code == 200
    session.rollback()
    assert len(session.scalars(select(Checkout)).all()) == 1


def test_others_and_the_maker_do_not_pay_or_look(trade, session, as_seat, own_page):
    other = as_seat(OWNER, at=make_partner(session).id)
    for address in (own_page, trade.pay):
        assert other.open(address).status_code == 404
        assert trade.owner.open(address).status_code == 403


def test_what_is_credit_goes_back_to_the_card(trade, session, work, gateway_process, begun, own_page):
    with work(OWNER, at=trade.maker.id, kind=PRODUCER) as uow:
        settle_dues(uow, [trade.due.id], received=100_000, received_on=TODAY, paid_by=PaidBy.CASH)
    gateway_process.pay(begun.session)
    trade.shop.send(f"{own_page}/look", page=own_page)
    assert "menjadi titipan Anda" in trade.shop.open(own_page).text

    session.rollback()
    payment = session.scalars(select(PaymentMade).filter_by(paid_by=PaidBy.STRIPE)).one()
    credits = "/producer/credits"
    assert "Kembalikan ke kartu" in trade.owner.open(credits).text
    given = trade.owner.send(f"{credits}/{payment.public_id}/give-back", page=credits)
    assert given.status_code == 302
    session.rollback()
    assert credits_of(session, PaymentMade.payer_id == trade.shop_id) == []
    assert sum(session.scalars(select(PaymentMade.amount).filter_by(paid_by=PaidBy.STRIPE))) == 0
