"""What shops say they bought from a maker: true, or not."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import PurchaseId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import spell
from marketplace.purchases import policies
from marketplace.purchases.claims import decided_by
from marketplace.purchases.confirming import ConfirmedClaims, SeenGroup, claim_groups, confirm_claims
from marketplace.purchases.figures import deny_purchase, figure_of
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.models.ledger import Purchase
from marketplace.purchases.queries import PurchaseList, purchase_page
from marketplace.purchases.sellers import sale_of
from marketplace.purchases.services import answer_purchase
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading, transact
from marketplace.web.forms import Text, press
from marketplace.web.lists import page_of
from marketplace.web.months import month_arg
from marketplace.web.own_figures import OwnFigureForm
from marketplace.web.redirects import done

bp = Blueprint("producer_confirmations", __name__)


class DisputeForm(OwnFigureForm):
    reason = Text(_l("Apa yang tidak benar"), longest=300)


@bp.get("/confirmations")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    """What waits, by shop and month and one by one; `shop` and `month` of the address narrow both."""
    me, waiting = actor().organisation, request.args.get("all") is None
    shop, month = request.args.get("shop"), month_arg()
    groups = claim_groups(reading().session, me) if waiting else ()
    return render_template(
        "producer/confirmations/index.html",
        claims=page_of(PurchaseList(producer_id=me, unanswered=waiting, shop=shop, month=month)),
        groups=[
            one
            for one in groups
            if (not shop or one.seen.shop == shop) and (not month or one.seen.month == month)
        ],
        waiting=waiting,
        narrowed=bool(shop or month),
    )


@bp.post("/confirmations")
@may(PRODUCER)
def confirm_several() -> ResponseReturnValue:
    """What was ticked: whole groups, as they were shown, and single purchases."""

    def write(uow: UnitOfWork) -> ConfirmedClaims:
        groups = [SeenGroup.parse(key) for key in request.form.getlist("group")]
        return confirm_claims(uow, uow.actor.organisation, groups, request.form.getlist("row"))

    return done(_told(press(write, url_for(".index"))), ".index")


@bp.get("/confirmations/<public_id>")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id, DisputeForm(formdata=None))


@bp.post("/confirmations/<public_id>/confirm")
@may(PRODUCER)
def confirm(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: answer_purchase(uow, _number(uow, public_id), answer=Answer.CONFIRMED))
    return done(_l("Pembelian dibenarkan; buktinya naik ke tingkat B bila ada nota."), ".index")


@bp.post("/confirmations/<public_id>/dispute")
@may(PRODUCER)
def dispute(public_id: str) -> ResponseReturnValue:
    form = DisputeForm().shown_on(lambda form: _page(public_id, form))
    form.submit(
        lambda uow: deny_purchase(
            uow, _number(uow, public_id), reason=form.reason.data, figure=form.figure(uow)
        )
    )
    return done(_l("Bantahan dikirim; petugas akan memutuskan."), ".index")


def _told(confirmed: ConfirmedClaims) -> Label:
    if not confirmed.gone:
        return _l(
            "%(count)s pembelian dibenarkan, %(net)s.", count=confirmed.purchases, net=spell(confirmed.net)
        )
    return _l(
        "%(count)s pembelian dibenarkan, %(net)s. %(gone)s lainnya sudah dijawab, diganti atau dibatalkan"
        " sementara itu, jadi tidak ikut.",
        count=confirmed.purchases,
        net=spell(confirmed.net),
        gone=confirmed.gone,
    )


def _number(uow: UnitOfWork, public_id: str) -> PurchaseId:
    return purchase_page(uow.session, _mine(public_id)).row.id


def _mine(public_id: str) -> PurchaseList:
    return PurchaseList(producer_id=actor().organisation, public_id=public_id)


def _page(public_id: str, form: DisputeForm) -> str:
    uow = reading()
    page = purchase_page(uow.session, _mine(public_id))
    sale = sale_of(uow.session, uow.get(Purchase, page.row.id))
    return render_template(
        "producer/confirmations/show.html",
        page=page,
        due=decided_by(uow.session, page.row),
        figure=figure_of(uow.session, page.row.id),
        confirms=uow.allows(policies.CONFIRM, sale),
        form=form,
    )
