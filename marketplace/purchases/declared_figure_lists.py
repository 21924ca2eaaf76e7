"""Figures that partners stated, as partners and officers list them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, join

from marketplace.accounts.models import Organisation
from marketplace.db.keyset import Sort
from marketplace.db.listing import Listing, Row, by, col, maybe, where
from marketplace.files.models import Attachment
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import PartnerId
from marketplace.partners.models import Outlet
from marketplace.purchases.figure_kinds import FIGURE_KINDS, FigureKind
from marketplace.purchases.models.declared_figures import DeclaredFigure, FigureReview

Later = aliased(DeclaredFigure)
NEWEST = (
    ~select(Later.id)
    .where(
        Later.partner_id == DeclaredFigure.partner_id,
        Later.kind == DeclaredFigure.kind,
        Later.month == DeclaredFigure.month,
        func.coalesce(Later.outlet_id, 0) == func.coalesce(DeclaredFigure.outlet_id, 0),
        Later.revision > DeclaredFigure.revision,
    )
    .exists()
)


class DeclaredFigureRow(Row):
    """What was said last; `file` is the attachment's public id."""

    id = col(DeclaredFigure.id)
    public_id = col(DeclaredFigure.public_id)
    partner_id = col(DeclaredFigure.partner_id)
    partner = col(Organisation.name)
    partner_code = col(Organisation.public_id)
    outlet = maybe(Outlet.name)
    outlet_code = maybe(Outlet.public_id)
    key = col(DeclaredFigure.kind)
    month = col(DeclaredFigure.month)
    revision = col(DeclaredFigure.revision)
    part = col(DeclaredFigure.part)
    whole: int | None = col(DeclaredFigure.whole)
    note = col(DeclaredFigure.note)
    signer = col(DeclaredFigure.signer)
    file = col(Attachment.public_id)
    submitted_at = col(DeclaredFigure.submitted_at)
    finding = maybe(FigureReview.finding)
    reason = maybe(FigureReview.reason)

    @property
    def kind(self) -> FigureKind:
        return FIGURE_KINDS[self.key]


class DeclaredFigureList(Listing[DeclaredFigureRow]):
    """The newest of each figure: what waits for an officer oldest first, all of them newest first."""

    source = (
        join(DeclaredFigure, Organisation, Organisation.id == DeclaredFigure.partner_id)
        .join(Attachment, Attachment.id == DeclaredFigure.evidence_id)
        .outerjoin(Outlet, Outlet.id == DeclaredFigure.outlet_id)
        .outerjoin(FigureReview, FigureReview.figure_id == DeclaredFigure.id)
    )
    always = (NEWEST,)

    partner_id: PartnerId | None = where(DeclaredFigure.partner_id, own=True)
    waiting: bool = where(lambda _: FigureReview.figure_id.is_(None), default=False)
    public_id: str | None = where(DeclaredFigure.public_id)

    def order(self) -> Sort:
        if self.waiting:
            return by(DeclaredFigure.submitted_at, DeclaredFigure.id)
        return by(DeclaredFigure.month, DeclaredFigure.id, down=True)


def figure_row(session: Session, public_id: str) -> DeclaredFigureRow:
    """Raises NotFound, also for what a revision has replaced."""
    found = DeclaredFigureList(public_id=public_id).one(session)
    if found is None:
        raise NotFound(f"figure {public_id}")
    return found


def figures_waiting(session: Session) -> tuple[int, datetime | None]:
    """How many figures nobody has looked at, and since when the first of them waits."""
    query = (
        select(func.count(), func.min(DeclaredFigure.submitted_at))
        .select_from(DeclaredFigure)
        .outerjoin(FigureReview, FigureReview.figure_id == DeclaredFigure.id)
        .where(NEWEST, FigureReview.figure_id.is_(None))
    )
    count, oldest = session.execute(query).one()
    return count, oldest
