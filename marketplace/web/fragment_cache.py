"""What is the same for every stranger is made once and kept until something happens to it.

Each process keeps its own. What was kept holds for one day and up to the next journal entry that could matter to
strangers. A process looks for such an entry whenever it wrote something itself, and four times a second for what
others wrote: looking at each request would cost more than all else that a kept page costs.

What a request makes may be newer than the stamp it is kept under, which the next look mends, but never older. So the
stamp is what the process knew before the request read anything, or what the request's own transaction sees: what
another request learns meanwhile may be missing from a snapshot that this one has already begun to read.
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
from marketplace.journal.changes import Changes, changes_since
from marketplace.web.context import reading
from marketplace.web.language import today

P = ParamSpec("P")
T = TypeVar("T")

PAGES, PARTS = 500, 10_000  # kept at most: some 20 MB and 15 MB
GLANCE = 0.25  # seconds between two looks at what other processes wrote
WHILE = 300.0  # seconds; a paper that begins to hold on a day leaves no entry of its own


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


class ReadStart(NamedTuple):
    """How things stood before a request read anything: all that it reads is as new as this, or newer."""

    known: Changes
    committed: int
    moment: float
    day: date
    fresh: bool  # whether `known` was looked for lately enough to go by

    @property
    def stamp(self) -> Stamp:
        return Stamp(self.known.last, self.day, int(self.moment / WHILE))


class FragmentCache:
    """All that one process keeps, and how far it has read."""

    def __init__(self) -> None:
        self.pages, self.parts = Store(PAGES), Store(PARTS)
        self.renewing, self._looking = Lock(), Lock()
        self._seen = ReadStart(Changes(), committed=-1, moment=0.0, day=date.min, fresh=False)

    def begin(self) -> ReadStart:
        seen, committed, now = self._seen, UnitOfWork.committed, monotonic()
        fresh = committed == seen.committed and now < seen.moment + GLANCE
        return ReadStart(seen.known, committed, now, today(), fresh)

    def look(self, begun: ReadStart) -> Stamp:
        """What this request's transaction sees; everybody who begins from now on knows it, or what is newer."""
        known = changes_since(reading().session, begun.known)
        with self._looking:
            latest = max(begun, self._seen, key=lambda one: one.moment)
            self._seen = latest._replace(known=max(known, self._seen.known))
        return begun._replace(known=known).stamp


def init_app(app: Flask) -> None:
    app.extensions["kept"] = FragmentCache()
    app.before_request(_begin)


def _begin() -> None:
    g.begun = fragments().begin()


def cached(key: Hashable, make: Callable[[], T]) -> T:
    """A part of pages: from where it is kept, or made and kept. `make` reads for itself all that it needs."""
    parts, now = fragments().parts, stamp()
    found = parts.get(key, now)
    if found is None:
        found = make()
        parts.put(key, now, found)
    return cast(T, found)


def refreshed(key: Hashable, renew: Callable[[T | None, Stamp], T]) -> T:
    """The same for what is cheaper to bring up to date than to make: `renew` is given what held before, if anything.

    It takes so long that whoever asks meanwhile waits for it, rather than make it once more beside it.
    """
    parts, now = fragments().parts, stamp()
    found = parts.get(key, now)
    if found is not None:
        return cast(T, found)
    with fragments().renewing:
        return cached(key, lambda: renew(parts.last(key), now))


def fragments() -> FragmentCache:
    found: FragmentCache = current_app.extensions["kept"]
    return found


def stamp() -> Stamp:
    """Settled once per request, before anything that is kept is made."""
    if "stamp" not in g:
        begun: ReadStart = g.begun
        fresh = begun.fresh and begun.committed == UnitOfWork.committed  # this request may have written
        g.stamp = begun.stamp if fresh else fragments().look(begun)
    settled: Stamp = g.stamp
    return settled
