"""What is left of dues, and whose they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, column, func, select, table
from sqlalchemy.orm import Session, aliased

from marketplace.billing.models import (
    Due,
    NoticeAnswer,
    PaidBy,
    PaymentKind,
    PaymentMade,
    PaymentNotice,
    Receipt,
)
from marketplace.billing.policies import Debt
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.money import Rupiah

# Makers stand on a higher floor: what became of a record is read as plain columns.
PRODUCERS = table("producers", column("id", Integer), column("merged_into_id", Integer))


def kept_maker(session: Session, producer_id: ProducerId) -> ProducerId:
    """Whose a record's money is: a merged one's is the kept maker's."""
    kept = session.scalar(select(PRODUCERS.c.merged_into_id).where(PRODUCERS.c.id == producer_id))
    return ProducerId(kept) if kept else producer_id


def debt_of(session: Session, due: Due) -> Debt:
    """A merged record's dues are the kept maker's."""
    maker = kept_maker(session, due.payee_id)
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
    """How this shop paid this maker last by a way that people write down; cash when it never did."""
    query = (
        select(Receipt.paid_by)
        .join(Due, Due.id == Receipt.due_id)
        .where(Due.payee_id == due.payee_id, Due.payer_id == due.payer_id)
        .where(Receipt.paid_by != PaidBy.STRIPE)
        .order_by(Receipt.id.desc())
    )
    return session.scalar(query.limit(1)) or PaidBy.CASH


Entry, Part = aliased(PaymentMade), aliased(Receipt)
CREDIT = (
    select(func.coalesce(func.sum(Entry.amount), 0)).where(Entry.act == PaymentMade.act).scalar_subquery()
    - select(func.coalesce(func.sum(Part.received), 0)).where(Part.act == PaymentMade.act).scalar_subquery()
)


def credit_of(session: Session, payment: PaymentMade) -> Rupiah:
    """What is left of it: what came less what went back and what was shared out to dues."""
    return Rupiah(session.scalar(select(CREDIT).where(PaymentMade.id == payment.id)) or 0)


class Credit(NamedTuple):
    """A payment of which something is left."""

    payment_id: int
    public_id: str
    payer_id: int
    paid_on: date
    note: str
    left: Rupiah


def credits_of(session: Session, *of: ColumnElement[bool]) -> Sequence[Credit]:
    """Of the payments that these conditions over `PaymentMade` name those not used up, oldest first."""
    query = select(
        PaymentMade.id,
        PaymentMade.public_id,
        PaymentMade.payer_id,
        PaymentMade.paid_on,
        PaymentMade.note,
        CREDIT,
    ).where(PaymentMade.kind == PaymentKind.PAID, PaymentMade.amount > 0, CREDIT > 0, *of)
    return [Credit(*row) for row in session.execute(query.order_by(PaymentMade.id))]
