"""The shop's ledger: every line it bought, narrowed, added up, taken home as a file, and the story of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.circulars.queries import excluded_goods
from marketplace.circulars.terms import CircularTerms, ClauseTerms
from marketplace.compliance.evaluation import ClauseResult
from marketplace.compliance.reasons import ExclusionReason
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.purchases.known import plainly
from marketplace.purchases.models.ledger import Source
from marketplace.purchases.recognising import strangers_of
from marketplace.uptake.line_status import LineStatus
from marketplace.uptake.lines import Grade
from marketplace.uptake.shop_ledger import (
    ShopLedger,
    ShopLine,
    choices_of,
    ledger_sums,
    line_story,
    newest_month,
    with_returns,
)
from marketplace.web.access import PARTNER, may
from marketplace.web.clause_rows import judged
from marketplace.web.context import actor, reading
from marketplace.web.lists import exported, from_args, is_filtered, page_of
from marketplace.web.months import month_arg, this_month

bp = Blueprint("partner_ledger", __name__)

Counted = tuple[ClauseTerms, ClauseResult, ExclusionReason | None]


def ledger_page() -> str:
    """One month unless the address asks for all of them; sums are of a month, so that they stay quick."""
    session, me = reading().session, actor().organisation
    listing = _listing()
    sums = ledger_sums(session, listing) if listing.month else None
    lines = page_of(listing, total=sums and sums.lines)
    if listing.month is None and (back := [row.id for row in lines.rows if row.net < 0]):
        lines = page_of(with_returns(session, listing, back))
    return render_template(
        "partner/ledger/index.html",
        lines=lines,
        filters=listing,
        filtered=is_filtered(ShopLedger),
        sums=sums,
        choices=choices_of(session, me, listing.month),
        sources=[(one.value, one.label) for one in Source],
        grades=[(one.value, _l("%(grade)s: %(label)s", grade=one.value, label=one.label)) for one in Grade],
        statuses=[(one.value, one.label) for one in LineStatus],
        said_none=said_none(),
    )


@bp.get("/purchases/export")
@may(PARTNER)
def export() -> Response:
    """What the page shows, all of it."""
    listing = _listing()
    return exported(listing, _l("pembelian-%(month)s", month=listing.month or reading().today))


@bp.get("/purchases/lines/<int:number>")
@may(PARTNER)
def line(number: int) -> ResponseReturnValue:
    session = reading().session
    story = line_story(session, actor().organisation, number, excluded=excluded_goods(session))
    circular, clauses = _judged(story.line)
    return render_template(
        "partner/ledger/line.html", story=story, said_none=said_none(), clauses=clauses, circular=circular
    )


def said_none() -> Callable[[str], bool]:
    """Whether the shop said of a seller that it is no maker of Metro; read once somebody asks."""
    strangers = cache(partial(strangers_of, reading().session, actor().organisation))
    return lambda seller: plainly(seller) in strangers()


def _listing() -> ShopLedger:
    """With its returns as judgements read them, where it is of one month."""
    session, me = reading().session, actor().organisation
    month = None
    if not request.args.get("every"):
        month = month_arg() or newest_month(session, me) or this_month()
    listing = from_args(ShopLedger, partner_id=me, month=month, excluded=excluded_goods(session))
    return with_returns(session, listing) if month else listing


def _judged(line: ShopLine) -> tuple[CircularTerms | None, list[Counted]]:
    """The circular of its month; each clause that looked at the line, and the reason where it does not count."""
    uow = reading()
    mine = uow.get(Organisation, actor().organisation).public_id
    found = judged(uow, Month.of(line.bought_on), mine, rows=True)
    looked = []
    for clause in found.one.clauses:
        reason = dict(clause.refused).get(line.id)
        if reason is not None or line.id in clause.counted:
            looked.append((found.terms(clause.code), clause, reason))
    return found.circular, looked
