"""The partner's memoranda with the city, as signed."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.partners.mous import expiring_mou, mou_pages
from marketplace.partners.queries import closed_because, partner_row
from marketplace.web.access import PARTNER, may
from marketplace.web.commitment_texts import promises_named
from marketplace.web.context import reading

bp = Blueprint("partner_mou", __name__)


@bp.get("/mou")
@may(PARTNER)
def show() -> ResponseReturnValue:
    """The one in force first; `?mou=` opens another."""
    uow = reading()
    mine, today = uow.actor.organisation, uow.today
    mous = mou_pages(uow.session, mine, today)
    chosen = [mou for mou in mous if mou.public_id == request.args.get("mou")]
    return render_template(
        "partner/mou/show.html",
        mous=mous,
        mou=(shown := next(iter([*chosen, *mous]), None)),
        promises=promises_named(uow, shown.public_id) if shown else None,
        today=today,
        ending=expiring_mou(uow.session, mine, today),
        closed=closed_because(uow.session, mine, today),
        needs_mou=partner_row(uow.session, mine, today).needs_mou,
    )
