"""A shop starts to pay an invoice at a gateway; every call to the gateway is made between these, never inside."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from marketplace.billing.models import Invoice, PaymentMade
from marketplace.billing.policies import CONFIRM, SAY_PAID, Debt
from marketplace.billing.queries import credit_of, kept_maker
from marketplace.checkouts.accounts import account_at
from marketplace.checkouts.events import CheckoutAsked, CheckoutRefundAsked
from marketplace.checkouts.models import Checkout
from marketplace.checkouts.queries import left_to_pay, live_checkout, money_of
from marketplace.checkouts.states import ASKED, MAKE_PAYABLE, PAID
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah, spell
from marketplace.ports.gateways import CheckoutPage

SOON = timedelta(minutes=10)  # until the gateway is asked how a checkout stands


def ask_checkout(uow: UnitOfWork, invoice_id: int, gateway: str) -> Checkout:
    """The checkout with which the shop pays what is left of an invoice: the one that is live, or a new one.

    A live one over another amount, or on an account that holds no longer, is returned too: whoever asks closes it
    first. Refused where nothing is left and where the maker has no account there.
    """
    invoice = uow.get(Invoice, invoice_id)
    payee_id = kept_maker(uow.session, invoice.payee_id)
    uow.demand(SAY_PAID, Debt(payee_id, invoice.payer_id))
    account = account_at(uow.session, payee_id, gateway)
    if not account:
        raise Refused(_l("Pembuat ini tidak menerima pembayaran dengan cara ini; pakai cara lain."))
    live = live_checkout(uow.session, invoice_id)
    if live is not None:
        return live
    amount = left_to_pay(uow.session, invoice_id)
    if not amount:
        raise Refused(_l("Tidak ada sisa yang perlu dibayar pada nota ini."))
    checkout = uow.add(
        Checkout(
            gateway=gateway,
            invoice_id=invoice_id,
            payee_id=payee_id,
            payer_id=invoice.payer_id,
            account=account,
            amount=amount,
            title=f"{invoice.number} {invoice.seller}",
            asked_by=uow.actor.user_id,
            asked_at=uow.now,
            look_at=uow.now + SOON,
        )
    )
    uow.emit(CheckoutAsked(checkout_id=checkout.id, invoice_id=invoice_id, amount=amount))
    return checkout


def is_outdated(uow: UnitOfWork, checkout: Checkout) -> bool:
    """Whether a live checkout asks for something else than is left now, or goes to an account of before."""
    account = account_at(uow.session, checkout.payee_id, checkout.gateway)
    return (checkout.amount, checkout.account) != (left_to_pay(uow.session, checkout.invoice_id), account)


def note_page(uow: UnitOfWork, checkout_id: int, page: CheckoutPage) -> Checkout:
    """The gateway has made it. One that was given up or paid meanwhile only learns its name there."""
    checkout = uow.get(Checkout, checkout_id, lock=True)
    if checkout.session is None:
        checkout.session, checkout.address = page.session, page.address
    if checkout.state is ASKED:
        checkout.state = MAKE_PAYABLE(checkout.state)
    return checkout


class RefundRequest(NamedTuple):
    """What the gateway is asked for; `key` is the same until some of it went back."""

    account: str
    intent: str
    amount: Rupiah
    key: str


def ask_refund(uow: UnitOfWork, payment_id: int, amount: Rupiah, checkout_id: int) -> RefundRequest:
    """The maker wants to give credit of a payment back through the gateway, which then witnesses that it did."""
    checkout = uow.get(Checkout, checkout_id, lock=True)
    payment = uow.get(PaymentMade, payment_id, lock=True)
    uow.demand(CONFIRM, Debt(kept_maker(uow.session, payment.payee_id), payment.payer_id))
    left = credit_of(uow.session, payment)
    if checkout.state is not PAID or not 0 < amount <= left:
        raise Refused(_l("Titipan ini tinggal %(left)s; ubah jumlahnya.", left=spell(left)), field="amount")
    uow.emit(CheckoutRefundAsked(checkout_id=checkout.id, amount=amount))
    gone = payment.amount - money_of(uow.session, payment.act)
    return RefundRequest(checkout.account, checkout.intent or "", amount, f"{checkout.public_id}-{gone}")
