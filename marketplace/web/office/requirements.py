"""What the law asks of each kind of product since when, as the city has it on file."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.certification.kinds.base import KINDS
from marketplace.certification.standards import RequirementList, RequirementRow
from marketplace.db.reading import page_of
from marketplace.web.access import OFFICIAL, may
from marketplace.web.context import page_number, reading

bp = Blueprint("office_requirements", __name__)


@bp.get("/requirements")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    uow = reading()
    wanted = RequirementList(kind=request.args.get("kind", ""))
    rows = page_of(uow.session, wanted.select(), RequirementRow, number=page_number(), size=50)
    return render_template(
        "office/requirements/index.html", rows=rows, kinds=KINDS, asked=wanted, today=uow.today
    )
