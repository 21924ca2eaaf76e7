"""What partners declared to have bought, beside what the ledger holds of it: what officials weigh."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, ScalarSelect, and_, cast, exists, extract, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.db.reading import Listing
from marketplace.files.models import Attachment
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.money import Rupiah
from marketplace.producers.models import Locality
from marketplace.purchases.models import (
    Decision,
    DeclarationDecision,
    Purchase,
    PurchaseLine,
    SpendDeclaration,
)
from marketplace.uptake.ledger import LOCAL_THAT_DAY, TAKEN_BACK, Record

Later = aliased(SpendDeclaration)
Before = aliased(SpendDeclaration)

NEWEST = ~exists().where(
    Later.partner_id == SpendDeclaration.partner_id,
    Later.month == SpendDeclaration.month,
    Later.revision > SpendDeclaration.revision,
)
IN_ITS_MONTH = and_(
    extract("year", Purchase.bought_on) == cast(func.substr(SpendDeclaration.month, 1, 4), Integer),
    extract("month", Purchase.bought_on) == cast(func.substr(SpendDeclaration.month, 6, 2), Integer),
)


@dataclass(frozen=True)
class DeclaredRow:
    """`local` is what was recorded that month from makers who were local on the day; `before` the last revision."""

    id: int
    public_id: str
    partner_id: PartnerId
    partner: str
    partner_code: str
    month: str
    revision: int
    total: Rupiah
    local: Rupiah
    before: Rupiah | None
    signer: str
    file: str | None  # the attachment's public id
    submitted_at: datetime
    decision: Decision | None
    reason: str | None

    @property
    def too_low(self) -> bool:
        """Less than what its makers alone delivered: no share can be had from it."""
        return self.total < self.local


@dataclass(frozen=True, kw_only=True)
class DeclaredList:
    """The latest declaration of each partner and month: what waits oldest first, all of them newest first."""

    undecided: bool = False
    public_id: str | None = None

    def select(self) -> Listing:
        query: Listing = (
            select(
                SpendDeclaration.id,
                SpendDeclaration.public_id,
                SpendDeclaration.partner_id,
                Organisation.name,
                Organisation.public_id,
                SpendDeclaration.month,
                SpendDeclaration.revision,
                SpendDeclaration.total,
                _local_net(),
                Before.total,
                SpendDeclaration.signer,
                Attachment.public_id,
                SpendDeclaration.submitted_at,
                DeclarationDecision.decision,
                DeclarationDecision.reason,
            )
            .join(Organisation, Organisation.id == SpendDeclaration.partner_id)
            .outerjoin(Before, _is_before())
            .outerjoin(Attachment, Attachment.id == SpendDeclaration.file_id)
            .outerjoin(DeclarationDecision, DeclarationDecision.declaration_id == SpendDeclaration.id)
            .where(NEWEST)
        )
        if self.public_id is not None:
            query = query.where(SpendDeclaration.public_id == self.public_id)
        if self.undecided:
            waiting = query.where(DeclarationDecision.declaration_id.is_(None))
            return waiting.order_by(SpendDeclaration.submitted_at, SpendDeclaration.id)
        return query.order_by(SpendDeclaration.month.desc(), SpendDeclaration.id.desc())


def declared_row(session: Session, public_id: str) -> DeclaredRow:
    """Raises NotFound, also for what a revision has replaced."""
    found = session.execute(DeclaredList(public_id=public_id).select()).one_or_none()
    if found is None:
        raise NotFound(f"declaration {public_id}")
    return DeclaredRow(*found)


def undecided(session: Session) -> tuple[int, datetime | None]:
    """How many declarations wait for an officer, and since when the first of them does."""
    query = (
        select(func.count(), func.min(SpendDeclaration.submitted_at))
        .select_from(SpendDeclaration)
        .outerjoin(DeclarationDecision, DeclarationDecision.declaration_id == SpendDeclaration.id)
        .where(NEWEST, DeclarationDecision.declaration_id.is_(None))
    )
    count, oldest = session.execute(query).one()
    return count, oldest


def _is_before() -> Any:
    return and_(
        Before.partner_id == SpendDeclaration.partner_id,
        Before.month == SpendDeclaration.month,
        Before.revision == SpendDeclaration.revision - 1,
    )


def _local_net() -> ScalarSelect[Any]:
    return (
        select(func.coalesce(func.sum(PurchaseLine.net), 0))
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .join(Record, Record.id == Purchase.producer_id)
        .join(Locality, LOCAL_THAT_DAY)
        .where(Purchase.partner_id == SpendDeclaration.partner_id, IN_ITS_MONTH, ~TAKEN_BACK)
        .correlate(SpendDeclaration)
        .scalar_subquery()
    )
