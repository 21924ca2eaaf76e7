"""A mistaken receipt is taken back by its mirror; both stay readable."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from marketplace.billing import policies
from marketplace.billing.events import ReceiptReversed
from marketplace.billing.locking import locked_dues
from marketplace.billing.models import Receipt
from marketplace.billing.queries import left_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import new_public_id
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah


def take_back(uow: UnitOfWork, receipt_id: int, *, reason: str) -> Sequence[Receipt]:
    """A receipt was a mistake: its mirror is written, and those of all that came with the same press.

    What was owed is owed again; both rows stay readable.
    """
    act = uow.get(Receipt, receipt_id).act
    together = uow.session.scalars(select(Receipt).filter_by(act=act).order_by(Receipt.id)).all()
    due_ids = [receipt.due_id for receipt in together]
    locked_dues(uow, due_ids, policies.CONFIRM)
    if not reason.strip():
        raise Refused(_l("Tulis mengapa penerimaan ini dibatalkan."), field="reason")
    ids = [receipt.id for receipt in together]
    again = select(Receipt.id).where(Receipt.reverses_id.in_(ids)).limit(1)
    if any(receipt.reverses_id for receipt in together) or uow.session.scalar(again):
        raise Refused(_l("Penerimaan ini sudah dibatalkan."))
    return _mirror(uow, together, reason.strip())


def _mirror(uow: UnitOfWork, together: Sequence[Receipt], reason: str) -> Sequence[Receipt]:
    left, act, written = dict(left_of(uow.session, [one.due_id for one in together])), new_public_id(), []
    for one in together:
        mirror = uow.add(
            Receipt(
                due_id=one.due_id,
                received=Rupiah(-one.received),
                deducted=Rupiah(-one.deducted),
                deducted_because=one.deducted_because,
                received_on=uow.today,
                paid_by=one.paid_by,
                note=reason,
                act=act,
                reverses_id=one.id,
                confirmed_by=uow.actor.user_id,
                confirmed_at=uow.now,
            )
        )
        written.append(mirror)
        uow.emit(
            ReceiptReversed(
                due_id=one.due_id,
                receipt_id=mirror.id,
                reverses_id=one.id,
                received=mirror.received,
                deducted=mirror.deducted,
                left=left[one.due_id] + one.received + one.deducted,
                reason=reason,
            )
        )
    return written
