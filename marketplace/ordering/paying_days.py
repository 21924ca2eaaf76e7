"""How long shops take to pay: one row for each due of goods that is paid in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.billing.invoicing import CANCELLED
from marketplace.billing.models import (
    Due,
    DueKind,
    Invoice,
    InvoicedDue,
    NoticeAnswer,
    PaymentNotice,
    Receipt,
)
from marketplace.billing.queries import PAID, UNANSWERED
from marketplace.partners.models import Partner, PartnerKind

WINDOW = 90  # days that pages look back
Mirror = aliased(Receipt)
ISSUED = (
    select(func.max(Invoice.issued_on))
    .join(InvoicedDue, InvoicedDue.invoice_id == Invoice.id)
    .where(InvoicedDue.due_id == Due.id, ~CANCELLED)
    .correlate(Due)
    .scalar_subquery()
)
TAKEN_BACK = select(Mirror.id).where(Mirror.reverses_id == Receipt.id).exists()
PAID_ON = (  # as the shop's proof says, once the maker confirmed it; else as the maker wrote down
    select(func.max(func.coalesce(PaymentNotice.paid_on, Receipt.received_on)))
    .select_from(Receipt)
    .outerjoin(NoticeAnswer, NoticeAnswer.receipt_id == Receipt.id)
    .outerjoin(PaymentNotice, PaymentNotice.id == NoticeAnswer.notice_id)
    .where(Receipt.due_id == Due.id, Receipt.reverses_id.is_(None), ~TAKEN_BACK)
    .correlate(Due)
    .scalar_subquery()
)


class DaysToPay(NamedTuple):
    """From the later of handover and invoice to the day of the last payment, as the program's clause C07 counts."""

    due_id: int
    payer_id: int
    kind: PartnerKind
    amount: int
    since: date
    paid_on: date

    @property
    def days(self) -> int:
        """0 where it was paid before."""
        return max(0, (self.paid_on - self.since).days)


class PayingSpeed(NamedTuple):
    """Of so many `bills` half were paid within `p50` days, and nine of ten within `p90`."""

    bills: int
    p50: int
    p90: int


def days_to_pay(session: Session, first: date, last: date, *of: ColumnElement[bool]) -> Sequence[DaysToPay]:
    """Dues whose last payment is of these days; `of` are conditions over `Due`. Returns and tax are none of them."""
    query = (
        select(Due.id, Due.payer_id, Partner.kind, Due.amount, Due.owed_on, ISSUED, PAID_ON)
        .join(Partner, Partner.id == Due.payer_id)
        .where(
            Due.kind == DueKind.GOODS, Due.amount > 0, Due.amount == PAID, PAID_ON.between(first, last), *of
        )
        .order_by(Due.id)
    )
    return [
        DaysToPay(due_id, payer_id, kind, amount, max(owed_on, issued or owed_on), paid_on)
        for due_id, payer_id, kind, amount, owed_on, issued, paid_on in session.execute(query)
    ]


def unanswered_proofs(session: Session, *of: ColumnElement[bool]) -> int:
    """How many payments shops say they made and no maker has answered; they are in no figure yet."""
    query = UNANSWERED.join(Due, Due.id == PaymentNotice.due_id).where(*of)
    return session.scalar(query.with_only_columns(func.count())) or 0


def speed_of(rows: Sequence[DaysToPay]) -> PayingSpeed | None:
    """None of nothing. Nearest rank: both are days that some due really took."""
    days = sorted(row.days for row in rows)
    return PayingSpeed(len(days), _rank(days, 50), _rank(days, 90)) if days else None


def speed_by_kind(rows: Sequence[DaysToPay]) -> Mapping[PartnerKind, PayingSpeed]:
    found = {kind: speed_of([row for row in rows if row.kind is kind]) for kind in PartnerKind}
    return {kind: speed for kind, speed in found.items() if speed}


def _rank(days: Sequence[int], percent: int) -> int:
    return days[max(0, -(-percent * len(days) // 100) - 1)]
