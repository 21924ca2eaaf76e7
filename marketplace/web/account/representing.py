"""The end of acting on behalf: back to one's own seat."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.kernel.errors import NotFound
from marketplace.web import login
from marketplace.web.access import REPRESENTING, may
from marketplace.web.doors import DOOR_OF

bp = Blueprint("account_representing", __name__)


@bp.post("/representing/stop")
@may(REPRESENTING)
def stop() -> ResponseReturnValue:
    business = login.known().acts_for
    if business is None:
        raise NotFound("this visitor stands for nobody")
    login.stop_representing()
    flash(gettext("Anda tidak lagi bertindak atas nama %(name)s.", name=business.name))
    return redirect(url_for(f"office_{DOOR_OF[business.kind]}s.show", public_id=business.public_id))
