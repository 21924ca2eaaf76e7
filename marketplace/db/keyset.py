"""Pages by key: where one begins, and what it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, literal, tuple_

R = TypeVar("R")


class Sort(NamedTuple):
    """Columns that are never NULL, the last of them an id that tells equals apart."""

    columns: Sequence[Any]
    down: bool = False

    def clauses(self, *, back: bool = False) -> list[ColumnElement[Any]]:
        down = self.down is not back
        return [column.desc() if down else column.asc() for column in self.columns]

    def beyond(self, place: Sequence[Any], *, back: bool) -> ColumnElement[bool]:
        """Behind a place in the direction one reads."""
        mine: Any = tuple_(*self.columns)
        there = tuple_(
            *(literal(value, one.type) for value, one in zip(place, self.columns, strict=True)),
        )
        beyond: ColumnElement[bool] = mine < there if self.down is not back else mine > there
        return beyond


@dataclass(frozen=True)
class PageStart:
    """Where a page begins: behind or before a row by its name in addresses, or at the end; else at the start."""

    after: str = ""
    before: str = ""
    end: bool = False

    @property
    def name(self) -> str:
        return "" if self.end else self.before or self.after


START = PageStart()


@dataclass(frozen=True)
class ListPage(Generic[R]):
    """A page of rows. `total` may be counted up to a bound; `beyond` says that there are more than that."""

    rows: Sequence[R]
    total: int
    beyond: bool
    first: bool
    last: bool
    named_by: str

    def __iter__(self) -> Iterator[R]:
        return iter(self.rows)

    @property
    def before(self) -> Any:
        """The name of its first row."""
        return getattr(self.rows[0], self.named_by)

    @property
    def after(self) -> Any:
        return getattr(self.rows[-1], self.named_by)
