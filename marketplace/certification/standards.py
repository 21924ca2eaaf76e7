"""Which papers a kind of product needs, in the order to get them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.categories import category_ids, lineage
from marketplace.catalog.models import Category
from marketplace.certification.kinds.base import KINDS, Kind
from marketplace.certification.models import Level, Requirement
from marketplace.db.reading import Listing
from marketplace.kernel.errors import NotFound
from marketplace.producers.models import Scale


@dataclass(frozen=True)
class Needed:
    kind: Kind
    level: Level
    from_on: date
    grace_days: int
    basis: str
    instead: Sequence[Kind]  # any of these will do as well

    def holds(self, day: date) -> bool:
        """False for what is only coming."""
        return self.from_on <= day


def papers_needed(session: Session, category: str, scale: Scale, day: date) -> Sequence[Needed]:
    """What holds on that day and what is to come, mandatory ones first. Raises NotFound for no such category."""
    ids = category_ids(session)
    if category not in ids:
        raise NotFound(f"category {category}")
    above = lineage(session)[ids[category]]
    rows = session.scalars(select(Requirement))
    found = [
        _needed(row)
        for row in rows
        if (row.category_id is None or row.category_id in above)
        and row.scale in (None, scale)
        and (row.until_on is None or row.until_on >= day)
    ]
    return sorted(found, key=lambda one: (one.level is not Level.MANDATORY, one.kind.place, one.from_on))


def _needed(row: Requirement) -> Needed:
    instead = [kind for kind in KINDS.values() if row.certificate_kind in kind.stands_for]
    kind = KINDS[row.certificate_kind]
    return Needed(kind, row.level, row.from_on, row.grace_days, row.basis, instead)


@dataclass(frozen=True)
class RequirementRow:
    category: str | None
    scale: Scale | None
    kind: str
    level: Level
    from_on: date
    until_on: date | None
    grace_days: int
    basis: str


@dataclass(frozen=True, kw_only=True)
class RequirementList:
    """All requirements: those of every category first, then by category."""

    kind: str = ""

    def select(self) -> Listing:
        query: Listing = (
            select(
                Category.name,
                Requirement.scale,
                Requirement.certificate_kind,
                Requirement.level,
                Requirement.from_on,
                Requirement.until_on,
                Requirement.grace_days,
                Requirement.basis,
            )
            .outerjoin(Category, Category.id == Requirement.category_id)
            .order_by(Requirement.category_id.is_not(None), Category.id, Requirement.from_on, Requirement.id)
        )
        if self.kind:
            query = query.where(Requirement.certificate_kind == self.kind)
        return query
