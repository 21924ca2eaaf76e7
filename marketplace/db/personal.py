"""What is kept about a person, told in one form by every package that keeps something (UU 27/2022)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Label

Value = str | int | date | datetime | None


class PersonalFact(NamedTuple):
    """`key` names it in a file, `label` on a page."""

    key: str
    label: Label
    value: Value


@dataclass(frozen=True)
class PersonalRecords:
    """One kind of thing: an account is one row, its seats are several."""

    key: str
    label: Label
    rows: Sequence[Sequence[PersonalFact]]

    @property
    def plain(self) -> list[dict[str, str | int | None]]:
        """As a file holds it: moments and days in ISO 8601."""
        return [{fact.key: _plain(fact.value) for fact in row} for row in self.rows]


Source = Callable[[UnitOfWork], PersonalRecords]  # about the actor themself


def _plain(value: Value) -> str | int | None:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
