"""A list too long for one file, in pieces that stay the same while rows come and go: each covers so many ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Slice:
    """The ids from `(number - 1) * size + 1` on; `number` counts from 1."""

    number: int
    size: int

    def holds(self, key: Any) -> ColumnElement[bool]:
        """Whether a row with this id is in it."""
        held: ColumnElement[bool] = key.between((self.number - 1) * self.size + 1, self.number * self.size)
        return held


def slices_with(session: Session, ids: Select[Any], size: int) -> Sequence[Slice]:
    """Those that hold any of these ids, in order; one statement."""
    [key] = ids.subquery().c
    number = ((key - 1) // size + 1).label("number")
    return [Slice(one, size) for one in session.scalars(select(number).distinct().order_by(number))]
