"""What the city asks of each kind of product since when: the list, and one requirement with its history."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.catalog.categories import categories
from marketplace.certification import policies
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import ChangeState, Requirement
from marketplace.certification.requirements import ChangeList, RequirementList, RequirementPeriod
from marketplace.certification.services.requiring import check_requirement
from marketplace.journal.queries import history
from marketplace.kernel.labels import _l
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading, transact
from marketplace.web.lists import from_args, page_of
from marketplace.web.redirects import done

bp = Blueprint("office_requirements", __name__)


@bp.get("/requirements")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    uow = reading()
    listing = from_args(RequirementList, day=uow.today)
    return render_template(
        "office/requirements/index.html",
        rows=page_of(listing, size=50),
        waiting=ChangeList(state=ChangeState.PROPOSED).rows(uow.session),
        kinds=KINDS,
        categories=categories(uow.session),
        times=RequirementPeriod,
        filters=listing,
        today=uow.today,
        may_propose=uow.allows(policies.PROPOSE, None),
    )


@bp.get("/requirements/<int:requirement_id>")
@may(OFFICIAL)
def show(requirement_id: int) -> ResponseReturnValue:
    uow = reading()
    uow.get(Requirement, requirement_id)
    (row,) = RequirementList(day=uow.today, id=requirement_id).rows(uow.session)
    return render_template(
        "office/requirements/show.html",
        row=row,
        kind=KINDS[row.kind],
        when=row.when(uow.today),
        times=RequirementPeriod,
        changes=ChangeList(replaces_id=row.id).rows(uow.session),
        entries=history(uow.session, "requirement", row.id),
        may_propose=uow.allows(policies.PROPOSE, None),
    )


@bp.post("/requirements/<int:requirement_id>/checked")
@may(OFFICER)
def check(requirement_id: int) -> ResponseReturnValue:
    transact(lambda uow: check_requirement(uow, requirement_id))
    return done(_l("Dicatat: hari ini diperiksa dan masih benar."), ".show", requirement_id=requirement_id)
