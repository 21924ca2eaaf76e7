"""What a shop owes: overdue, this week, later; and what it says it has paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from marketplace.billing.allotting import sum_of
from marketplace.billing.models import Due
from marketplace.billing.services import claim_payment, confirm_received
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering.ageing import DueWhen, by_when, sunday_of
from marketplace.ordering.invoices import bill_of
from marketplace.ordering.money import DueRow, dues
from marketplace.ordering.paying_days import WINDOW, days_to_pay, speed_of
from marketplace.producers.accounts import pay_to
from marketplace.web.access import PARTNER, may
from marketplace.web.contacts import other_side
from marketplace.web.context import reading, tools, transact
from marketplace.web.gateways import ways_to_pay
from marketplace.web.lists import exported
from marketplace.web.paying import SayAllPaidForm, SayPaidForm
from marketplace.web.redirects import done
from marketplace.web.trade_pages.money import PAGES, due_page, own_due, own_dues, usual_way
from marketplace.web.trade_pages.sides import SHOP

bp = PAGES.blueprint(SHOP)

NOTHING_CHOSEN = _l("Pilih sekurangnya satu tagihan.")


@bp.get("/money")
@may(PARTNER)
def index() -> ResponseReturnValue:
    """`?maker=` narrows it to one maker's."""
    uow, maker = reading(), _maker_asked()
    mine = Due.payer_id == uow.actor.organisation
    every = dues(uow.session, own_dues(SHOP, settled=False))
    rows = [row for row in every if maker in (None, row.maker_public_id)]
    return render_template(
        "partner/money/index.html",
        rows=rows,
        parts=by_when(rows, uow.today),
        returns=[row for row in rows if row.left < 0],
        total=sum_of([row.left for row in rows]),
        makers=sorted({(row.maker_public_id, row.maker) for row in every}, key=lambda pair: pair[1]),
        maker=maker,
        when=DueWhen,
        sunday=sunday_of(uow.today),
        today=uow.today,
        speed=speed_of(days_to_pay(uow.session, uow.today - timedelta(days=WINDOW), uow.today, mine)),
        window=WINDOW,
    )


@bp.get("/money.<any(xlsx, csv):kind>")
@may(PARTNER)
def export(kind: str) -> ResponseReturnValue:
    uow = reading()
    mine = own_dues(SHOP, settled=False, maker=_maker_asked(), day=uow.today)
    return exported(mine, _l("tagihan-%(day)s", day=uow.today), kind=kind)


@bp.get("/money/makers/<public_id>")
@may(PARTNER)
def maker(public_id: str) -> ResponseReturnValue:
    return _maker_page(_to_maker(public_id))


@bp.post("/money/makers/<public_id>")
@may(PARTNER)
def say_all(public_id: str) -> ResponseReturnValue:
    rows = _to_maker(public_id)
    form = SayAllPaidForm().shown_on(partial(_maker_page, rows))
    form.offer(rows)

    def write(uow: UnitOfWork) -> None:
        chosen = [row for row in rows if row.public_id in form.dues.data]
        if not chosen:
            raise Refused(NOTHING_CHOSEN, field="dues")
        payment = form.payment(uow)
        for row in chosen:
            claim_payment(uow, row.id, amount=row.to_say, **payment)

    form.submit(write)
    return done(_l("%(maker)s diberi tahu dan diminta membenarkan.", maker=rows[0].maker), ".index")


@bp.get("/money/dues/<public_id>")
@may(PARTNER)
def due(public_id: str) -> ResponseReturnValue:
    return _due_page(public_id)


@bp.post("/money/dues/<public_id>")
@may(PARTNER)
def claim(public_id: str) -> ResponseReturnValue:
    row = own_due(SHOP, public_id)
    form = SayPaidForm().shown_on(partial(_due_page, public_id))
    form.submit(lambda uow: claim_payment(uow, row.id, amount=form.amount.data, **form.payment(uow)))
    sentence = _l("%(maker)s diberi tahu dan diminta membenarkan.", maker=row.maker)
    return done(sentence, ".due", public_id=public_id)


@bp.post("/money/dues/<public_id>/returned")
@may(PARTNER)
def returned(public_id: str) -> ResponseReturnValue:
    """The maker paid a return back in cash: of it the shop is the one who is paid."""
    row, day = own_due(SHOP, public_id), reading().today
    way = usual_way(row)
    transact(lambda uow: confirm_received(uow, row.id, received=row.left, received_on=day, paid_by=way))
    sentence = _l("Uang retur dari %(maker)s dicatat diterima.", maker=row.maker)
    return done(sentence, ".due", public_id=public_id)


def _maker_asked() -> str | None:
    return request.args.get("maker") or None


def _to_maker(public_id: str) -> Sequence[DueRow]:
    """What can be paid to this maker. Raises NotFound where nothing is."""
    found = dues(reading().session, own_dues(SHOP, maker=public_id, settled=False))
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
            paid_by=usual_way(rows[0]),
        )
        form.offer(rows)
    return render_template(
        "partner/money/maker.html", rows=rows, form=form, today=uow.today, **paying(rows[0])
    )


def paying(row: DueRow) -> dict[str, Any]:
    """Where the money goes, and whom to ask, while something is left to pay."""
    uow = reading()
    due = uow.get(Due, row.id)
    return {
        "account": pay_to(uow.session, row.maker_public_id, tools().sealer),
        "contact": other_side(
            SHOP,
            due.payee_id,
            due.outlet_id,
            _l("tagihan %(number)s", number=row.handover),
            "money.due",
            public_id=row.public_id,
        ),
        "now": uow.now,
    }


def _due_page(public_id: str, form: SayPaidForm | None = None) -> str:
    row, today = own_due(SHOP, public_id), reading().today
    form = form or SayPaidForm(
        formdata=None, amount=Rupiah(row.to_say), paid_on=today, paid_by=usual_way(row)
    )
    form.offer_ways(row.to_say)
    bill = bill_of(reading().session, row.id)
    ways = ways_to_pay(bill.id) if bill else []
    return due_page(SHOP, row, form=form, ways=ways, **(paying(row) if row.left > 0 else {}))
