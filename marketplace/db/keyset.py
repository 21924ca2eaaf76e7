"""Pages by key: where one begins, and what it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

R = TypeVar("R")


@dataclass(frozen=True)
class Place:
    """Where a page begins: behind or before a row by its name in addresses, or at the end; else at the start."""

    after: str = ""
    before: str = ""
    end: bool = False

    @property
    def name(self) -> str:
        return "" if self.end else self.before or self.after


START = Place()


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
