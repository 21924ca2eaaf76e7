"""Pages of a list that may be very long: asked for by key, so that the last one costs what the first one does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, func, literal, literal_column, select, tuple_
from sqlalchemy.orm import Session

Row = TypeVar("Row")
MOST_COUNTED = 1_000


class Order(NamedTuple):
    """How a list is sorted: a column that is never NULL, and the id that tells equals apart; or the id alone."""

    column: Any
    id: Any
    down: bool = True

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.id,) if self.column is self.id else (self.column, self.id)

    def by(self, *, back: bool) -> list[ColumnElement[Any]]:
        down = self.down is not back
        return [column.desc() if down else column.asc() for column in self.key]

    def beyond(self, place: Sequence[Any], *, back: bool) -> ColumnElement[bool]:
        """Behind a place in the direction one reads."""
        mine: Any = tuple_(*self.key)
        there = tuple_(*(literal(value, column.type) for value, column in zip(place, self.key, strict=True)))
        beyond: ColumnElement[bool] = mine < there if self.down is not back else mine > there
        return beyond


@dataclass(frozen=True)
class Asked:
    """Behind or before a row, named by the caller's own name for it, or the last page; else the first."""

    after: str = ""
    before: str = ""
    end: bool = False

    @property
    def back(self) -> bool:
        return self.end or bool(self.before)

    @property
    def name(self) -> str:
        return "" if self.end else self.before or self.after


@dataclass(frozen=True)
class Stretch(Generic[Row]):
    """A page of rows; `total` is counted up to a bound, and `beyond` says that there are more than that."""

    rows: Sequence[Row]
    total: int
    beyond: bool
    first: bool
    last: bool

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


class Ids(NamedTuple):
    found: Sequence[Any]
    first: bool
    last: bool


def page_of_ids(
    session: Session,
    wanted: Select[Any],
    order: Order,
    asked: Asked,
    place: Sequence[Any] | None,
    *,
    size: int,
) -> Ids:
    """Which rows stand on the page; `place` is the key of the row that `asked` names, None where there is none."""
    query = wanted.with_only_columns(order.id)
    back = asked.back
    if place is not None:
        query = query.where(order.beyond(place, back=back))
    elif not asked.end:
        back = False
    found = session.scalars(query.order_by(*order.by(back=back)).limit(size + 1)).all()
    full, ids = len(found) > size, found[:size]
    if back and place is not None and not full:  # the first page is a whole one
        return page_of_ids(session, wanted, order, Asked(), None, size=size)
    if back:
        return Ids(ids[::-1], not full, place is None)
    return Ids(ids, place is None, not full)


def counted(session: Session, wanted: Select[Any], *, most: int = MOST_COUNTED) -> tuple[int, bool]:
    """How many there are, up to a bound, and whether there are more."""
    few = (
        wanted.with_only_columns(literal_column("1"), maintain_column_froms=True)
        .order_by(None)
        .limit(most + 1)
        .subquery()
    )
    total = session.scalar(select(func.count()).select_from(few)) or 0
    return min(total, most), total > most
