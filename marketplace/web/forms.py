"""Forms that speak to the visitor. Pages know of WTForms only what stands here and in `fields`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, flash, make_response, redirect, render_template, request
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from marketplace.accounts.services.attempts import TooMany
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Conflict, Refused
from marketplace.sheets.opening import Unreadable
from marketplace.web.context import transact
from marketplace.web.fields.choices import Choice, Several, Tick
from marketplace.web.fields.texts import Email, Hidden, LongText, Password, Text
from marketplace.web.fields.times import HourField
from marketplace.web.fields.uploads import Document, Picture
from marketplace.web.fields.values import DayField, MonthField, QuantityField, RupiahField, Whole
from marketplace.web.language import translate

__all__ = [
    "Choice",
    "DayField",
    "Document",
    "Email",
    "Form",
    "Hidden",
    "HourField",
    "LongText",
    "MonthField",
    "Password",
    "Picture",
    "QuantityField",
    "RupiahField",
    "Several",
    "Text",
    "Tick",
    "Whole",
    "press",
    "tokenless",
]

T = TypeVar("T")

SAFE = ("GET", "HEAD", "OPTIONS")

csrf = CSRFProtect()
tokenless = csrf.exempt  # for a view whose form stands on cached pages; its origin is still checked


def init_app(app: Flask) -> None:
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)  # a token lives as long as its session
    app.config.setdefault("WTF_CSRF_SSL_STRICT", False)  # the origin is checked here instead
    app.before_request(refuse_other_origins)
    csrf.init_app(app)  # every POST, whether a form class reads it or not


def refuse_other_origins() -> None:
    """What changes something must come from a page of ours; browsers say where it comes from."""
    if request.method in SAFE:
        return
    origin = request.headers.get("Origin")
    ours = {_origin_of(request.host_url), _origin_of(current_app.config["BASE_URL"])}
    if origin is not None and _origin_of(origin) not in ours:
        raise CSRFError("another origin")
    if origin is None and request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise CSRFError("another site")


def _origin_of(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """Reads the request by itself: made on GET it is blank, on POST it is filled.

    The token is checked for the whole app and written by `token()`, so forms may carry a prefix each.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = False

    _page: Callable[[], str | Response]

    def shown_on(self, page: str | Callable[[Self], str | Response], **context: Any) -> Self:
        """Name the page that shows this form; `submit` and `check` end the request with it when something is wrong.

        A template, drawn with `form` and the `context`, or a function of the form. Text is answered with status 422, or
        whatever `status_of` says; a whole response as it is.
        """
        self._page = (
            partial(render_template, page, form=self, **context)
            if isinstance(page, str)
            else partial(page, self)
        )
        return self

    def submit(self, work: Callable[[UnitOfWork], T]) -> T:
        """Write what the form says, and return what `work` returns.

        Where it is not filled in well or a service refuses it, the request ends with the page that shows the form, what
        was typed and why it was refused.
        """
        return self.attempt(partial(transact, work))

    def attempt(self, act: Callable[[], T]) -> T:
        """The same for an act that opens its transactions by itself."""
        status, headers = 422, dict[str, str]()
        try:
            if self.validate():
                return act()
        except Refused as error:
            self.complain(error)
            status = status_of(error)
            if isinstance(error, TooMany) and error.seconds is not None:
                headers = {"Retry-After": str(error.seconds)}
        answer = self._page()
        return abort(make_response(answer, status, headers) if isinstance(answer, str) else answer)

    def check(self) -> None:
        """The same for a form that is read and not written, or whose refusal is a page of its own (web/errors.py)."""
        self.attempt(lambda: None)

    def complain(self, error: Refused) -> None:
        """A service's refusal, at the field it names or above the form."""
        sentence = str(translate(error.sentence))
        if error.field in self._fields:
            field = self._fields[error.field]
            field.errors = [*field.errors, sentence]
        else:
            self.form_errors.append(sentence)


def press(work: Callable[[UnitOfWork], T], back: str) -> T:
    """Write what a button without fields asks for; a refusal is a notice on the page `back`, where the request ends."""
    try:
        return transact(work)
    except Refused as error:
        flash(str(translate(error.sentence)))
    return abort(redirect(back))


def status_of(error: Refused) -> int:
    """Guessing too fast, what others just changed, a file beyond all bounds; anything else is mended in the form."""
    if isinstance(error, TooMany):
        return 429
    if isinstance(error, Conflict):
        return 409
    return 413 if isinstance(error, Unreadable) and error.code == "too_large" else 422
