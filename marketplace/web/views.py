"""How often the pages of products are looked at, pages that are kept among them. A GET writes nothing.

Each process remembers looks and a thread beside its requests writes them down every few seconds; so does a process
that ends. One that is killed loses no more than those seconds. Robots that give their names, officials and whoever
only asks for a page in advance are not counted, and the maker's own people fall out when it is written.
"""

from __future__ import annotations

import atexit
import logging
import os
import re
import time
from collections import Counter
from collections.abc import Iterable
from threading import Lock, Thread
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, request

from marketplace.catalog.demand import Seen, count_views, monday
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.kernel.roles import OFFICE
from marketplace.web.context import actor, transact
from marketplace.web.language import today

log = logging.getLogger(__name__)

EVERY = 10.0  # seconds between two writings
MOST = 20_000  # different looks remembered: some 4 MB; what comes on top of them is lost
PAGE, PLACE = "public_catalog.show", "/catalog/"
SHOWN = ("200", "304")  # a page that has not changed was looked at all the same
ROBOTS = re.compile(
    r"bot|crawl|spider|slurp|preview|headless|monitor|facebookexternalhit|whatsapp|lighthouse|scrapy"
    r"|^(curl|wget|python|go-http|java|okhttp|libwww|axios|node)|^$",
    re.IGNORECASE,
)
VISITOR, NOT_COUNTED = "mb2.visitor", -1  # what the program says of who asks; of a kept page it says nothing


class Views:
    """What one process remembers until it is written down."""

    def __init__(self, app: Flask) -> None:
        self._app, self._looks = app, Counter[Seen]()
        self._remembering, self._writing = Lock(), Lock()
        self._beside, self._process = False, 0

    def remember(self, looks: Counter[Seen]) -> None:
        with self._remembering:
            for seen, number in looks.items():
                if seen in self._looks or len(self._looks) < MOST:
                    self._looks[seen] += number
        if self._beside and self._process != os.getpid():
            self._process = os.getpid()  # a thread does not follow its program into a fork
            atexit.register(self.write)
            Thread(target=self._write_again_and_again, name="views", daemon=True).start()

    def write(self) -> int:
        """Write down what is remembered; returns how many looks were counted. What cannot be written now waits."""
        with self._writing:
            with self._remembering:
                looks, self._looks = self._looks, Counter()
            if not looks:
                return 0
            try:
                with self._app.app_context():
                    return transact(lambda uow: count_views(uow, looks), SYSTEM)
            except Exception:  # whatever the database had: looks are no reason to fail
                log.warning("looks at products could not be written; they wait", exc_info=True)
                self.remember(looks)
                return 0

    def write_in_background(self) -> None:
        """From the first look on."""
        self._beside = True

    def _write_again_and_again(self) -> None:
        while True:
            time.sleep(EVERY)
            self.write()


def init_app(app: Flask) -> None:
    """Around the pages that are kept, so after `page_cache`."""
    app.extensions["views"] = views = Views(app)
    app.after_request(_say_who_asked)
    app.wsgi_app = _Counting(app.wsgi_app, views)  # type: ignore[assignment, method-assign]


def write_in_background(app: Flask) -> None:
    """For a program that serves: what is remembered is written without being asked for."""
    app.extensions["views"].write_in_background()


class _Counting:
    def __init__(self, behind: WSGIApplication, views: Views) -> None:
        self._behind, self._views = behind, views

    def __call__(self, environ: WSGIEnvironment, start: StartResponse, /) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(PLACE) or environ["REQUEST_METHOD"] != "GET":
            return self._behind(environ, start)

        def count_answer(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:
            if status.startswith(SHOWN) and _counts(environ):
                self._views.remember(Counter([_seen(environ)]))
            return start(status, headers, *fault)

        return self._behind(environ, count_answer)


def _counts(environ: WSGIEnvironment) -> bool:
    return (
        environ.get(VISITOR) != NOT_COUNTED
        and not environ.get("HTTP_SEC_PURPOSE", "").startswith("prefetch")
        and ROBOTS.search(environ.get("HTTP_USER_AGENT", "")) is None
    )


def _seen(environ: WSGIEnvironment) -> Seen:
    return Seen(environ["PATH_INFO"].removeprefix(PLACE), environ.get(VISITOR), monday(today()))


def _say_who_asked(response: Response) -> Response:
    request.environ[VISITOR] = _who(actor()) if request.endpoint == PAGE else NOT_COUNTED
    return response


def _who(visitor: Actor) -> int | None:
    """The business they act for, None for a stranger; officials do not count, nor do they on behalf of others."""
    official = visitor.kind is OFFICE or visitor.on_behalf_of is not None
    return NOT_COUNTED if official else visitor.at
