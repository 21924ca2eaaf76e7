"""What makers tell a shop: their own figure for a purchase, and sales that the shop did not record."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Label, _l
from marketplace.purchases.figures import reply_to_figure
from marketplace.purchases.models.told import FigureAnswer, SaleReply
from marketplace.purchases.queries import PurchaseList, purchase_page
from marketplace.purchases.telling import (
    confirm_sale,
    deny_sale,
    record_otherwise,
    say_recorded,
)
from marketplace.purchases.told_lists import (
    ToldSales,
    recorded_sales,
    sale_decided_by,
    sales_to_answer,
    told_sale,
)
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading
from marketplace.web.forms import Choice, Form, Text, press
from marketplace.web.lists import page_of
from marketplace.web.own_figures import OwnFigureForm
from marketplace.web.redirects import done, notify
from marketplace.web.tasks import Task

bp = Blueprint("partner_told", __name__)


class ReplyForm(Form):
    answer = Choice(_l("Jawaban"), FigureAnswer)
    why = Text(_l("Mengapa"), required=False, longest=300)


class DenyForm(Form):
    reason = Text(_l("Apa yang tidak benar"), longest=300)


def told_by_makers(uow: UnitOfWork) -> Iterator[Task]:
    """One task for all that makers told and the shop has not answered."""
    me = uow.actor.organisation
    figures = PurchaseList(partner_id=me, figure_open=True).rows(uow.session)
    sales = sales_to_answer(uow.session, me)
    count = len(figures) + len(sales)
    if not count:
        return
    names = [row.seller for row in figures] + [row.maker for row in sales]
    where = url_for("partner_told.index")
    if count == 1:
        where = (
            url_for("partner_purchases.show", public_id=figures[0].public_id)
            if figures
            else url_for("partner_told.show", public_id=sales[0].public_id)
        )
    yield Task(
        title=_l("%(count)s catatan pembuat menunggu jawaban Anda", count=count),
        text=_l("Dari %(name)s. Tanpa jawaban tidak ada yang berubah.", name=names[0]),
        url=where,
        act=_l("Jawab"),
        icon="ask",
    )


@bp.get("/told")
@may(PARTNER)
def index() -> ResponseReturnValue:
    session, me = reading().session, actor().organisation
    every = request.args.get("all") is not None
    sales = page_of(ToldSales(partner_id=me, waiting=not every))
    return render_template(
        "partner/told/index.html",
        figures=PurchaseList(partner_id=me, figure_open=True).rows(session),
        sales=sales,
        known=recorded_sales(session, sales.rows),
        every=every,
    )


@bp.post("/told/figures/<public_id>")
@may(PARTNER)
def reply(public_id: str) -> ResponseReturnValue:
    """To the maker's figure of a purchase: taken over, or not."""
    mine = PurchaseList(partner_id=actor().organisation, public_id=public_id)
    number = purchase_page(reading().session, mine).row.id
    back = url_for("partner_purchases.show", public_id=public_id)
    form = ReplyForm()
    form.shown_on(lambda _: redirect(back)).check()

    def write(uow: UnitOfWork) -> None:
        reply_to_figure(uow, number, answer=form.answer.data, reason=form.why.data)

    press(write, back)
    if form.answer.data is FigureAnswer.ACCEPTED:
        notify(_l("Angka pembuat diterima; catatan Anda diganti dengan angka itu."))
    else:
        notify(_l("Angka Anda tetap; petugas yang memutuskan."))
    return redirect(back)


@bp.get("/told/<public_id>")
@may(PARTNER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@bp.post("/told/<public_id>/confirm")
@may(PARTNER)
def confirm(public_id: str) -> ResponseReturnValue:
    return _pressed(public_id, confirm_sale, _l("Dibenarkan; pembeliannya tercatat."))


@bp.post("/told/<public_id>/recorded")
@may(PARTNER)
def recorded(public_id: str) -> ResponseReturnValue:
    return _pressed(public_id, say_recorded, _l("Dicocokkan dengan catatan Anda."))


@bp.post("/told/<public_id>/otherwise")
@may(PARTNER)
def otherwise(public_id: str) -> ResponseReturnValue:
    form = OwnFigureForm().shown_on(lambda form: _page(public_id, own=form))
    form.submit(lambda uow: record_otherwise(uow, _number(uow, public_id), form.figure(uow)))
    return done(_l("Tercatat dengan angka Anda. Pembuat diminta membenarkannya."), ".index")


@bp.post("/told/<public_id>/deny")
@may(PARTNER)
def deny(public_id: str) -> ResponseReturnValue:
    form = DenyForm().shown_on(lambda form: _page(public_id, deny=form))
    form.submit(lambda uow: deny_sale(uow, _number(uow, public_id), reason=form.reason.data))
    return done(_l("Bantahan dikirim; petugas akan memutuskan."), ".index")


def _pressed(
    public_id: str, act: Callable[[UnitOfWork, int], SaleReply], sentence: Label
) -> ResponseReturnValue:
    press(lambda uow: act(uow, _number(uow, public_id)), url_for(".show", public_id=public_id))
    return done(sentence, ".index")


def _mine(public_id: str) -> ToldSales:
    return ToldSales(partner_id=actor().organisation, public_id=public_id)


def _number(uow: UnitOfWork, public_id: str) -> int:
    return told_sale(uow.session, _mine(public_id)).id


def _page(public_id: str, *, own: OwnFigureForm | None = None, deny: DenyForm | None = None) -> str:
    session = reading().session
    row = told_sale(session, _mine(public_id))
    known = recorded_sales(session, [row]).get(row.id)
    return render_template(
        "partner/told/show.html",
        row=row,
        known=known,
        due=sale_decided_by(session, row),
        own=own or OwnFigureForm(formdata=None),
        deny=deny or DenyForm(formdata=None),
    )
