"""Choose the language of the pages: for this browser, or for the person on every device."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from marketplace.accounts.services.seats import choose_language
from marketplace.web.access import ANYONE, may
from marketplace.web.account.next_page import next_page
from marketplace.web.context import actor, transact
from marketplace.web.forms import tokenless
from marketplace.web.language import COOKIE, LANGUAGES

bp = Blueprint("account_language", __name__)
YEAR = 365 * 24 * 3600


@bp.post("/language")
@may(ANYONE)
@tokenless  # type: ignore[untyped-decorator]  # Flask-WTF brings no types
def choose() -> ResponseReturnValue:
    locale = request.form.get("locale", "")
    if locale not in LANGUAGES:
        raise BadRequest
    if actor().user_id is not None:
        transact(lambda uow: choose_language(uow, locale))
    answer = redirect(next_page(), 303)
    answer.set_cookie(COOKIE, locale, max_age=YEAR, samesite="Lax", secure=request.is_secure, httponly=True)
    return answer
