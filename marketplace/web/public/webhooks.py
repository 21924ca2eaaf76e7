"""Where payment gateways post what happened. Whoever is not believed leaves nothing behind."""

from __future__ import annotations

import logging

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from marketplace.checkouts.news import take_news
from marketplace.kernel.actor import SYSTEM
from marketplace.ports.gateways import ForgedNews
from marketplace.web.access import ANYONE, may
from marketplace.web.context import reading, tools, transact
from marketplace.web.forms import tokenless

bp = Blueprint("public_webhooks", __name__)
log = logging.getLogger(__name__)

MOST = 256 * 1024  # bytes; what gateways post is a tenth of that


@bp.post("/webhooks/<gateway>")
@may(ANYONE)
@tokenless  # type: ignore[untyped-decorator]  # Flask-WTF brings no types
def take(gateway: str) -> ResponseReturnValue:
    """A signed message is stored, once, and its job does the rest. Anything else is 400, or 413 where it is long."""
    found = tools().gateways.get(gateway)
    if found is None:
        abort(404)
    request.max_content_length = MOST
    body = request.get_data(cache=False)
    try:
        news = found.read(body, request.headers.get(found.signed_in, ""), reading().now)
    except ForgedNews as forged:
        log.warning("a message to %s was not believed: %s", gateway, forged)
        raise BadRequest from forged
    if news is not None:
        transact(lambda uow: take_news(uow, gateway, news), SYSTEM)
    return "", 200
