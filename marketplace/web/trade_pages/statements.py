"""The statement of account of a maker and a shop, as both sides read it, print it and take it along."""

from __future__ import annotations

from flask import current_app
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.adapters.codes import qr_svg
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.ordering.invoice_papers import typeset_statement
from marketplace.ordering.statements import Account, StatementOfAccount, statement_of, trading_partner
from marketplace.web.context import actor, reading, tools
from marketplace.web.exporting import file_response
from marketplace.web.money_tables import statement_table
from marketplace.web.months import month_named, this_month
from marketplace.web.printing import pdf
from marketplace.web.trade_pages.sides import MAKER, SHOP, Pages, TradeSide

PAGES = Pages("statements")


@PAGES.get("/money/shops/<public_id>/statement", shop="/money/makers/<public_id>/statement")
def latest(side: TradeSide, public_id: str) -> ResponseReturnValue:
    return _page(side, public_id, this_month())


@PAGES.get("/money/shops/<public_id>/statement/<month>", shop="/money/makers/<public_id>/statement/<month>")
def show(side: TradeSide, public_id: str, month: str) -> ResponseReturnValue:
    return _page(side, public_id, month_named(month))


@PAGES.get(
    "/money/shops/<public_id>/statement/<month>/statement.<any(xlsx, csv, pdf):kind>",
    shop="/money/makers/<public_id>/statement/<month>/statement.<any(xlsx, csv, pdf):kind>",
)
def export(side: TradeSide, public_id: str, month: str, kind: str) -> ResponseReturnValue:
    found = _own(side, public_id, month_named(month))
    if kind != "pdf":
        return file_response(kind, _l("rekening-%(month)s", month=month), statement_table(found))
    base: str = current_app.config["BASE_URL"]
    address = base.rstrip("/") + _leads(side, public_id, month, owed=found.closing > 0)
    data = typeset_statement(found, address=address)
    return pdf(
        f"rekening-{month}.pdf",
        tools().documents.pdf("paper.typ", data, {"qr.svg": qr_svg(address)}),
        inline=True,
    )


def _page(side: TradeSide, public_id: str, month: Month) -> str:
    return side.render("trade/statements/show.html", of=_own(side, public_id, month), public_id=public_id)


def _leads(side: TradeSide, public_id: str, month: str, *, owed: bool) -> str:
    """Whoever prints it, the shop reads it: while something is owed the QR leads to where the shop pays."""
    if not owed:
        return side.url("statements.show", public_id=public_id, month=month)
    maker = (
        reading().session.get_one(Organisation, actor().organisation).public_id
        if side is MAKER
        else public_id
    )
    return SHOP.url("money.maker", public_id=maker)


def _own(side: TradeSide, public_id: str, month: Month) -> StatementOfAccount:
    """Raises NotFound for a business that this side never traded with."""
    uow, mine = reading(), actor().organisation
    other = trading_partner(uow.session, public_id)
    maker, shop = (mine, other) if side is MAKER else (other, mine)
    account = Account(ProducerId(maker), PartnerId(shop))
    return statement_of(uow.session, account, month, uow.today)
