"""The end of acting on behalf: back to one's own seat."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.web import login
from marketplace.web.access import REPRESENTING, may
from marketplace.web.doors import DOOR_OF
from marketplace.web.redirects import notify

bp = Blueprint("account_representing", __name__)


@bp.post("/representing/stop")
@may(REPRESENTING)
def stop() -> ResponseReturnValue:
    business = login.known().acts_for
    if business is None:
        raise NotFound("this visitor stands for nobody")
    login.stop_representing()
    notify(_l("Anda tidak lagi bertindak atas nama %(name)s.", name=business.name))
    return redirect(url_for(f"office_{DOOR_OF[business.kind]}s.show", public_id=business.public_id))
