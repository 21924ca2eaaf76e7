"""The tree of categories: two levels, kept in a file, so that requirements and clauses can name them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import policies
from marketplace.catalog.models import Category
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import CategoryId

CATEGORIES = Path(__file__).with_name("categories.csv")
OTHERWISE = "other"


class Entry(NamedTuple):
    code: str
    parent: str
    name: str
    kbli: tuple[str, ...]  # industries whose goods belong here, by how their codes begin


@cache
def entries() -> Sequence[Entry]:
    with CATEGORIES.open(encoding="utf-8", newline="") as file:
        return tuple(
            Entry(row["code"], row["parent"], row["name"], tuple(row["kbli"].split()))
            for row in csv.DictReader(file)
        )


def category_code_of(kbli: str) -> str:
    """The category a maker's industry points to: the longest beginning that fits, else `other`."""
    fitting = [
        (len(start), entry.code) for entry in entries() for start in entry.kbli if kbli.startswith(start)
    ]
    return max(fitting)[1] if fitting else OTHERWISE


def load_categories(uow: UnitOfWork) -> None:
    """Bring the table up to the file. Again and again does no harm; nothing is taken away."""
    uow.demand(policies.officer, None)
    known = category_ids(uow.session)
    for entry in entries():
        parent = known.get(entry.parent)
        if entry.code in known:
            row = uow.get(Category, known[entry.code])
            row.name, row.parent_id = entry.name, parent
        else:
            row = uow.add(Category(code=entry.code, name=entry.name, parent_id=parent))
            known[entry.code] = row.id


def category_ids(session: Session) -> dict[str, CategoryId]:
    return dict(session.execute(select(Category.code, Category.id)).all())


def lineage(session: Session) -> Mapping[CategoryId, frozenset[CategoryId]]:
    """Each category with itself and everything above it."""
    parents = dict(session.execute(select(Category.id, Category.parent_id)).all())
    return {one: _up(one, parents) for one in parents}


def leaves(session: Session) -> Sequence[tuple[str, str]]:
    """(code, name) of the categories that products stand in, in the file's order."""
    names = dict(session.execute(select(Category.code, Category.name)).all())
    above = {entry.parent for entry in entries()}
    return [(one.code, names[one.code]) for one in entries() if one.code in names and one.code not in above]


def _up(one: CategoryId, parents: Mapping[CategoryId, CategoryId | None]) -> frozenset[CategoryId]:
    found: set[CategoryId] = set()
    step: CategoryId | None = one
    while step is not None and step not in found:
        found.add(step)
        step = parents.get(step)
    return frozenset(found)
