"""What a gateway knows of a checkout becomes payments and receipts, whatever order its messages came in.

Nothing here trusts a message: `facts` is what the gateway answered when it was asked. Totals of what went back are
compared with what is written already, so that the same facts twice change nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from marketplace.billing.allotting import Allotment, Open, allot, sum_of
from marketplace.billing.events import CreditGiven
from marketplace.billing.locking import lock_dues
from marketplace.billing.methods.base import way_of
from marketplace.billing.models import Invoice, PaymentKind, PaymentMade, Receipt
from marketplace.billing.queries import credit_of, left_of
from marketplace.billing.reversing import mirror_receipts
from marketplace.billing.services import write_receipts
from marketplace.checkouts.events import (
    CheckoutDisputed,
    CheckoutLapsed,
    CheckoutPaid,
    CheckoutRefunded,
    DisputeLost,
    DisputeWon,
)
from marketplace.checkouts.models import Checkout, CheckoutDispute, UnclearBecause
from marketplace.checkouts.queries import due_ids_of, is_cancelled, receipts_to_take_back
from marketplace.checkouts.states import LAPSE, LIVE, PAID, SETTLE
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import new_public_id
from marketplace.kernel.money import Rupiah
from marketplace.ports.gateways import CheckoutFacts, CheckoutStatus, DisputeStatus

AGAIN_SOON, AGAIN_DAILY = timedelta(minutes=10), timedelta(days=1)
DISPUTABLE = timedelta(days=120)  # so long a payer's bank may ask for the money back
REFUNDED, REVERSED = "Dikembalikan lewat gerbang pembayaran", "Sengketa kalah: ditarik bank pembayar"


class Unclear(Exception):
    """What the gateway says does not fit what we know: nothing is written, a person looks."""

    def __init__(self, because: UnclearBecause) -> None:
        super().__init__(because.value)
        self.because = because


def settle(uow: UnitOfWork, checkout_id: int, facts: CheckoutFacts) -> Checkout:
    """Bring a checkout to where the gateway says it stands. Raises Unclear."""
    checkout = uow.get(Checkout, checkout_id, lock=True)
    if facts.amount != checkout.amount:
        raise Unclear(UnclearBecause.MONEY)
    if facts.session != (checkout.session or facts.session):
        raise Unclear(UnclearBecause.UNKNOWN)
    checkout.session = facts.session
    if facts.status is CheckoutStatus.PAID and checkout.state is not PAID:
        _pay(uow, checkout, facts)
    elif facts.status is CheckoutStatus.EXPIRED and checkout.state in LIVE:
        lapse(uow, checkout)
    if checkout.state is PAID:
        _follow_refunds(uow, checkout, facts.refunded)
        _follow_dispute(uow, checkout, facts)
    checkout.look_at = _next_look(uow, checkout)
    return checkout


def lapse(uow: UnitOfWork, checkout: Checkout) -> None:
    checkout.state, checkout.look_at = LAPSE(checkout.state), None
    uow.emit(CheckoutLapsed(checkout_id=checkout.id))


def _next_look(uow: UnitOfWork, checkout: Checkout) -> datetime | None:
    if checkout.state in LIVE:
        return uow.now + AGAIN_SOON
    fresh = checkout.paid_at is not None and checkout.paid_at > uow.now - DISPUTABLE
    return uow.now + AGAIN_DAILY if fresh else None


def _pay(uow: UnitOfWork, checkout: Checkout, facts: CheckoutFacts) -> None:
    """It pays what is left of the invoice's dues; what is more, all of it where nothing is left, is credit.

    What the shop said to have paid otherwise stays to be answered by the maker.
    """
    dues = lock_dues(uow, due_ids_of(uow.session, checkout.invoice_id))
    invoice = uow.get(Invoice, checkout.invoice_id)
    payment = uow.add(
        PaymentMade(
            payee_id=invoice.payee_id,
            payer_id=checkout.payer_id,
            amount=checkout.amount,
            paid_on=uow.today,
            paid_by=way_of(checkout.gateway),
            act=new_public_id(),
            note=invoice.number,
            confirmed_by=None,
            confirmed_at=uow.now,
        )
    )
    left = left_of(uow.session, [due.id for due in dues])
    net = Rupiah(0) if is_cancelled(uow.session, invoice.id) else sum_of([*left.values()]).net
    received = min(checkout.amount, net)
    if received:
        ordered = sorted(dues, key=lambda due: (due.due_on, due.id))
        shares = allot([Open(due.id, left[due.id]) for due in ordered], received=received)
        write_receipts(uow, payment, shares, answers=False)
    beyond = checkout.amount - received
    if beyond:
        uow.emit(CreditGiven(payment_id=payment.id, payer_id=payment.payer_id, amount=beyond))
    checkout.state, checkout.payment_id = SETTLE(checkout.state), payment.id
    checkout.intent, checkout.paid_at = facts.intent, uow.now
    uow.emit(
        CheckoutPaid(checkout_id=checkout.id, payment_id=payment.id, amount=checkout.amount, beyond=beyond)
    )


def _follow_refunds(uow: UnitOfWork, checkout: Checkout, total: int) -> None:
    back = _give_back(uow, checkout, total, PaymentKind.REFUNDED, REFUNDED)
    if back is not None:
        uow.emit(CheckoutRefunded(checkout_id=checkout.id, refund_id=back.id, amount=-back.amount))


def _follow_dispute(uow: UnitOfWork, checkout: Checkout, facts: CheckoutFacts) -> None:
    """A lost one takes the money back; one that was lost stays so, whatever is told later."""
    if facts.dispute is None or checkout.dispute is CheckoutDispute.LOST:
        return
    now = CheckoutDispute(facts.dispute.value)
    if now is checkout.dispute:
        return
    checkout.dispute = now
    if facts.dispute is DisputeStatus.LOST:
        back = _give_back(uow, checkout, facts.disputed, PaymentKind.REVERSED, REVERSED)
        if back is not None:
            uow.emit(DisputeLost(checkout_id=checkout.id, reversal_id=back.id, amount=-back.amount))
    elif facts.dispute is DisputeStatus.WON:
        uow.emit(DisputeWon(checkout_id=checkout.id))
    else:
        uow.emit(CheckoutDisputed(checkout_id=checkout.id))


def _give_back(
    uow: UnitOfWork, checkout: Checkout, total: int, kind: PaymentKind, note: str
) -> PaymentMade | None:
    """Money of its payment went back, `total` in all of this kind: credit first, then what it paid is owed again."""
    payment = uow.get(PaymentMade, checkout.payment_id)
    picked = receipts_to_take_back(uow.session, payment.act)
    lock_dues(uow, {receipt.due_id for receipt in picked})
    uow.get(PaymentMade, payment.id, lock=True)
    of_act = select(func.coalesce(func.sum(PaymentMade.amount), 0)).filter_by(act=payment.act)
    before = -(uow.session.scalar(of_act.filter_by(kind=kind, paid_by=payment.paid_by)) or 0)
    more = total - before
    if more < 0:
        raise Unclear(UnclearBecause.LESS_BACK)
    if more > (uow.session.scalar(of_act) or 0):
        raise Unclear(UnclearBecause.MORE_BACK)
    if not more:
        return None
    excess = _free(uow, payment, picked, more, note)
    back = uow.add(
        PaymentMade(
            kind=kind,
            payee_id=payment.payee_id,
            payer_id=payment.payer_id,
            amount=Rupiah(-more),
            paid_on=uow.today,
            paid_by=payment.paid_by,
            act=payment.act,
            note=note,
            confirmed_by=None,
            confirmed_at=uow.now,
        )
    )
    if excess:
        write_receipts(uow, payment, [excess], answers=False)
    return back


def _free(
    uow: UnitOfWork, payment: PaymentMade, picked: Sequence[Receipt], wanted: int, note: str
) -> Allotment | None:
    """Take back receipts, the newest first, until so much is free; what the last one frees beyond is paid again."""
    free, taken = credit_of(uow.session, payment), list[Receipt]()
    for receipt in picked:
        if free >= wanted:
            break
        taken.append(receipt)
        free = Rupiah(free + receipt.received)
    if not taken:
        return None
    mirror_receipts(uow, taken, note)
    return Allotment(taken[-1].due_id, Rupiah(free - wanted), Rupiah(0)) if free > wanted else None
