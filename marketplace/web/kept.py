"""What is the same for every stranger is made once and kept until something happens to it.

Each process keeps its own. What was kept holds for one day and up to the next journal entry that could matter to
strangers; asking for that entry is one statement per request, so that all processes change their minds at once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

from flask import Flask, Response, current_app, g, request, session

from marketplace.journal.news import News, news
from marketplace.web.context import actor, reading
from marketplace.web.headers import PUBLIC
from marketplace.web.language import language

P = ParamSpec("P")
T = TypeVar("T")

PAGES, PARTS = 500, 10_000  # kept at most: some 20 MB and 15 MB
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
    day: Any
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
    def __init__(self) -> None:
        self.pages, self.parts, self.known = Store(PAGES), Store(PARTS), News()


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


def for_strangers(view: Callable[P, T]) -> Callable[P, T | Response]:
    """Keep whole pages of this view, each under its address, for who has not signed in and has no notice waiting."""

    @wraps(view)
    def keep(*args: P.args, **given: P.kwargs) -> T | Response:
        if actor().user_id is not None or session:
            return view(*args, **given)
        key = (request.full_path, language(), request.headers.get("Accept-Encoding"))
        page = _keeping().pages.get(key, _stamp())
        if page is None:
            g.put_away = key
            return view(*args, **given)
        return _again(*page)

    return keep


def _again(body: bytes, headers: list[tuple[str, str]]) -> Response:
    response = Response(body)
    response.headers.extend(headers)
    return response.make_conditional(request)  # type: ignore[return-value]


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
    """Asked once per request, before anything that is kept is made."""
    if "stamp" not in g:
        uow, keeping = reading(), _keeping()
        keeping.known = news(uow.session, keeping.known, dull=DULL)
        g.stamp = Stamp(keeping.known.last, uow.today, int(monotonic() / WHILE))
    stamp: Stamp = g.stamp
    return stamp
