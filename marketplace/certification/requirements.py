"""Requirements and proposed changes of them, as officials read and decide them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import User
from marketplace.catalog.models import Category
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import ChangeState, Level, Requirement, RequirementChange
from marketplace.certification.standards import Source, read_source
from marketplace.db.reading import Listing
from marketplace.kernel.ids import CategoryId
from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.producers.models import Scale


class When(Labelled):
    NOW = "now", _l("Berlaku")
    COMING = "coming", _l("Akan berlaku")
    PAST = "past", _l("Sudah berakhir")


@dataclass(frozen=True)
class RequirementRow:
    id: int
    category: str | None
    scale: Scale | None
    kind: str
    level: Level
    from_on: date
    until_on: date | None
    grace_days: int
    basis: str
    withdrawn_on: date | None
    checked_on: date | None

    @property
    def label(self) -> Label:
        return KINDS[self.kind].label

    @property
    def source(self) -> Source:
        return read_source(self.basis)

    def when(self, day: date) -> When:
        if self.withdrawn_on is not None or (self.until_on is not None and self.until_on < day):
            return When.PAST
        return When.NOW if self.from_on <= day else When.COMING


@dataclass(frozen=True, kw_only=True)
class RequirementList:
    """Requirements: those of every category first, then by category; narrowed by whatever is given."""

    day: date
    kind: str = ""
    category: str = ""
    when: When | None = None
    id: int | None = None

    def select(self) -> Listing:
        query: Listing = (
            select(
                Requirement.id,
                Category.name,
                Requirement.scale,
                Requirement.certificate_kind,
                Requirement.level,
                Requirement.from_on,
                Requirement.until_on,
                Requirement.grace_days,
                Requirement.basis,
                Requirement.withdrawn_on,
                Requirement.checked_on,
            )
            .outerjoin(Category, Category.id == Requirement.category_id)
            .order_by(Requirement.category_id.is_not(None), Category.id, Requirement.from_on, Requirement.id)
        )
        if self.id is not None:
            query = query.where(Requirement.id == self.id)
        if self.kind:
            query = query.where(Requirement.certificate_kind == self.kind)
        if self.category:
            query = query.where(Category.code == self.category)
        ended = or_(Requirement.until_on < self.day, Requirement.withdrawn_on.is_not(None))
        if self.when is When.PAST:
            query = query.where(ended)
        elif self.when is not None:
            lasts = and_(
                or_(Requirement.until_on.is_(None), Requirement.until_on >= self.day),
                Requirement.withdrawn_on.is_(None),
            )
            begun = Requirement.from_on <= self.day
            query = query.where(lasts, begun if self.when is When.NOW else ~begun)
        return query


@dataclass(frozen=True)
class ChangeRow:
    public_id: str
    category: str | None
    scale: Scale | None
    kind: str
    removes: bool
    replaces_id: int | None
    from_on: date
    state: ChangeState
    proposer: str | None
    proposed_by: int | None
    proposed_at: datetime

    @property
    def title(self) -> Label:
        name = KINDS[self.kind].label
        if self.removes:
            return _l("Akhiri syarat %(kind)s", kind=name)
        return (
            _l("Ubah syarat %(kind)s", kind=name)
            if self.replaces_id
            else _l("Syarat baru: %(kind)s", kind=name)
        )


@dataclass(frozen=True, kw_only=True)
class ChangeList:
    """Proposed changes, the newest first."""

    state: ChangeState | None = None
    replaces_id: int | None = None

    def select(self) -> Listing:
        proposer = aliased(User)
        query: Listing = (
            select(
                RequirementChange.public_id,
                Category.name,
                RequirementChange.scale,
                RequirementChange.certificate_kind,
                RequirementChange.removes,
                RequirementChange.replaces_id,
                RequirementChange.from_on,
                RequirementChange.state,
                proposer.name,
                RequirementChange.proposed_by,
                RequirementChange.proposed_at,
            )
            .outerjoin(Category, Category.id == RequirementChange.category_id)
            .outerjoin(proposer, proposer.id == RequirementChange.proposed_by)
            .order_by(RequirementChange.id.desc())
        )
        if self.state is not None:
            query = query.where(RequirementChange.state == self.state)
        if self.replaces_id is not None:
            query = query.where(RequirementChange.replaces_id == self.replaces_id)
        return query


def changes_of(session: Session, asked: ChangeList) -> Sequence[ChangeRow]:
    return [ChangeRow(*row) for row in session.execute(asked.select())]


def category_of(session: Session, category_id: CategoryId | None) -> str | None:
    """Its name; None for all of them."""
    return session.scalar(select(Category.name).where(Category.id == category_id)) if category_id else None
