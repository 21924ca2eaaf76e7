"""What a shop owes: overdue, this week, later; and what it says it has paid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.billing.allotting import sum_of
from marketplace.billing.models import Due
from marketplace.billing.queries import last_way
from marketplace.billing.services import confirm_received, say_paid
from marketplace.db.reading import page_of
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering.ageing import When, by_when, sunday_of
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
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, page_number, reading, transact
from marketplace.web.exporting import handed_out
from marketplace.web.money_tables import due_table, receipt_table
from marketplace.web.paying import SayAllPaidForm, SayPaidForm

bp = Blueprint("partner_money", __name__)

NOTHING_CHOSEN = _l("Pilih sekurangnya satu tagihan.")


@bp.get("/money")
@may(PARTNER)
def index() -> ResponseReturnValue:
    """`?maker=` narrows it to one maker's."""
    uow, maker = reading(), _maker_asked()
    every = dues(uow.session, _mine(settled=False))
    rows = [row for row in every if maker in (None, row.maker_public_id)]
    return render_template(
        "partner/money/index.html",
        rows=rows,
        parts=by_when(rows, uow.today),
        returns=[row for row in rows if row.left < 0],
        total=sum_of([row.left for row in rows]),
        makers=sorted({(row.maker_public_id, row.maker) for row in every}, key=lambda pair: pair[1]),
        maker=maker,
        when=When,
        sunday=sunday_of(uow.today),
        today=uow.today,
    )


@bp.get("/money.<any(xlsx, csv):kind>")
@may(PARTNER)
def export(kind: str) -> ResponseReturnValue:
    uow = reading()
    rows = dues(uow.session, _mine(settled=False, maker=_maker_asked()))
    return handed_out(kind, _l("tagihan-%(day)s", day=uow.today), due_table(rows, uow.today))


@bp.get("/money/history")
@may(PARTNER)
def receipts() -> ResponseReturnValue:
    mine = ReceiptList(payer_id=actor().organisation).select()
    found = page_of(reading().session, mine, ReceiptRow, number=page_number())
    return render_template("partner/money/receipts.html", receipts=found)


@bp.get("/money/history.<any(xlsx, csv):kind>")
@may(PARTNER)
def export_receipts(kind: str) -> ResponseReturnValue:
    rows = every_receipt(reading().session, ReceiptList(payer_id=actor().organisation))
    return handed_out(kind, _l("pembayaran-%(day)s", day=reading().today), receipt_table(rows))


@bp.get("/money/makers/<public_id>")
@may(PARTNER)
def maker(public_id: str) -> ResponseReturnValue:
    return _maker_page(_to_maker(public_id))


@bp.post("/money/makers/<public_id>")
@may(PARTNER)
def say_all(public_id: str) -> ResponseReturnValue:
    rows, form = _to_maker(public_id), SayAllPaidForm()
    form.offer(rows)
    if not form.validate():
        return _maker_page(rows, form), 422
    chosen = [row for row in rows if row.public_id in form.dues.data]
    if not chosen:
        form.complain(Refused(NOTHING_CHOSEN, field="dues"))
        return _maker_page(rows, form), 422

    def write(uow: UnitOfWork) -> None:
        said = form.said(uow)
        for row in chosen:
            say_paid(uow, row.id, amount=row.to_say, **said)

    transact(write)
    flash(gettext("%(maker)s diberi tahu dan diminta membenarkan.", maker=rows[0].maker))
    return redirect(url_for(".index"))


@bp.get("/money/dues/<public_id>")
@may(PARTNER)
def due(public_id: str) -> ResponseReturnValue:
    return _due_page(public_id)


@bp.post("/money/dues/<public_id>")
@may(PARTNER)
def say(public_id: str) -> ResponseReturnValue:
    row, form = due_row(reading().session, _mine(public_id=public_id)), SayPaidForm()
    if not form.saved(lambda uow: say_paid(uow, row.id, amount=form.amount.data, **form.said(uow))):
        return _due_page(public_id, form), 422
    flash(gettext("%(maker)s diberi tahu dan diminta membenarkan.", maker=row.maker))
    return redirect(url_for(".due", public_id=public_id))


@bp.post("/money/dues/<public_id>/returned")
@may(PARTNER)
def returned(public_id: str) -> ResponseReturnValue:
    """The maker paid a return back in cash: of it the shop is the one who is paid."""
    row = due_row(reading().session, _mine(public_id=public_id))

    def write(uow: UnitOfWork) -> None:
        way = last_way(uow.session, uow.get(Due, row.id))
        confirm_received(uow, row.id, received=row.left, received_on=uow.today, paid_by=way)

    transact(write)
    flash(gettext("Uang retur dari %(maker)s dicatat diterima.", maker=row.maker))
    return redirect(url_for(".due", public_id=public_id))


def _maker_asked() -> str | None:
    return request.args.get("maker") or None


def _mine(**given: Any) -> DueList:
    return DueList(payer_id=actor().organisation, **given)


def _to_maker(public_id: str) -> Sequence[DueRow]:
    """What can be paid to this maker. Raises NotFound where nothing is."""
    found = dues(reading().session, _mine(maker=public_id, settled=False))
    rows = [row for row in found if row.to_say > 0]
    if not rows:
        raise NotFound(f"nothing to pay to maker {public_id}")
    return rows


def _maker_page(rows: Sequence[DueRow], form: SayAllPaidForm | None = None) -> str:
    uow = reading()
    if form is None:
        form = SayAllPaidForm(
            formdata=None,
            dues=[row.public_id for row in rows],
            paid_on=uow.today,
            paid_by=last_way(uow.session, uow.get(Due, rows[0].id)),
        )
        form.offer(rows)
    return render_template("partner/money/maker.html", rows=rows, form=form, today=uow.today)


def _due_page(public_id: str, form: SayPaidForm | None = None) -> str:
    uow = reading()
    row = due_row(uow.session, _mine(public_id=public_id))
    return render_template(
        "partner/money/due.html",
        row=row,
        form=form
        or SayPaidForm(
            formdata=None,
            amount=Rupiah(row.to_say),
            paid_on=uow.today,
            paid_by=last_way(uow.session, uow.get(Due, row.id)),
        ),
        notices=notices_of(uow.session, row.id),
        receipts=receipts_of(uow.session, row.id),
        story=history(uow.session, "due", row.id),
        today=uow.today,
    )
