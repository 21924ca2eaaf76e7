"""The data the law gives: categories and what each needs since when. Loaded from files, again and again at will."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from sqlalchemy import select

from marketplace.catalog.categories import category_ids, load_categories
from marketplace.certification import policies
from marketplace.certification.events import RequirementLaidDown
from marketplace.certification.models import Level, Requirement
from marketplace.certification.services.refreshing import refresh_all
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import CategoryId
from marketplace.producers.models import Scale

REQUIREMENTS = Path(__file__).parent.with_name("requirements.csv")


def load_reference(uow: UnitOfWork) -> int:
    """Categories and requirements; returns how many requirements were new. A second run adds nothing.

    What is there already stays as it is: officials may have corrected it since.
    """
    uow.demand(policies.LAY_DOWN, None)
    load_categories(uow)
    known = [*uow.session.scalars(select(Requirement))]
    new = [row for row in _rows(category_ids(uow.session)) if not any(_covered(row, by=old) for old in known)]
    for row in new:
        set_requirement(uow, row)
    if new:
        refresh_all(uow)
    return len(new)


def set_requirement(uow: UnitOfWork, requirement: Requirement) -> Requirement:
    uow.demand(policies.LAY_DOWN, None)
    uow.add(requirement)
    uow.emit(
        RequirementLaidDown(
            requirement_id=requirement.id,
            certificate_kind=requirement.certificate_kind,
            from_on=requirement.from_on.isoformat(),
        )
    )
    return requirement


def _rows(categories: Mapping[str, CategoryId]) -> Iterator[Requirement]:
    with REQUIREMENTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Requirement(
                category_id=categories[row["category"]] if row["category"] else None,
                scale=Scale(row["scale"]) if row["scale"] else None,
                certificate_kind=row["kind"],
                level=Level(row["level"]),
                from_on=date.fromisoformat(row["from"]),
                until_on=date.fromisoformat(row["until"]) if row["until"] else None,
                grace_days=int(row["grace"]),
                basis=row["basis"],
            )


def _covered(row: Requirement, *, by: Requirement) -> bool:
    """Whether one that is there asks for the same on any of these days, or did so until officials ended it."""
    same = (row.category_id, row.scale, row.certificate_kind) == (
        by.category_id,
        by.scale,
        by.certificate_kind,
    )
    until, by_until = row.until_on or date.max, by.until_on or date.max
    return same and (row.from_on == by.from_on or (row.from_on <= by_until and by.from_on <= until))
