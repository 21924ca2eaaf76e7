"""The partner's memoranda with the city, as signed."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.kernel.labels import _l
from marketplace.partners.accepting import accept_mou
from marketplace.partners.models import Mou
from marketplace.partners.mous import expiring_mou, mou_pages
from marketplace.partners.policies import ACCEPT_MOU
from marketplace.partners.queries import closed_because, partner_row
from marketplace.web.access import PARTNER, may
from marketplace.web.commitment_texts import promises_named
from marketplace.web.context import reading, transact
from marketplace.web.partner.commitments import mine as own_mou
from marketplace.web.redirects import notify

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
        may_accept=uow.allows(ACCEPT_MOU, uow.find(Mou, public_id=shown.public_id)) if shown else False,
        ending=expiring_mou(uow.session, mine, today),
        closed=closed_because(uow.session, mine, today),
        needs_mou=partner_row(uow.session, mine, today).needs_mou,
    )


@bp.post("/mou/<public_id>/accept")
@may(PARTNER)
def accept(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: accept_mou(uow, own_mou(uow, public_id).id))
    notify(_l("MoU disetujui. Terima kasih; petugas dan jurnal mencatatnya."))
    return redirect(url_for(".show", mou=public_id))
