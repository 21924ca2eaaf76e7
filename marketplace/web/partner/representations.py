"""What officials did on behalf of this business."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.web.access import PARTNER, may
from marketplace.web.represented import acts_page

bp = Blueprint("partner_representations", __name__)


@bp.get("/representations")
@may(PARTNER)
def index() -> ResponseReturnValue:
    return acts_page()
