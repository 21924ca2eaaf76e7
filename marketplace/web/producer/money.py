"""Who owes the maker and since when, what it writes down as received, and what shops say they have paid."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from marketplace.billing.allotting import sum_of
from marketplace.billing.invoicing import uninvoiced
from marketplace.billing.models import Receipt
from marketplace.billing.reversing import take_back
from marketplace.billing.services import confirm_received, deny_payment, settle_dues
from marketplace.billing.tax_status import pkp_on, tax_statuses
from marketplace.db.exports import table_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.notices.collecting import ask_to_pay, collection
from marketplace.ordering.ageing import Debtor, aged, debtors
from marketplace.ordering.money import Age, DueList, DueRow, dues, notices_of
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import reading, transact
from marketplace.web.exporting import file_response
from marketplace.web.money_tables import debtor_table
from marketplace.web.paying import DenyForm, IssueForm, ReceiveForm, ReverseForm, SettleForm
from marketplace.web.redirects import done
from marketplace.web.trade_pages.money import PAGES, due_page, own_due, own_dues, usual_way
from marketplace.web.trade_pages.sides import MAKER
from marketplace.web.whatsapp import leads_out, to_whatsapp, written

bp = PAGES.blueprint(MAKER)


@bp.get("/money")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    uow = reading()
    rows = dues(uow.session, own_dues(MAKER, settled=False))
    owing = debtors(rows, uow.today)
    return render_template(
        "producer/money/index.html",
        debtors=owing,
        total=Debtor("", "", "", rows, aged(rows, uow.today)),
        ages=Age,
        today=uow.today,
    )


@bp.get("/money.<any(xlsx, csv):kind>")
@may(PRODUCER)
def export(kind: str) -> ResponseReturnValue:
    uow = reading()
    owing = debtors(dues(uow.session, own_dues(MAKER, settled=False)), uow.today)
    return file_response(kind, _l("piutang-%(day)s", day=uow.today), debtor_table(owing))


@bp.get("/money/shops/<public_id>")
@may(PRODUCER)
def shop(public_id: str) -> ResponseReturnValue:
    return leads_out(_shop_page(_of_shop(public_id)))


@bp.get("/money/shops/<public_id>/dues.<any(xlsx, csv):kind>")
@may(PRODUCER)
def export_shop(public_id: str, kind: str) -> ResponseReturnValue:
    table = table_of(DueRow, _of_shop(public_id), DueList.sheet)
    return file_response(kind, _l("piutang-%(shop)s", shop=public_id), table)


@bp.post("/money/shops/<public_id>")
@may(PRODUCER)
def settle(public_id: str) -> ResponseReturnValue:
    rows = _of_shop(public_id)
    form = SettleForm().shown_on(partial(_shop_page, rows))
    form.offer(rows)

    def write(uow: UnitOfWork) -> None:
        chosen = [row.id for row in rows if row.public_id in form.dues.data]
        settle_dues(uow, chosen, **form.figures())

    form.submit(write)
    return done(_l("Pembayaran %(shop)s dicatat.", shop=rows[0].partner), ".index")


@bp.post("/money/shops/<public_id>/collect")
@may(PRODUCER)
def collect(public_id: str) -> ResponseReturnValue:
    """The letter is written, and WhatsApp opens with the same text."""
    _of_shop(public_id)
    asked = transact(lambda uow: ask_to_pay(uow, ProducerId(uow.actor.organisation), public_id))
    return to_whatsapp(asked.phone, written(asked.text))


@bp.get("/money/dues/<public_id>")
@may(PRODUCER)
def due(public_id: str) -> ResponseReturnValue:
    return _due_page(public_id)


@bp.post("/money/dues/<public_id>")
@may(PRODUCER)
def receive(public_id: str) -> ResponseReturnValue:
    row = own_due(MAKER, public_id)
    form = ReceiveForm().shown_on(lambda form: _due_page(public_id, receive=form))
    form.submit(lambda uow: confirm_received(uow, row.id, **form.figures()))
    return done(_l("Pembayaran %(shop)s dicatat.", shop=row.partner), ".due", public_id=public_id)


@bp.post("/money/dues/<public_id>/deny")
@may(PRODUCER)
def deny(public_id: str) -> ResponseReturnValue:
    row = own_due(MAKER, public_id)
    form = DenyForm().shown_on(lambda form: _due_page(public_id, deny=form))
    form.submit(lambda uow: deny_payment(uow, row.id, words=form.words.data))
    return done(_l("Toko diberi tahu bahwa uangnya belum Anda terima."), ".due", public_id=public_id)


@bp.post("/money/dues/<public_id>/reverse")
@may(PRODUCER)
def reverse(public_id: str) -> ResponseReturnValue:
    """`receipt` names which; those of the same press go with it."""
    row = own_due(MAKER, public_id)
    form = ReverseForm().shown_on(lambda form: _due_page(public_id, reverse=form))

    def write(uow: UnitOfWork) -> None:
        receipt = uow.find(Receipt, public_id=form.receipt.data, due_id=row.id)
        take_back(uow, receipt.id, reason=form.reason.data)

    form.submit(write)
    sentence = _l("Penerimaan dibatalkan dengan baris balik; keduanya tetap terbaca.")
    return done(sentence, ".due", public_id=public_id)


def _of_shop(public_id: str) -> Sequence[DueRow]:
    """Its open dues. Raises NotFound for a shop that owes this maker nothing."""
    rows = dues(reading().session, own_dues(MAKER, partner=public_id, settled=False, day=reading().today))
    if not rows:
        raise NotFound(f"shop {public_id} owes nothing here")
    return rows


def _shop_page(rows: Sequence[DueRow], form: SettleForm | None = None) -> str:
    uow, total = reading(), sum_of([row.left for row in rows])
    if form is None:
        form = SettleForm(
            formdata=None,
            dues=[row.public_id for row in rows],
            received=total.net,
            received_on=uow.today,
            paid_by=usual_way(rows[0]),
        )
        form.offer(rows)
    ticked = sum_of([row.left for row in rows if row.public_id in form.dues.data])
    free = {*uninvoiced(uow.session, [row.id for row in rows])}
    unbilled = [row for row in rows if row.id in free]
    issue = IssueForm(formdata=None, dues=[row.public_id for row in unbilled])
    status = pkp_on(tax_statuses(uow.session, uow.actor.organisation), uow.today)
    asked = collection(uow, ProducerId(uow.actor.organisation), rows[0].partner_public_id)
    return render_template(
        "producer/money/shop.html",
        rows=rows,
        form=form,
        total=total,
        ticked=ticked,
        today=uow.today,
        unbilled=unbilled,
        issue=issue,
        pkp=status is not None,
        asked=asked,
        text=written(asked.text) if asked else "",
    )


def _due_page(public_id: str, **forms: Any) -> str:
    """With what the shop says it paid filled in, else with what is left."""
    row = own_due(MAKER, public_id)
    notices = notices_of(reading().session, row.id)
    waiting = [notice for notice in notices if notice.waits]
    receive = forms.pop("receive", None) or ReceiveForm(
        formdata=None,
        received=Rupiah(min(row.left, row.claimed) if waiting else max(0, row.left)),
        received_on=waiting[0].paid_on if waiting else reading().today,
        paid_by=waiting[0].paid_by if waiting else usual_way(row),
    )
    forms = {"deny": DenyForm(formdata=None), "reverse": ReverseForm(formdata=None)} | forms
    return due_page(MAKER, row, form=receive, notices=notices, waiting=waiting, forms=forms)
