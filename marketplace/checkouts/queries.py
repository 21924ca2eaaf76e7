"""Which checkout something is of, what is left to pay of an invoice, and which are to be looked at."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.billing.allotting import sum_of
from marketplace.billing.models import Due, Invoice, InvoicedDue, PaymentMade, Receipt
from marketplace.billing.queries import CLAIMED, PAID
from marketplace.checkouts.models import Checkout, GatewayEvent
from marketplace.checkouts.states import LIVE
from marketplace.kernel.money import Rupiah

Cancelling = aliased(Invoice)
Mirror = aliased(Receipt)


def is_cancelled(session: Session, invoice_id: int) -> bool:
    return session.scalar(select(Cancelling.id).where(Cancelling.cancels_id == invoice_id)) is not None


def due_ids_of(session: Session, invoice_id: int) -> Sequence[int]:
    query = select(InvoicedDue.due_id).where(InvoicedDue.invoice_id == invoice_id)
    return session.scalars(query.order_by(InvoicedDue.due_id)).all()


def left_to_pay(session: Session, invoice_id: int) -> Rupiah:
    """What nobody has paid or said to have paid, less returns; Rp0 of one that was cancelled."""
    if is_cancelled(session, invoice_id):
        return Rupiah(0)
    query = (
        select(Due.amount - PAID, CLAIMED)
        .join(InvoicedDue, InvoicedDue.due_id == Due.id)
        .where(InvoicedDue.invoice_id == invoice_id)
    )
    rows = session.execute(query).all()
    return Rupiah(max(0, sum_of([left for left, _ in rows]).net - sum(claimed for _, claimed in rows)))


def live_checkout(session: Session, invoice_id: int) -> Checkout | None:
    query = select(Checkout).where(Checkout.invoice_id == invoice_id, Checkout.state.in_(LIVE))
    return session.scalars(query).one_or_none()


def paid_through(session: Session, payment_id: int) -> Checkout | None:
    return session.scalars(select(Checkout).filter_by(payment_id=payment_id)).one_or_none()


def checkout_of(session: Session, event: GatewayEvent) -> Checkout | None:
    """Which one a message is of, by our own name, by the session or by the payment, whichever it says."""
    names = [
        column == value
        for column, value in (
            (Checkout.public_id, event.reference),
            (Checkout.session, event.session),
            (Checkout.intent, event.intent),
        )
        if value
    ]
    if not names:
        return None
    query = select(Checkout).where(Checkout.gateway == event.gateway, or_(*names))
    return session.scalars(query.order_by(Checkout.id).limit(1)).one_or_none()


def money_of(session: Session, act: str) -> Rupiah:
    """What came of a payment, less what went back of it."""
    return Rupiah(session.scalar(select(func.sum(PaymentMade.amount)).filter_by(act=act)) or 0)


def receipts_to_take_back(session: Session, act: str) -> Sequence[Receipt]:
    """Of a payment, what it paid of dues and was not taken back; the newest first."""
    query = (
        select(Receipt)
        .outerjoin(Mirror, Mirror.reverses_id == Receipt.id)
        .where(Receipt.act == act, Receipt.received > 0, Receipt.reverses_id.is_(None), Mirror.id.is_(None))
    )
    return session.scalars(query.order_by(Receipt.id.desc())).all()
