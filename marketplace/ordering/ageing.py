"""How old a debt is and when it is due: pure sums over open dues, for whoever waits and for whoever owes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from marketplace.billing.allotting import sum_of
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering.money import Age, DueRow, age_of


class DueWhen(Labelled):
    OVERDUE = "overdue", _l("Lewat jatuh tempo")
    THIS_WEEK = "this_week", _l("Jatuh tempo minggu ini")
    LATER = "later", _l("Nanti")


def sunday_of(day: date) -> date:
    """The last day of its week, which begins on Monday."""
    return day + timedelta(days=6 - day.weekday())


def when_of(due_on: date, today: date) -> DueWhen:
    if due_on < today:
        return DueWhen.OVERDUE
    return DueWhen.THIS_WEEK if due_on <= sunday_of(today) else DueWhen.LATER


@dataclass(frozen=True)
class Debtor:
    """An outlet's open dues with one maker. `since` is the oldest day it owes for, `due_on` the first to pay."""

    partner: str
    partner_public_id: str
    outlet: str
    rows: Sequence[DueRow]
    ages: Mapping[Age, Rupiah]

    @property
    def since(self) -> date:
        return min(row.owed_on for row in self.payable or self.rows)

    @property
    def due_on(self) -> date:
        return min(row.due_on for row in self.payable or self.rows)

    @property
    def payable(self) -> Sequence[DueRow]:
        return [row for row in self.rows if row.left > 0]

    @property
    def owed(self) -> Rupiah:
        return sum_of([row.left for row in self.rows]).owed

    @property
    def returns(self) -> Rupiah:
        return sum_of([row.left for row in self.rows]).returns

    @property
    def overdue(self) -> Rupiah:
        return Rupiah(sum(amount for age, amount in self.ages.items() if age is not Age.NOT_YET))

    @property
    def claimed(self) -> Rupiah:
        return Rupiah(sum(row.claimed for row in self.rows))


def aged(rows: Iterable[DueRow], today: date) -> Mapping[Age, Rupiah]:
    """Rupiah by age; returns are kept apart."""
    found = dict.fromkeys(Age, Rupiah(0))
    for row in rows:
        if row.left > 0:
            age = age_of(row.due_on, today)
            found[age] = Rupiah(found[age] + row.left)
    return found


def debtors(rows: Sequence[DueRow], today: date) -> Sequence[Debtor]:
    """Who owes, by shop and outlet: the first day to pay comes first; who only has returns comes last."""
    found = [
        Debtor(theirs[0].partner, theirs[0].partner_public_id, theirs[0].outlet, theirs, aged(theirs, today))
        for theirs in _gathered(rows, lambda row: (row.partner_public_id, row.outlet_id)).values()
    ]
    return sorted(found, key=lambda one: (not one.payable, one.due_on, one.partner, one.outlet))


def by_when(rows: Iterable[DueRow], today: date) -> Mapping[DueWhen, Sequence[DueRow]]:
    """What is to be paid, returns kept apart."""
    found = _gathered([row for row in rows if row.left > 0], lambda row: when_of(row.due_on, today))
    return {when: found.get(when, []) for when in DueWhen}


def _gathered(rows: Iterable[DueRow], key: Callable[[DueRow], Any]) -> dict[Any, list[DueRow]]:
    found: dict[Any, list[DueRow]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
