"""What is the same for every stranger is made once and kept until something happens to it.

Each process keeps its own. What was kept holds for one day and up to the next journal entry that could matter to
strangers. A process looks for such an entry whenever it wrote something itself, and four times a second for what
others wrote: looking at each request would cost more than all else that a kept page costs.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

from flask import Flask, current_app, g

from marketplace.db.uow import UnitOfWork
from marketplace.journal.news import News, news
from marketplace.web.context import reading
from marketplace.web.language import today

P = ParamSpec("P")
T = TypeVar("T")

PAGES, PARTS = 500, 10_000  # kept at most: some 20 MB and 15 MB
GLANCE = 0.25  # seconds between two looks at what other processes wrote
WHILE = 300.0  # seconds; a paper that begins to hold on a day leaves no entry of its own
DULL = (  # what happens to these changes nothing that a stranger sees
    "attachment",
    "declaration",
    "due",
    "handover",
    "order",
    "paper",
    "purchase",
    "requirement_change",
    "term",
    "user",
)


class Stamp(NamedTuple):
    """What is kept holds as long as this does not change."""

    last: int
    day: date
    stretch: int


class Store:
    """At most so many things; what was not asked for the longest goes first."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._things: OrderedDict[Hashable, tuple[Stamp, Any]] = OrderedDict()

    def get(self, key: Hashable, stamp: Stamp) -> Any:
        with self._lock:
            found = self._things.get(key)
            if found is None or found[0] != stamp:
                return None
            self._things.move_to_end(key)
            return found[1]

    def last(self, key: Hashable) -> Any:
        """What was put there, whether it still holds or not."""
        with self._lock:
            found = self._things.get(key)
            return found and found[1]

    def put(self, key: Hashable, stamp: Stamp, thing: Any) -> None:
        with self._lock:
            self._things[key] = (stamp, thing)
            self._things.move_to_end(key)
            if len(self._things) > self._most:
                self._things.popitem(last=False)


class Keeping:
    """All that one process keeps, and how far it has read."""

    def __init__(self) -> None:
        self.pages, self.parts, self._known = Store(PAGES), Store(PARTS), News()
        self._look_at, self._committed = 0.0, -1
        self.renewing = Lock()

    @property
    def stamp(self) -> Stamp | None:
        """None when it is time to look."""
        now = monotonic()
        if self._committed != UnitOfWork.committed or now >= self._look_at:
            return None
        return Stamp(self._known.last, today(), int(now / WHILE))

    def look(self) -> Stamp:
        now, committed = monotonic(), UnitOfWork.committed
        self._known = news(reading().session, self._known, dull=DULL)
        self._look_at, self._committed = now + GLANCE, committed
        return Stamp(self._known.last, today(), int(now / WHILE))


def init_app(app: Flask) -> None:
    app.extensions["kept"] = Keeping()


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """A part of pages: from where it is kept, or made and kept."""
    parts, now = keeping().parts, stamp()
    found = parts.get(key, now)
    if found is None:
        found = make()
        parts.put(key, now, found)
    return cast(T, found)


def renewed(key: Hashable, renew: Callable[[T | None, Stamp], T]) -> T:
    """The same for what is cheaper to bring up to date than to make: `renew` is given what held before, if anything.

    It takes so long that whoever asks meanwhile waits for it, rather than make it once more beside it.
    """
    parts, now = keeping().parts, stamp()
    found = parts.get(key, now)
    if found is not None:
        return cast(T, found)
    with keeping().renewing:
        return kept(key, lambda: renew(parts.last(key), now))


def keeping() -> Keeping:
    found: Keeping = current_app.extensions["kept"]
    return found


def stamp() -> Stamp:
    """Settled once per request, before anything that is kept is made."""
    if "stamp" not in g:
        g.stamp = keeping().stamp or keeping().look()
    settled: Stamp = g.stamp
    return settled
