"""Whole pages for strangers, each kept under its address, and given out before the program is even asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, g, request, session

from marketplace.web.context import actor
from marketplace.web.fragment_cache import FragmentCache, fragments, stamp
from marketplace.web.headers import PUBLIC
from marketplace.web.language import COOKIE, LANGUAGES

P = ParamSpec("P")
T = TypeVar("T")

ANONYMOUS = ("", *(f"{COOKIE}={language}" for language in LANGUAGES))  # cookies of who never signed in
ASKED = (
    "wsgi.url_scheme",
    "HTTP_HOST",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_COOKIE",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_ACCEPT_ENCODING",
)  # all that an answer to a stranger may depend on


def init_app(app: Flask) -> None:
    """Before all others: pages are put away after everything else was done to them, and found before anything is."""
    app.after_request(_put_away)
    app.wsgi_app = PageCache(app.wsgi_app, app)  # type: ignore[assignment, method-assign]


class PageCache:
    """Answers what is kept and passes everything else on. A page costs less than looking at who asks for it."""

    def __init__(self, behind: WSGIApplication, app: Flask) -> None:
        self._behind, self._app = behind, app

    def __call__(self, environ: WSGIEnvironment, start: StartResponse, /) -> Iterable[bytes]:
        page = self._page(environ)
        if page is None:
            return self._behind(environ, start)
        body, headers = page
        start("200 OK", headers)
        return (body,)

    def _page(self, environ: WSGIEnvironment) -> tuple[bytes, list[tuple[str, str]]] | None:
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_IF_NONE_MATCH" in environ or not _anonymous(environ):
            return None
        kept: FragmentCache = self._app.extensions["kept"]
        begun = kept.begin()
        return kept.pages.get(_key(environ), begun.stamp) if begun.fresh else None


def cached_for_strangers(*names: str) -> Callable[[Callable[P, T]], Callable[P, T | Response]]:
    """Keep the pages of a view for who has not signed in and has no notice waiting.

    `names` are the arguments that an address may have; with any other one it is not kept, so that nobody can crowd
    out what is kept by asking for what does not exist.
    """

    def keep(view: Callable[P, T]) -> Callable[P, T | Response]:
        @wraps(view)
        def answer(*args: P.args, **given: P.kwargs) -> T | Response:
            known = set(request.args) <= set(names)
            if not known or session or actor().user_id is not None or not _anonymous(request.environ):
                return view(*args, **given)
            page = fragments().pages.get(_key(request.environ), stamp())
            if page is not None:
                return _again(*page)
            g.put_away = True
            return view(*args, **given)

        return answer

    return keep


def _anonymous(environ: WSGIEnvironment) -> bool:
    return environ.get("HTTP_COOKIE", "") in ANONYMOUS


def _key(environ: WSGIEnvironment) -> tuple[Any, ...]:
    return tuple(environ.get(name) for name in ASKED)


def _again(body: bytes, headers: list[tuple[str, str]]) -> Response:
    return Response(body, headers=headers).make_conditional(request)  # type: ignore[return-value]


def _put_away(response: Response) -> Response:
    if (
        g.pop("put_away", False)
        and response.status_code == 200
        and response.headers["Cache-Control"] == PUBLIC
    ):
        page = (response.get_data(), response.headers.to_wsgi_list())
        fragments().pages.put(_key(request.environ), stamp(), page)
    return response
