"""Notices, one file each in this folder: a letter, when it is due, whom it goes to and the figures in it.

A notice of something that happened names its events with `on`; one that reminds of a day to come is a `Reminder`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, exists

from marketplace.db.base import Base
from marketplace.db.listing import AnySelect
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.events import Event, Reaction, TransactionEvents
from marketplace.kernel.labels import Label
from marketplace.kernel.letters import Letter
from marketplace.kernel.registry import Registry
from marketplace.kernel.roles import OFFICE, PARTNER, PRODUCER, OrganisationKind

STEPS = (0, 7, 30, 90)  # days before something ends
TRADERS = (PRODUCER, PARTNER)
MISSED = timedelta(days=30)  # what ended longer ago is no news

ON: dict[type[Event | TransactionEvents], list[Reaction]] = {}


def on(*events: type[Event | TransactionEvents]) -> Callable[[Reaction], Reaction]:
    """Calls the function, with the unit of work and the event, within the transaction of each of these events."""

    def add(write: Reaction) -> Reaction:
        for event in events:
            ON.setdefault(event, []).append(write)
        return write

    return add


@dataclass(frozen=True)
class NoticeKind:
    """What preferences call it and the letters it sends.

    `must`: there is a deadline in it, or something is taken from its reader; it is neither muted nor put off. `until`
    are events about the same subject after which nothing is left to do. Without `mail` it stands in the inbox alone.
    `readers` are the kinds of organisations whose people may be told.
    """

    label: Label
    letters: Sequence[Letter]
    must: bool = False
    until: Sequence[type[Event]] = ()
    mail: bool = True
    readers: Sequence[OrganisationKind] = (PRODUCER, PARTNER, OFFICE)


NOTICE_KINDS: Registry[NoticeKind] = Registry(__package__ or "")  # by the name of their file


@cache
def kind_of(letter: str) -> tuple[str, NoticeKind]:
    """The kind that a letter belongs to, with its name. Raises LookupError for a letter of no kind."""
    for name, kind in NOTICE_KINDS.items():
        if any(one.name == letter for one in kind.letters):
            return name, kind
    raise LookupError(f"the letter {letter} is of no kind of notice")


@dataclass(frozen=True)
class Reminder:
    """Sent daily to whoever has something due, once for each step.

    `due` selects what was not written about yet: the key columns of `sent` under their names, the organisation as
    `reader`, and what the letter says; ordered by reader. `letter` is handed the rows of one reader.
    """

    at: time  # WIB
    sent: type[Base]  # a row for each step of each thing that was written about; the time is in `told_at`
    due: Callable[[UnitOfWork], AnySelect]
    letter: Callable[[Sequence[Any], date], tuple[Letter, Mapping[str, Any]]]


REMINDERS: Registry[Reminder] = Registry(__package__ or "")  # by the job's name, which the outbox stores


def days_before(
    ends_on: SQLColumnExpression[date | None],
    of_it: ColumnElement[bool],
    sent_days: SQLColumnExpression[int],
    today: date,
) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """Which of STEPS an end has reached, and whether to write now: no row of `of_it` was sent for this step or a later.

    Only the most urgent step, so a worker that was down for days sends one letter and not three.
    """
    step = case(*((ends_on <= today + timedelta(days), days) for days in STEPS[:-1]), else_=STEPS[-1])
    near = ends_on.between(today - MISSED, today + timedelta(STEPS[-1]))
    return step, and_(near, ~exists().where(of_it, sent_days <= step))


def until_end(row: Any, today: date) -> dict[str, Any]:
    """Figures of what ends; `left` are the days until then, below zero once it has."""
    return {"number": row.number, "ends_on": row.ends_on.isoformat(), "left": (row.ends_on - today).days}
