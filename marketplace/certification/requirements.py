"""Requirements and proposed changes of them, as officials read and decide them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, outerjoin

from marketplace.accounts.models import User
from marketplace.catalog.models import Category
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import ChangeState, Requirement, RequirementChange
from marketplace.certification.standards import LegalSource, read_source
from marketplace.db.listing import Listing, Row, by, col, maybe, where
from marketplace.kernel.ids import CategoryId
from marketplace.kernel.labels import Label, Labelled, _l


class RequirementPeriod(Labelled):
    NOW = "now", _l("Berlaku")
    COMING = "coming", _l("Akan berlaku")
    PAST = "past", _l("Sudah berakhir")


class RequirementRow(Row):
    id = col(Requirement.id)
    category = maybe(Category.name)
    scale = col(Requirement.scale)
    kind = col(Requirement.certificate_kind)
    level = col(Requirement.level)
    from_on = col(Requirement.from_on)
    until_on = col(Requirement.until_on)
    grace_days = col(Requirement.grace_days)
    basis = col(Requirement.basis)
    withdrawn_on = col(Requirement.withdrawn_on)
    checked_on = col(Requirement.checked_on)

    @property
    def label(self) -> Label:
        return KINDS[self.kind].label

    @property
    def source(self) -> LegalSource:
        return read_source(self.basis)

    def when(self, day: date) -> RequirementPeriod:
        if self.withdrawn_on is not None or (self.until_on is not None and self.until_on < day):
            return RequirementPeriod.PAST
        return RequirementPeriod.NOW if self.from_on <= day else RequirementPeriod.COMING


class RequirementList(Listing[RequirementRow]):
    """Requirements: those of every category first, then by category; narrowed by whatever is given."""

    source = outerjoin(Requirement, Category, Category.id == Requirement.category_id)
    sort = by(func.coalesce(Requirement.category_id, 0), Requirement.from_on, Requirement.id)

    day: date
    kind: str = where(Requirement.certificate_kind, arg="kind", default="")
    category: str = where(Category.code, arg="category", default="")
    when: RequirementPeriod | None = where(arg="when")
    id: int | None = where(Requirement.id)

    def more(self) -> Iterator[ColumnElement[bool]]:
        ended = or_(Requirement.until_on < self.day, Requirement.withdrawn_on.is_not(None))
        lasts = and_(
            or_(Requirement.until_on.is_(None), Requirement.until_on >= self.day),
            Requirement.withdrawn_on.is_(None),
        )
        begun = Requirement.from_on <= self.day
        if self.when is not None:
            yield {
                RequirementPeriod.PAST: ended,
                RequirementPeriod.NOW: lasts & begun,
                RequirementPeriod.COMING: lasts & ~begun,
            }[self.when]


class ChangeRow(Row):
    public_id = col(RequirementChange.public_id)
    category = maybe(Category.name)
    scale = col(RequirementChange.scale)
    kind = col(RequirementChange.certificate_kind)
    removes = col(RequirementChange.removes)
    replaces_id = col(RequirementChange.replaces_id)
    from_on = col(RequirementChange.from_on)
    state = col(RequirementChange.state)
    proposer = maybe(User.name)
    proposed_by = col(RequirementChange.proposed_by)
    proposed_at = col(RequirementChange.proposed_at)

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


class ChangeList(Listing[ChangeRow]):
    """Proposed changes, the newest first."""

    source = outerjoin(RequirementChange, Category, Category.id == RequirementChange.category_id).outerjoin(
        User, User.id == RequirementChange.proposed_by
    )
    sort = by(RequirementChange.id, down=True)

    state: ChangeState | None = where(RequirementChange.state)
    replaces_id: int | None = where(RequirementChange.replaces_id)


def category_of(session: Session, category_id: CategoryId | None) -> str | None:
    """Its name; None for all of them."""
    return session.scalar(select(Category.name).where(Category.id == category_id)) if category_id else None
