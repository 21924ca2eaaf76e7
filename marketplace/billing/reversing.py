"""A mistaken payment is taken back whole by its mirror; all rows stay readable."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from marketplace.billing import policies
from marketplace.billing.events import ReceiptReversed
from marketplace.billing.locking import locked_dues
from marketplace.billing.methods.base import method_of
from marketplace.billing.models import PaymentKind, PaymentMade, Receipt
from marketplace.billing.queries import left_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah


def take_back(uow: UnitOfWork, receipt_id: int, *, reason: str) -> Sequence[Receipt]:
    """A receipt was a mistake: its mirror is written, and those of all that the same payment was shared out to.

    What was owed is owed again. Refused where a part of the payment was given back to the shop.
    """
    act = uow.get(Receipt, receipt_id).act
    together = uow.session.scalars(select(Receipt).filter_by(act=act).order_by(Receipt.id)).all()
    due_ids = {receipt.due_id for receipt in together}
    locked_dues(uow, due_ids, policies.CONFIRM)
    if not reason.strip():
        raise Refused(_l("Tulis mengapa penerimaan ini dibatalkan."), field="reason")
    ids = [receipt.id for receipt in together]
    again = select(Receipt.id).where(Receipt.reverses_id.in_(ids)).limit(1)
    if any(receipt.reverses_id for receipt in together) or uow.session.scalar(again):
        raise Refused(_l("Penerimaan ini sudah dibatalkan."))
    _refuse_witnessed(together[0])
    _refuse_refunded(uow, act)
    payment = uow.session.scalars(select(PaymentMade).filter_by(act=act, kind=PaymentKind.PAID)).one_or_none()
    if payment is not None and payment.amount < 0:  # the database lets no more be shared out than there is
        _reverse(uow, payment, reason.strip())
    mirrors = mirror_receipts(uow, together, reason.strip())
    if payment is not None and payment.amount > 0:
        _reverse(uow, payment, reason.strip())
    return mirrors


def _refuse_witnessed(receipt: Receipt) -> None:
    if not method_of(receipt.paid_by).by_hand:
        raise Refused(
            _l("%(way)s yang menyatakan uang ini masuk; kembalikan lewat sana.", way=receipt.paid_by.label)
        )


def _refuse_refunded(uow: UnitOfWork, act: str) -> None:
    refunded = select(func.count()).select_from(PaymentMade).filter_by(act=act, kind=PaymentKind.REFUNDED)
    if uow.session.scalar(refunded):
        raise Refused(
            _l("Sebagian pembayaran ini sudah dikembalikan ke toko; catat pembayaran yang benar sesudahnya.")
        )


def _reverse(uow: UnitOfWork, payment: PaymentMade, reason: str) -> None:
    uow.add(
        PaymentMade(
            kind=PaymentKind.REVERSED,
            payee_id=payment.payee_id,
            payer_id=payment.payer_id,
            amount=Rupiah(-payment.amount),
            paid_on=uow.today,
            paid_by=payment.paid_by,
            act=payment.act,
            note=reason,
            confirmed_by=uow.actor.user_id,
            confirmed_at=uow.now,
        )
    )


def mirror_receipts(uow: UnitOfWork, together: Sequence[Receipt], reason: str) -> Sequence[Receipt]:
    """What was taken in goes first, so that no more is ever shared out than was paid."""
    left, written = dict(left_of(uow.session, [one.due_id for one in together])), []
    for one in sorted(together, key=lambda receipt: -receipt.received):
        mirror = uow.add(
            Receipt(
                due_id=one.due_id,
                received=Rupiah(-one.received),
                deducted=Rupiah(-one.deducted),
                deducted_because=one.deducted_because,
                received_on=uow.today,
                paid_by=one.paid_by,
                note=reason,
                act=one.act,
                reverses_id=one.id,
                confirmed_by=uow.actor.user_id,
                confirmed_at=uow.now,
            )
        )
        written.append(mirror)
        left[one.due_id] = Rupiah(left[one.due_id] + one.received + one.deducted)
        uow.emit(
            ReceiptReversed(
                due_id=one.due_id,
                receipt_id=mirror.id,
                reverses_id=one.id,
                received=mirror.received,
                deducted=mirror.deducted,
                left=left[one.due_id],
                reason=reason,
            )
        )
    return written
