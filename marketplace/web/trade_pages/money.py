"""Money between the two sides: what was paid, and the page of one due as whoever is paid or pays reads it."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask.typing import ResponseReturnValue

from marketplace.billing.models import Due, DueKind, PaidBy
from marketplace.billing.queries import last_way
from marketplace.journal.queries import history
from marketplace.kernel.labels import _l
from marketplace.ordering.invoices import InvoiceRow, bill_of
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.money import (
    DueList,
    DueRow,
    ReceiptList,
    due_row,
    dues,
    notices_of,
    receipts_of,
)
from marketplace.ordering.states import AGREED
from marketplace.web.context import actor, reading
from marketplace.web.lists import exported, page_of
from marketplace.web.trade_pages.sides import MAKER, SHOP, Pages, TradeSide

PAGES = Pages("money")

PAID = {MAKER: _l("uang-diterima-%(day)s"), SHOP: _l("pembayaran-%(day)s")}  # the name of a file


@PAGES.get("/money/receipts", shop="/money/history")
def receipts(side: TradeSide) -> ResponseReturnValue:
    return side.render("trade/money/receipts.html", receipts=page_of(_paid(side)))


@PAGES.get("/money/receipts.<any(xlsx, csv):kind>", shop="/money/history.<any(xlsx, csv):kind>")
def export_receipts(side: TradeSide, kind: str) -> ResponseReturnValue:
    return exported(_paid(side), _l(PAID[side], day=reading().today), kind=kind)


def _paid(side: TradeSide) -> ReceiptList:
    mine = actor().organisation
    return ReceiptList(payee_id=mine) if side is MAKER else ReceiptList(payer_id=mine)


def own_dues(side: TradeSide, **given: Any) -> DueList:
    """What is owed to the maker, or what the shop owes."""
    mine = actor().organisation
    return DueList(payee_id=mine, **given) if side is MAKER else DueList(payer_id=mine, **given)


def own_due(side: TradeSide, public_id: str) -> DueRow:
    """Raises NotFound for others'."""
    return due_row(reading().session, own_dues(side, public_id=public_id))


class OwedFor(NamedTuple):
    """What the goods of a handover made owed, and the bill that it stands on."""

    due: DueRow
    bill: InvoiceRow | None


def owed_for(side: TradeSide, handover: Handover) -> OwedFor | None:
    """None before it is agreed, where nothing is owed, and for officials, who read no money."""
    if side.side is None or handover.state is not AGREED:
        return None
    session = reading().session
    found = dues(session, own_dues(side, handover_id=handover.id, of_what=DueKind.GOODS))
    return OwedFor(found[0], bill_of(session, found[0].id)) if found else None


def usual_way(row: DueRow) -> PaidBy:
    """How the shop paid this maker last."""
    uow = reading()
    return last_way(uow.session, uow.get(Due, row.id))


def due_page(side: TradeSide, row: DueRow, **values: Any) -> str:
    """With what both sides read of a due; `values` are the forms of this side."""
    uow = reading()
    return side.render(
        f"{side.door}/money/due.html",
        row=row,
        receipts=receipts_of(uow.session, row.id),
        story=history(uow.session, "due", row.id),
        today=uow.today,
        bill=bill_of(uow.session, row.id),
        **{"notices": notices_of(uow.session, row.id)} | values,
    )
