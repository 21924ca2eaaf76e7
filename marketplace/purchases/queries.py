"""The ledger as the pages of shops and makers show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.db.reading import Listing
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import PartnerId, ProducerId, PurchaseId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.purchases import policies
from marketplace.purchases.models import (
    Answer,
    Decision,
    DeclarationDecision,
    Purchase,
    PurchaseAnswer,
    PurchaseLine,
    Source,
    SpendDeclaration,
)
from marketplace.purchases.sellers import records_of, sale_of

REMEMBERED = 6
Reversal = aliased(Purchase)
Buyer = aliased(Organisation)
TAKEN_BACK = or_(Purchase.reverses_id.is_not(None), exists().where(Reversal.reverses_id == Purchase.id))


@dataclass(frozen=True)
class PurchaseRow:
    id: PurchaseId
    public_id: str
    bought_on: date
    buyer: str
    seller: str
    known: bool
    source: Source
    document_number: str | None
    proven: bool
    answer: Answer | None
    taken_back: bool
    net: Rupiah


@dataclass(frozen=True, kw_only=True)
class PurchaseList:
    """Purchases, newest first, from the side of the shop or of the maker."""

    partner_id: PartnerId | None = None
    producer_id: ProducerId | None = None
    month: Month | None = None
    unanswered: bool = False
    public_id: str | None = None

    def select(self) -> Listing:
        query: Listing = (
            select(
                Purchase.id,
                Purchase.public_id,
                Purchase.bought_on,
                Buyer.name,
                func.coalesce(Organisation.name, Purchase.seller_text),
                Purchase.producer_id.is_not(None),
                Purchase.source,
                Purchase.document_number,
                Purchase.evidence_id.is_not(None),
                PurchaseAnswer.answer,
                TAKEN_BACK,
                func.sum(PurchaseLine.net),
            )
            .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
            .join(Buyer, Buyer.id == Purchase.partner_id)
            .outerjoin(Organisation, Organisation.id == Purchase.producer_id)
            .outerjoin(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
            .group_by(Purchase.id, Buyer.name, Organisation.name, PurchaseAnswer.answer)
            .order_by(Purchase.bought_on.desc(), Purchase.id.desc())
        )
        for condition in self._conditions():
            query = query.where(condition)
        return query

    def _conditions(self) -> list[Any]:
        wanted: list[Any] = []
        if self.partner_id is not None:
            wanted.append(Purchase.partner_id == self.partner_id)
        if self.producer_id is not None:
            wanted.append(Purchase.producer_id.in_(records_of(self.producer_id)))
        if self.month is not None:
            wanted.append(Purchase.bought_on.between(self.month.first_day, self.month.last_day))
        if self.unanswered:
            wanted += [PurchaseAnswer.answer.is_(None), Purchase.source != Source.HANDOVER, ~TAKEN_BACK]
        if self.public_id is not None:
            wanted.append(Purchase.public_id == self.public_id)
        return wanted


@dataclass(frozen=True)
class LineRow:
    text: str
    quantity: int
    unit: str
    unit_price: Rupiah
    net: Rupiah


@dataclass(frozen=True)
class PurchasePage:
    row: PurchaseRow
    lines: Sequence[LineRow]
    evidence: str | None  # the attachment's public id
    evidence_type: str | None
    recorded_at: datetime


def purchase_page(session: Session, wanted: PurchaseList) -> PurchasePage:
    """The one purchase that `wanted` names. Raises NotFound when there is none, or it is somebody else's."""
    found = session.execute(wanted.select()).one_or_none()
    if found is None:
        raise NotFound(f"purchase {wanted.public_id}")
    row = PurchaseRow(*found)
    lines = session.execute(
        select(
            PurchaseLine.text,
            PurchaseLine.quantity_milli,
            PurchaseLine.unit,
            PurchaseLine.unit_price,
            PurchaseLine.net,
        )
        .where(PurchaseLine.purchase_id == row.id)
        .order_by(PurchaseLine.id)
    )
    recorded_at, evidence, evidence_type = session.execute(
        select(Purchase.recorded_at, Attachment.public_id, Attachment.media_type)
        .outerjoin(Attachment, Attachment.id == Purchase.evidence_id)
        .where(Purchase.id == row.id)
    ).one()
    return PurchasePage(row, [LineRow(*line) for line in lines], evidence, evidence_type, recorded_at)


def shows_evidence(uow: UnitOfWork, attachment: Attachment) -> bool:
    """The maker who is said to have sold it may see what proves it."""
    query = select(Purchase).where(Purchase.evidence_id == attachment.id)
    sales = (sale_of(uow.session, purchase) for purchase in uow.session.scalars(query))
    return any(uow.allows(policies.SEE, sale) for sale in sales)


def sellers_of(session: Session, partner_id: PartnerId) -> list[str]:
    """The names this shop bought from last, newest first: what a form remembers."""
    name = func.coalesce(Organisation.name, Purchase.seller_text)
    query = (
        select(name)
        .select_from(Purchase)
        .outerjoin(Organisation, Organisation.id == Purchase.producer_id)
        .where(Purchase.partner_id == partner_id)
        .group_by(name)
        .order_by(func.max(Purchase.id).desc())
        .limit(REMEMBERED)
    )
    return list(session.scalars(query))


def unanswered_claims(session: Session, producer_id: ProducerId) -> tuple[int, Rupiah]:
    """How many purchases a maker has yet to confirm or dispute, and their rupiah."""
    claims = PurchaseList(producer_id=producer_id, unanswered=True).select().order_by(None).subquery()
    count, net = session.execute(select(func.count(), func.coalesce(func.sum(list(claims.c)[-1]), 0))).one()
    return count, Rupiah(net)


@dataclass(frozen=True)
class DeclarationRow:
    id: int
    public_id: str
    partner: str
    month: str
    revision: int
    total: Rupiah
    signer: str
    submitted_at: datetime
    decision: Decision | None
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class DeclarationList:
    """The latest revision of each month's declaration, newest month first."""

    partner_id: PartnerId | None = None
    undecided: bool = False

    def select(self) -> Listing:
        later = aliased(SpendDeclaration)
        newest = ~exists().where(
            and_(
                later.partner_id == SpendDeclaration.partner_id,
                later.month == SpendDeclaration.month,
                later.revision > SpendDeclaration.revision,
            )
        )
        query: Listing = (
            select(
                SpendDeclaration.id,
                SpendDeclaration.public_id,
                Organisation.name,
                SpendDeclaration.month,
                SpendDeclaration.revision,
                SpendDeclaration.total,
                SpendDeclaration.signer,
                SpendDeclaration.submitted_at,
                DeclarationDecision.decision,
                DeclarationDecision.reason,
            )
            .join(Organisation, Organisation.id == SpendDeclaration.partner_id)
            .outerjoin(DeclarationDecision, DeclarationDecision.declaration_id == SpendDeclaration.id)
            .where(newest)
            .order_by(SpendDeclaration.month.desc(), SpendDeclaration.id.desc())
        )
        if self.partner_id is not None:
            query = query.where(SpendDeclaration.partner_id == self.partner_id)
        if self.undecided:
            query = query.where(DeclarationDecision.declaration_id.is_(None))
        return query
