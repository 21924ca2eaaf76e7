"""What a shop bought outside orders: photo, seller, amount, done."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.compliance.late import late_note
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.ids import new_public_id
from marketplace.kernel.labels import _l
from marketplace.purchases.claims import decided_by
from marketplace.purchases.figures import figure_of
from marketplace.purchases.known import plainly
from marketplace.purchases.models.ledger import Purchase
from marketplace.purchases.queries import PurchaseList, purchase_page, sellers_of
from marketplace.purchases.sellers import goods_of_sellers, maker_names
from marketplace.purchases.services import record_purchase, reverse_purchase
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading, transact
from marketplace.web.partner.ledger import ledger_page, said_none
from marketplace.web.partner.purchase_forms import PurchaseForm, ReasonForm
from marketplace.web.partner.told import ReplyForm
from marketplace.web.redirects import notify
from marketplace.web.uploads import keep_upload

bp = Blueprint("partner_purchases", __name__)


@bp.get("/purchases")
@may(PARTNER)
def index() -> ResponseReturnValue:
    return ledger_page()


@bp.get("/purchases/new")
@may(PARTNER)
def new() -> ResponseReturnValue:
    return _form(PurchaseForm(client_id=new_public_id(), bought_on=reading().today))


@bp.post("/purchases/new")
@may(PARTNER)
def create() -> ResponseReturnValue:
    form = PurchaseForm().shown_on(_form)
    purchase = form.submit(lambda uow: _record(uow, form))
    if purchase.producer_id is not None:
        notify(_l("Pembelian dicatat. Pembuat diminta membenarkannya."))
    else:
        notify(_l("Pembelian dicatat. Penjualnya belum dikenali, jadi belum dihitung lokal."))
    if late := late_note(reading().session, purchase.bought_on):
        notify(late)
    return redirect(url_for(".show", public_id=purchase.public_id))


@bp.get("/purchases/<public_id>")
@may(PARTNER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id, ReasonForm(formdata=None))


@bp.post("/purchases/<public_id>/reverse")
@may(PARTNER)
def reverse(public_id: str) -> ResponseReturnValue:
    form = ReasonForm().shown_on(lambda form: _page(public_id, form))
    form.check()

    def write(uow: UnitOfWork) -> None:
        found = purchase_page(uow.session, _mine(public_id))
        reverse_purchase(uow, found.row.id, reason=form.reason.data)

    transact(write)
    notify(_l("Pembelian dibatalkan dengan catatan pembalik; keduanya tetap terbaca."))
    return redirect(url_for(".show", public_id=public_id))


def _mine(public_id: str) -> PurchaseList:
    return PurchaseList(partner_id=actor().organisation, public_id=public_id)


def _record(uow: UnitOfWork, form: PurchaseForm) -> Purchase:
    """The purchase with its photo. A maker who sold it can confirm it."""
    return record_purchase(uow, form.purchase(uow, actor().organisation, keep_upload(uow, form.evidence)))


def _form(form: PurchaseForm) -> str:
    session = reading().session
    form.bought_on.render_kw = {"data-today": reading().today.isoformat()}  # the page may open days later
    return render_template(
        "partner/purchases/new.html",
        form=form,
        recent=sellers_of(session, actor().organisation),
        makers=maker_names(session),
        goods=goods_of_sellers(session, actor().organisation),
    )


def _page(public_id: str, form: ReasonForm) -> str:
    uow = reading()
    page = purchase_page(uow.session, _mine(public_id))
    return render_template(
        "partner/purchases/show.html",
        page=page,
        form=form,
        said_none=said_none(),
        same=plainly(page.row.seller),
        due=decided_by(uow.session, page.row),
        figure=figure_of(uow.session, page.row.id),
        reply=ReplyForm(formdata=None),
        history=history(uow.session, "purchase", page.row.id),
    )
