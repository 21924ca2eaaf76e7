"""The partner's own memorandum as PDF, once it is signed."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.web.access import PARTNER, may
from marketplace.web.context import reading
from marketplace.web.mou_papers import mou_paper
from marketplace.web.partner.commitments import mine

bp = Blueprint("partner_mou_papers", __name__)


@bp.get("/mou/<public_id>/mou.pdf")
@may(PARTNER)
def show(public_id: str) -> ResponseReturnValue:
    uow = reading()
    return mou_paper(uow, mine(uow, public_id))
