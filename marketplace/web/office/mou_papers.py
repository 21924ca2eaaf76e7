"""A memorandum as PDF for officials; a draft carries its mark on every page."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.partners.models import Mou
from marketplace.web.access import OFFICIAL, may
from marketplace.web.context import reading
from marketplace.web.mou_papers import mou_paper

bp = Blueprint("office_mou_papers", __name__)


@bp.get("/mous/<public_id>/mou.pdf")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    uow = reading()
    return mou_paper(uow, uow.find(Mou, public_id=public_id))
