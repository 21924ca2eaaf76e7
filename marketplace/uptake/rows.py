"""The rows behind a figure, as people read them: who sold what, how it is proven, and what auditors said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.db.reading import Listing
from marketplace.files.models import Attachment
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import PartnerId
from marketplace.purchases.models import (
    Answer,
    Purchase,
    PurchaseAnswer,
    PurchaseLine,
    Refusal,
    RefusalAnswer,
    Source,
)
from marketplace.uptake.ledger import GRADE, MAKER, Record


@dataclass(frozen=True)
class LedgerRow:
    """One line of the ledger; `evidence` is the public id of the photo or paper behind it."""

    id: int
    purchase: str
    partner_id: PartnerId
    bought_on: date
    seller: str
    known: bool
    item: str
    quantity: int
    unit: str
    net: int
    source: Source
    reference: str  # of a handover, its public id
    document_number: str | None
    evidence: str | None
    grade: str
    answer: Answer | None


@dataclass(frozen=True)
class RefusalRow:
    public_id: str
    id: int
    line_id: int
    reason: str
    refused_at: datetime
    answer: str | None
    answered_at: datetime | None
    evidence: str | None


def rows_of(session: Session, numbers: Sequence[int]) -> Sequence[LedgerRow]:
    """These lines, newest first. Ask for a page of numbers at a time."""
    query: Listing = (
        select(
            PurchaseLine.id,
            Purchase.public_id,
            Purchase.partner_id,
            Purchase.bought_on,
            func.coalesce(Organisation.name, Purchase.seller_text),
            Purchase.producer_id.is_not(None),
            PurchaseLine.text,
            PurchaseLine.quantity_milli,
            PurchaseLine.unit,
            PurchaseLine.net,
            Purchase.source,
            Purchase.source_ref,
            Purchase.document_number,
            Attachment.public_id,
            GRADE,
            PurchaseAnswer.answer,
        )
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .outerjoin(Record, Record.id == Purchase.producer_id)
        .outerjoin(Organisation, Organisation.id == MAKER)
        .outerjoin(Attachment, Attachment.id == Purchase.evidence_id)
        .outerjoin(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
        .where(PurchaseLine.id.in_(numbers))
        .order_by(Purchase.bought_on.desc(), PurchaseLine.id.desc())
    )
    return [LedgerRow(*values) for values in session.execute(query)]


def row_of(session: Session, number: int) -> LedgerRow:
    """Raises NotFound."""
    rows = rows_of(session, [number])
    if not rows:
        raise NotFound(f"line {number}")
    return rows[0]


def refusals_of(session: Session, numbers: Sequence[int]) -> Sequence[RefusalRow]:
    """What auditors said of these lines, and what was answered, newest first."""
    query: Listing = (
        select(
            Refusal.public_id,
            Refusal.id,
            Refusal.line_id,
            Refusal.reason,
            Refusal.refused_at,
            RefusalAnswer.text,
            RefusalAnswer.answered_at,
            Attachment.public_id,
        )
        .outerjoin(RefusalAnswer, RefusalAnswer.refusal_id == Refusal.id)
        .outerjoin(Attachment, Attachment.id == RefusalAnswer.evidence_id)
        .where(Refusal.line_id.in_(numbers))
        .order_by(Refusal.id.desc())
    )
    return [RefusalRow(*row) for row in session.execute(query)]


@dataclass(frozen=True)
class WaitingRefusal:
    id: int
    public_id: str
    line_id: int
    partner_id: PartnerId
    partner: str
    bought_on: date
    item: str
    net: int
    reason: str
    refused_at: datetime
    answered_at: datetime | None


def _refusals() -> Listing:
    return (
        select(
            Refusal.id,
            Refusal.public_id,
            Refusal.line_id,
            Purchase.partner_id,
            Organisation.name,
            Purchase.bought_on,
            PurchaseLine.text,
            PurchaseLine.net,
            Refusal.reason,
            Refusal.refused_at,
            RefusalAnswer.answered_at,
        )
        .join(PurchaseLine, PurchaseLine.id == Refusal.line_id)
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .join(Organisation, Organisation.id == Purchase.partner_id)
        .outerjoin(RefusalAnswer, RefusalAnswer.refusal_id == Refusal.id)
        .order_by(Refusal.id)
    )


def refusals_waiting(session: Session, partner_id: PartnerId) -> Sequence[WaitingRefusal]:
    """A shop's lines that an auditor refused and that it has not answered."""
    query = _refusals().where(Purchase.partner_id == partner_id, RefusalAnswer.refusal_id.is_(None))
    return [WaitingRefusal(*row) for row in session.execute(query)]


def refusals_answered(session: Session, since: datetime) -> Sequence[WaitingRefusal]:
    """What shops answered since then, for the auditor to look at again."""
    return [
        WaitingRefusal(*row) for row in session.execute(_refusals().where(RefusalAnswer.answered_at >= since))
    ]
