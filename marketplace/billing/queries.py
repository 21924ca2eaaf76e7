"""What is left of dues, and whose they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, column, func, select, table
from sqlalchemy.orm import Session

from marketplace.billing.models import Due, NoticeAnswer, PaidBy, PaymentNotice, Receipt
from marketplace.billing.policies import Debt
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.money import Rupiah

# Makers stand on a higher floor: what became of a record is read as plain columns.
PRODUCERS = table("producers", column("id", Integer), column("merged_into_id", Integer))


def debt_of(session: Session, due: Due) -> Debt:
    """A merged record's dues are the kept maker's."""
    kept = session.scalar(select(PRODUCERS.c.merged_into_id).where(PRODUCERS.c.id == due.payee_id))
    maker = ProducerId(kept) if kept else due.payee_id
    return Debt(maker, due.payer_id) if due.amount > 0 else Debt(due.payer_id, maker)


def sum_per_due(figure: Any) -> ColumnElement[Any]:
    """A figure over the receipts of each due, for a select from dues."""
    query = select(func.coalesce(func.sum(figure), 0)).where(Receipt.due_id == Due.id).correlate(Due)
    return query.scalar_subquery()


PAID = sum_per_due(Receipt.received + Receipt.deducted)
DEDUCTED = sum_per_due(Receipt.deducted)
UNANSWERED = (
    select(PaymentNotice)
    .outerjoin(NoticeAnswer, NoticeAnswer.notice_id == PaymentNotice.id)
    .where(NoticeAnswer.notice_id.is_(None))
)
CLAIMED = (
    UNANSWERED.with_only_columns(func.coalesce(func.sum(PaymentNotice.amount), 0))
    .where(PaymentNotice.due_id == Due.id)
    .correlate(Due)
    .scalar_subquery()
)


def left_of(session: Session, due_ids: Collection[int]) -> Mapping[int, Rupiah]:
    """What is still owed of each; below zero for a return that was not taken off."""
    query = select(Due.id, Due.amount - PAID).where(Due.id.in_(due_ids))
    return {due_id: Rupiah(left) for due_id, left in session.execute(query)}


def unanswered(session: Session, due_ids: Collection[int]) -> Sequence[PaymentNotice]:
    """What shops say they have paid, and no maker has answered."""
    query = UNANSWERED.where(PaymentNotice.due_id.in_(due_ids)).order_by(PaymentNotice.id)
    return session.scalars(query).all()


def last_way(session: Session, due: Due) -> PaidBy:
    """How this shop paid this maker last; cash when it never did."""
    query = (
        select(Receipt.paid_by)
        .join(Due, Due.id == Receipt.due_id)
        .where(Due.payee_id == due.payee_id, Due.payer_id == due.payer_id)
        .order_by(Receipt.id.desc())
    )
    return session.scalar(query.limit(1)) or PaidBy.CASH
