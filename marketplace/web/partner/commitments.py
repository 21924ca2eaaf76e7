"""What this partner promised in its memorandum, beside what it bought: the same figures that officials see."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.compliance import wording
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.partners.models import Mou
from marketplace.partners.mous import mou_page
from marketplace.partners.states import DRAFT
from marketplace.web.access import PARTNER, may
from marketplace.web.commitment_texts import commitments_with_periods, promise_rows
from marketplace.web.context import actor, reading
from marketplace.web.months import month_named

bp = Blueprint("partner_commitments", __name__)


@bp.get("/mou/<public_id>/commitments")
@may(PARTNER)
def show(public_id: str) -> ResponseReturnValue:
    uow = reading()
    mou = mine(uow, public_id)
    return render_template(
        "partner/commitments/show.html",
        mou=mou_page(uow.session, mou, uow.today),
        kept=commitments_with_periods(uow, mou),
        wording=wording,
        today=uow.today,
    )


@bp.get("/mou/<public_id>/commitments/<code>/<month>")
@may(PARTNER)
def rows(public_id: str, code: str, month: str) -> ResponseReturnValue:
    uow = reading()
    mou = mine(uow, public_id)
    return render_template(
        "partner/commitments/rows.html",
        mou=mou_page(uow.session, mou, uow.today),
        found=promise_rows(uow, mou, code, month_named(month)),
        wording=wording,
    )


def mine(uow: UnitOfWork, public_id: str) -> Mou:
    """A signed memorandum of this partner; a draft is the office's own, and no other is found."""
    mou = uow.find(Mou, public_id=public_id, partner_id=actor().organisation)
    if mou.state is DRAFT:
        raise NotFound(f"mou {public_id}")
    return mou
