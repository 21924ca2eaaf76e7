"""What partners declared to have bought: what officials weigh against the ledger."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import and_, case, false, func, select, true
from sqlalchemy.orm import Session, aliased, join

from marketplace.accounts.models import Organisation
from marketplace.db.keyset import Sort
from marketplace.db.listing import Listing, Row, by, col, maybe, where
from marketplace.files.models import Attachment
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.period import Month
from marketplace.purchases.models.declarations import DeclarationDecision, SpendDeclaration
from marketplace.purchases.standing import newest, stands

Before = aliased(SpendDeclaration)
Standing = aliased(SpendDeclaration)

UNDECIDED = and_(DeclarationDecision.declaration_id.is_(None), SpendDeclaration.withdrawn == false())

DECLARED_WITHIN = timedelta(days=10)


def declare_by(month: Month) -> date:
    """The day until which a month's total is awaited; who is late is not refused."""
    return month.last_day + DECLARED_WITHIN


class DeclaredRow(Row):
    """`total` is what was said last, `counts` what stands, `before` the last revision unless that withdrew the total.

    `file` is the attachment's public id.
    """

    id = col(SpendDeclaration.id)
    public_id = col(SpendDeclaration.public_id)
    partner_id = col(SpendDeclaration.partner_id)
    partner = col(Organisation.name)
    partner_code = col(Organisation.public_id)
    month = col(SpendDeclaration.month)
    revision = col(SpendDeclaration.revision)
    total = col(SpendDeclaration.total)
    counts = maybe(Standing.total)
    waits = col(SpendDeclaration.waits)
    withdrawn = col(SpendDeclaration.withdrawn)
    why = col(SpendDeclaration.reason)
    before = maybe(case((Before.withdrawn == false(), Before.total)))
    signer = col(SpendDeclaration.signer)
    file = maybe(Attachment.public_id)
    submitted_at = col(SpendDeclaration.submitted_at)
    decision = maybe(DeclarationDecision.decision)
    reason = maybe(DeclarationDecision.reason)


class DeclaredList(Listing[DeclaredRow]):
    """What each partner said last of each month: what waits for an officer oldest first, all of them newest first."""

    source = (
        join(SpendDeclaration, Organisation, Organisation.id == SpendDeclaration.partner_id)
        .outerjoin(
            Before,
            and_(
                Before.partner_id == SpendDeclaration.partner_id,
                Before.month == SpendDeclaration.month,
                Before.revision == SpendDeclaration.revision - 1,
            ),
        )
        .outerjoin(
            Standing,
            and_(
                Standing.partner_id == SpendDeclaration.partner_id,
                Standing.month == SpendDeclaration.month,
                stands(Standing),
            ),
        )
        .outerjoin(Attachment, Attachment.id == SpendDeclaration.file_id)
        .outerjoin(DeclarationDecision, DeclarationDecision.declaration_id == SpendDeclaration.id)
    )
    always = (newest(),)

    partner_id: PartnerId | None = where(SpendDeclaration.partner_id, own=True)
    undecided: bool = where(lambda _: UNDECIDED, default=False)
    public_id: str | None = where(SpendDeclaration.public_id)

    def order(self) -> Sort:
        if self.undecided:
            return by(SpendDeclaration.submitted_at, SpendDeclaration.id)
        return by(SpendDeclaration.month, SpendDeclaration.id, down=True)


def declared_row(session: Session, public_id: str) -> DeclaredRow:
    """Raises NotFound, also for what a revision has replaced."""
    found = DeclaredList(public_id=public_id).one(session)
    if found is None:
        raise NotFound(f"declaration {public_id}")
    return found


def undecided(session: Session) -> tuple[int, datetime | None]:
    """How many declarations wait for an officer, and since when the first of them does."""
    query = (
        select(func.count(), func.min(SpendDeclaration.submitted_at))
        .select_from(SpendDeclaration)
        .outerjoin(DeclarationDecision, DeclarationDecision.declaration_id == SpendDeclaration.id)
        .where(newest(), UNDECIDED)
    )
    count, oldest = session.execute(query).one()
    return count, oldest


def lowered(session: Session) -> int:
    """How many of those that wait are lower than what counts meanwhile."""
    query = (
        select(func.count())
        .select_from(SpendDeclaration)
        .outerjoin(DeclarationDecision, DeclarationDecision.declaration_id == SpendDeclaration.id)
        .where(newest(), UNDECIDED, SpendDeclaration.waits == true())
    )
    return session.scalar(query) or 0
