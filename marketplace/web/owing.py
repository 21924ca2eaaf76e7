"""The card about money on a home: what is late and what this week brings, for whoever waits and for whoever owes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from marketplace.kernel.labels import Label, _l, joined
from marketplace.kernel.money import spell
from marketplace.ordering.ageing import DueWhen, by_when
from marketplace.ordering.money import DueRow
from marketplace.web.tasks import Task


@dataclass(frozen=True)
class OtherSide:
    """How one side speaks of the other, and where it reads more: about one of them, or about all."""

    other: Callable[[DueRow], tuple[str, str]]  # public id and name
    one: Label  # takes `other`
    several: Label  # takes `other` and `count`
    at_one: str
    at_all: str
    late: Label  # the button
    soon: Label | None = None


def due_tasks(rows: Iterable[DueRow], today: date, side: OtherSide) -> Iterator[Task]:
    """One card at most: what is late, with the rest of this week beside it; or this week alone."""
    parts = by_when(rows, today)
    late, soon = ([row for row in parts[when] if row.to_say] for when in (DueWhen.OVERDUE, DueWhen.THIS_WEEK))
    if not (due := late or soon):
        return
    title = _l("%(amount)s lewat jatuh tempo") if late else _l("%(amount)s jatuh tempo minggu ini")
    also = [_l("%(amount)s lagi jatuh tempo minggu ini.", amount=_total(soon))] if late and soon else []
    if claimed := sum(row.claimed for row in parts[DueWhen.OVERDUE if late else DueWhen.THIS_WEEK]):
        also.append(_l("Di luar %(amount)s yang dikatakan sudah dibayar.", amount=spell(claimed)))
    others = dict(side.other(row) for row in (*late, *soon))
    yield Task(
        title=_l(title, amount=_total(due)),
        text=joined([_named(due, side), *also]),
        url=url_for(side.at_one, public_id=next(iter(others))) if len(others) == 1 else url_for(side.at_all),
        due=due[0].due_on,
        act=side.late if late else side.soon,
        icon="cash",
    )


def _named(rows: Sequence[DueRow], side: OtherSide) -> Label:
    first, *rest = dict(side.other(row) for row in rows).values()
    return _l(side.several, other=first, count=len(rest)) if rest else _l(side.one, other=first)


def _total(rows: Sequence[DueRow]) -> str:
    return spell(sum(row.to_say for row in rows))
