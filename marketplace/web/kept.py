"""What is the same for every stranger is made once and kept until something happens to it.

Each process keeps its own. What was kept holds for one day and up to the next journal entry that could matter to
strangers. A process looks for such an entry whenever it wrote something itself, and four times a second for what
others wrote: looking at each request would cost more than all else that a kept page costs.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from functools import wraps
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

from flask import Flask, Response, current_app, g, request, session

from marketplace.db.uow import UnitOfWork
from marketplace.journal.news import News, news
from marketplace.web.context import actor, reading
from marketplace.web.headers import PUBLIC
from marketplace.web.language import language, today

P = ParamSpec("P")
T = TypeVar("T")

PAGES, PARTS = 500, 10_000  # kept at most: some 20 MB and 15 MB
GLANCE = 0.25  # seconds between two looks at what other processes wrote
WHILE = 300.0  # seconds; a paper that begins to hold on a day leaves no entry of its own
DULL = (  # what happens to these changes nothing that a stranger sees
    "attachment",
    "declaration",
    "handover",
    "mou",
    "order",
    "outlet",
    "partner",
    "purchase",
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

    def stamp(self) -> Stamp:
        now, committed = monotonic(), UnitOfWork.committed
        if committed != self._committed or now >= self._look_at:
            self._known = news(reading().session, self._known, dull=DULL)
            self._look_at, self._committed = now + GLANCE, committed
        return Stamp(self._known.last, today(), int(now / WHILE))


def init_app(app: Flask) -> None:
    """Before all others, so that a page is put away after everything else was done to it."""
    app.extensions["kept"] = Keeping()
    app.after_request(_put_away)


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """A part of pages: from where it is kept, or made and kept."""
    parts, stamp = _keeping().parts, _stamp()
    found = parts.get(key, stamp)
    if found is None:
        found = make()
        parts.put(key, stamp, found)
    return cast(T, found)


def for_strangers(*asked: str) -> Callable[[Callable[P, T]], Callable[P, T | Response]]:
    """Keep whole pages of a view, each under its address, for who has not signed in and has no notice waiting.

    `asked` are the questions an address may carry; with any other one it is not kept, so that nobody can crowd out
    what is kept by asking for what does not exist.
    """

    def keeping(view: Callable[P, T]) -> Callable[P, T | Response]:
        @wraps(view)
        def keep(*args: P.args, **given: P.kwargs) -> T | Response:
            if actor().user_id is not None or session or not set(request.args) <= set(asked):
                return view(*args, **given)
            key = (request.full_path, language(), request.headers.get("Accept-Encoding"))
            page = _keeping().pages.get(key, _stamp())
            if page is None:
                g.put_away = key
                return view(*args, **given)
            return _again(*page)

        return keep

    return keeping


def _again(body: bytes, headers: list[tuple[str, str]]) -> Response:
    response = Response(body, headers=headers)
    if "If-None-Match" in request.headers:
        response.make_conditional(request)
    return response


def _put_away(response: Response) -> Response:
    key = g.pop("put_away", None)
    if key is not None and response.status_code == 200 and response.headers["Cache-Control"] == PUBLIC:
        page = (response.get_data(), list(response.headers))
        _keeping().pages.put(key, _stamp(), page)
    return response


def _keeping() -> Keeping:
    found: Keeping = current_app.extensions["kept"]
    return found


def _stamp() -> Stamp:
    """Asked for once per request, before anything that is kept is made."""
    if "stamp" not in g:
        g.stamp = _keeping().stamp()
    stamp: Stamp = g.stamp
    return stamp
