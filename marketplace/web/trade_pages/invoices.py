"""Invoices between the two sides: the list, one of them, and what is printed of it and of a payment."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app
from flask.typing import ResponseReturnValue

from marketplace.adapters.codes import qr_svg
from marketplace.journal.queries import history
from marketplace.kernel.labels import _l
from marketplace.ordering.invoice_papers import typeset_invoice, typeset_kuitansi
from marketplace.ordering.invoices import InvoiceList, InvoiceRow, dues_of, invoice_row, lines_of, pay_where
from marketplace.ordering.kuitansi import kuitansi_of
from marketplace.web.context import actor, reading, tools
from marketplace.web.gateways import ways_to_pay
from marketplace.web.lists import exported, page_of
from marketplace.web.printing import pdf, size_arg
from marketplace.web.trade_pages.sides import MAKER, SHOP, Pages, TradeSide

PAGES = Pages("invoices")


@PAGES.get("/invoices")
def index(side: TradeSide) -> ResponseReturnValue:
    return side.render("trade/invoices/index.html", invoices=page_of(own_invoices(side)))


@PAGES.get("/invoices.<any(xlsx, csv):kind>")
def export(side: TradeSide, kind: str) -> ResponseReturnValue:
    return exported(own_invoices(side), _l("nota-%(day)s", day=reading().today), kind=kind)


@PAGES.get("/invoices/<public_id>")
def show(side: TradeSide, public_id: str) -> ResponseReturnValue:
    return invoice_page(side, public_id)


@PAGES.get("/invoices/<public_id>.pdf")
def look(side: TradeSide, public_id: str) -> ResponseReturnValue:
    """`?size=roll` for 80 mm. Whoever prints it, the shop reads it: while it is open the QR leads to where it pays."""
    session, row = reading().session, own_invoice(side, public_id)
    where = pay_where(session, row.payee_id) if row.left > 0 else None
    leads = (
        SHOP.url("money.maker", public_id=where.maker)
        if where
        else side.url("invoices.show", public_id=public_id)
    )
    address, account = _address(leads), where.account if where else ""
    data = typeset_invoice(row, lines_of(session, row.id), size=size_arg(), address=address, account=account)
    return _set(row.number, data, address)


@PAGES.get("/kuitansi/<act>.pdf")
def kuitansi(side: TradeSide, act: str) -> ResponseReturnValue:
    facts = kuitansi_of(reading().session, act, **_mine(side))
    address = _address(side.url("money.receipts"))
    return _set(f"Kuitansi {act}", typeset_kuitansi(facts, size=size_arg(), address=address), address)


def own_invoices(side: TradeSide, **given: Any) -> InvoiceList:
    return InvoiceList(day=reading().today, **_mine(side), **given)


def own_invoice(side: TradeSide, public_id: str) -> InvoiceRow:
    """Raises NotFound for others'."""
    return invoice_row(reading().session, own_invoices(side, public_id=public_id))


def invoice_page(side: TradeSide, public_id: str, **values: Any) -> str:
    """`values` are the forms of this side."""
    row = own_invoice(side, public_id)
    lines = lines_of(reading().session, row.id)
    ways = ways_to_pay(row.id) if side is SHOP else []
    dues = [("due", due_id) for due_id in dues_of(reading().session, row.id)]
    entries = history(reading().session, "invoice", row.id, *dues)
    open_here = side is SHOP and row.left > 0
    where = pay_where(reading().session, row.payee_id) if open_here else None
    given = {"row": row, "lines": lines, "ways": ways, "where": where, "entries": entries, "cancel": None}
    return side.render("trade/invoices/show.html", **given | values)


def _mine(side: TradeSide) -> dict[str, Any]:
    return {"payee_id" if side is MAKER else "payer_id": actor().organisation}


def _address(path: str) -> str:
    base: str = current_app.config["BASE_URL"]
    return base.rstrip("/") + path


def _set(name: str, data: dict[str, Any], address: str) -> Response:
    content = tools().documents.pdf("paper.typ", data, {"qr.svg": qr_svg(address)})
    return pdf(f"{name.replace('/', '-')}.pdf", content, inline=True)
