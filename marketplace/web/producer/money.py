"""Who owes the maker, since when; what came in; and what shops say they have paid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.billing.allotting import sum_of
from marketplace.billing.models import Due, Receipt
from marketplace.billing.queries import last_way
from marketplace.billing.reversing import take_back
from marketplace.billing.services import confirm_received, deny_payment, settle_dues
from marketplace.db.reading import page_of
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering.ageing import Age, Debtor, aged, debtors
from marketplace.ordering.money import (
    DueList,
    DueRow,
    ReceiptList,
    ReceiptRow,
    due_row,
    dues,
    every_receipt,
    notices_of,
    receipts_of,
)
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, page_number, reading, transact
from marketplace.web.exporting import handed_out
from marketplace.web.money_tables import debtor_table, due_table, receipt_table
from marketplace.web.paying import DenyForm, ReceiveForm, ReverseForm, SettleForm

bp = Blueprint("producer_money", __name__)


@bp.get("/money")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    uow = reading()
    rows = dues(uow.session, _mine(settled=False))
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
    owing = debtors(dues(uow.session, _mine(settled=False)), uow.today)
    return handed_out(kind, _l("piutang-%(day)s", day=uow.today), debtor_table(owing))


@bp.get("/money/receipts")
@may(PRODUCER)
def receipts() -> ResponseReturnValue:
    mine = ReceiptList(payee_id=actor().organisation).select()
    found = page_of(reading().session, mine, ReceiptRow, number=page_number())
    return render_template("producer/money/receipts.html", receipts=found)


@bp.get("/money/receipts.<any(xlsx, csv):kind>")
@may(PRODUCER)
def export_receipts(kind: str) -> ResponseReturnValue:
    rows = every_receipt(reading().session, ReceiptList(payee_id=actor().organisation))
    return handed_out(kind, _l("uang-diterima-%(day)s", day=reading().today), receipt_table(rows))


@bp.get("/money/shops/<public_id>")
@may(PRODUCER)
def shop(public_id: str) -> ResponseReturnValue:
    return _shop_page(_of_shop(public_id))


@bp.get("/money/shops/<public_id>/dues.<any(xlsx, csv):kind>")
@may(PRODUCER)
def export_shop(public_id: str, kind: str) -> ResponseReturnValue:
    return handed_out(
        kind, _l("piutang-%(shop)s", shop=public_id), due_table(_of_shop(public_id), reading().today)
    )


@bp.post("/money/shops/<public_id>")
@may(PRODUCER)
def settle(public_id: str) -> ResponseReturnValue:
    rows, form = _of_shop(public_id), SettleForm()
    form.offer(rows)

    def write(uow: UnitOfWork) -> None:
        chosen = [row.id for row in rows if row.public_id in form.dues.data]
        settle_dues(uow, chosen, **form.figures())

    if not form.saved(write):
        return _shop_page(rows, form), 422
    flash(gettext("Pembayaran %(shop)s dicatat.", shop=rows[0].partner))
    return redirect(url_for(".index"))


@bp.get("/money/dues/<public_id>")
@may(PRODUCER)
def due(public_id: str) -> ResponseReturnValue:
    return _due_page(public_id)


@bp.post("/money/dues/<public_id>")
@may(PRODUCER)
def receive(public_id: str) -> ResponseReturnValue:
    row, form = due_row(reading().session, _mine(public_id=public_id)), ReceiveForm()
    if not form.saved(lambda uow: confirm_received(uow, row.id, **form.figures())):
        return _due_page(public_id, receive=form), 422
    flash(gettext("Pembayaran %(shop)s dicatat.", shop=row.partner))
    return redirect(url_for(".due", public_id=public_id))


@bp.post("/money/dues/<public_id>/deny")
@may(PRODUCER)
def deny(public_id: str) -> ResponseReturnValue:
    row, form = due_row(reading().session, _mine(public_id=public_id)), DenyForm()
    if not form.validate():
        return _due_page(public_id, deny=form), 422
    transact(lambda uow: deny_payment(uow, row.id, words=form.words.data))
    flash(gettext("Toko diberi tahu bahwa uangnya belum Anda terima."))
    return redirect(url_for(".due", public_id=public_id))


@bp.post("/money/dues/<public_id>/reverse")
@may(PRODUCER)
def reverse(public_id: str) -> ResponseReturnValue:
    """`receipt` names which; those of the same press go with it."""
    row, form = due_row(reading().session, _mine(public_id=public_id)), ReverseForm()
    if not form.validate():
        return _due_page(public_id, reverse=form), 422

    def write(uow: UnitOfWork) -> None:
        receipt = uow.find(Receipt, public_id=form.receipt.data, due_id=row.id)
        take_back(uow, receipt.id, reason=form.reason.data)

    transact(write)
    flash(gettext("Penerimaan dibatalkan dengan baris balik; keduanya tetap terbaca."))
    return redirect(url_for(".due", public_id=public_id))


def _mine(**given: Any) -> DueList:
    return DueList(payee_id=actor().organisation, **given)


def _of_shop(public_id: str) -> Sequence[DueRow]:
    """Its open dues. Raises NotFound for a shop that owes this maker nothing."""
    rows = dues(reading().session, _mine(partner=public_id, settled=False))
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
            paid_by=last_way(uow.session, uow.get(Due, rows[0].id)),
        )
        form.offer(rows)
    ticked = sum_of([row.left for row in rows if row.public_id in form.dues.data])
    return render_template(
        "producer/money/shop.html", rows=rows, form=form, total=total, ticked=ticked, today=uow.today
    )


def _due_page(public_id: str, **forms: Any) -> str:
    """With what the shop says it paid filled in, else with what is left."""
    uow = reading()
    row = due_row(uow.session, _mine(public_id=public_id))
    notices = notices_of(uow.session, row.id)
    said = [notice for notice in notices if notice.waits]
    receive = forms.pop("receive", None) or ReceiveForm(
        formdata=None,
        received=Rupiah(min(row.left, row.said) if said else max(0, row.left)),
        received_on=said[0].paid_on if said else uow.today,
        paid_by=said[0].paid_by if said else last_way(uow.session, uow.get(Due, row.id)),
    )
    return render_template(
        "producer/money/due.html",
        row=row,
        notices=notices,
        said=said,
        receipts=receipts_of(uow.session, row.id),
        story=history(uow.session, "due", row.id),
        today=uow.today,
        forms={"deny": DenyForm(formdata=None), "reverse": ReverseForm(formdata=None)} | forms,
        form=receive,
    )
