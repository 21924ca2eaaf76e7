"""What a shop still lacks this period, as one sentence, with goods to order for it; and its share month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from markupsafe import Markup

from marketplace.catalog.other_makers import goods_of_other_makers
from marketplace.circulars.rules.base import NOT_MET
from marketplace.circulars.terms import Promise
from marketplace.compliance.coverage import headline
from marketplace.compliance.evaluation import ClauseResult
from marketplace.compliance.trend import TrendMonth, months_until, with_target
from marketplace.compliance.weighing import WeighedMonth, weigh_months
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.period import Month
from marketplace.uptake.measures.base import MAKERS, PRODUCTS, RUPIAH
from marketplace.web.cards import cards
from marketplace.web.clause_rows import Judged
from marketplace.web.commitment_texts import PromiseOfMonth
from marketplace.web.trend import TrendChart, trend_chart

GOODS = 2  # so the clauses are not far below


@dataclass(frozen=True)
class Coaching:
    """The most that any one rule lacks, in each unit; what is bought for one counts for the others too."""

    rupiah: int
    makers: int
    products: int
    until: date  # the nearest last day
    goods: Sequence[Markup]


def coaching(
    uow: UnitOfWork, judged: Judged, month: Month, promises: Sequence[PromiseOfMonth]
) -> Coaching | None:
    """None where nothing is short that can still be bought; a period that is over cannot be mended."""
    short = [*_of_clauses(judged, month), *_of_promises(promises)]
    short = [one for one in short if one[2] >= uow.today]
    if not short or judged.frozen:
        return None
    most = {
        unit: max(
            (clause.shortfall or 0 for rule, clause, _ in short if rule.measure_type.unit is unit), default=0
        )
        for unit in (RUPIAH, MAKERS, PRODUCTS)
    }
    if not any(most.values()):
        return None
    ids = goods_of_other_makers(uow.session, judged.one.makers, uow.today, most=GOODS)
    until = min(day for _, _, day in short)
    return Coaching(most[RUPIAH], most[MAKERS], most[PRODUCTS], until, cards(uow, ids, macro="row"))


Short = tuple[Promise, ClauseResult, date]


def _of_clauses(judged: Judged, month: Month) -> Iterator[Short]:
    for clause in judged.one.clauses:
        if clause.outcome is NOT_MET:
            terms = judged.terms(clause.code)
            yield terms, clause, terms.stretch.around(month).last_day


def _of_promises(promises: Sequence[PromiseOfMonth]) -> Iterator[Short]:
    for one in promises:
        if one.stand.result.outcome is NOT_MET:
            yield one.text.terms, one.stand.result, one.stand.until


def own_trend(uow: UnitOfWork, judged: Judged, month: Month) -> TrendChart | None:
    """Twelve months as the books have them today; the target stands where the circular binds this shop with one."""
    mine, months = judged.one.partner.id, months_until(month)
    weighed = weigh_months(uow.session, [(mine, str(one)) for one in months])
    terms = headline(judged.circular)
    own = [clause.target for clause in judged.one.clauses if terms and clause.code == terms.code]
    target = own[0] if own else None  # none where the clause does not bind this shop
    points = with_target([_point(one, weighed[mine, str(one)]) for one in months], judged.circular, target)
    if not any(one.denominator for one in points):
        return None
    return trend_chart(gettext("Porsi belanja lokal Anda, dua belas bulan"), points)


def _point(month: Month, weighed: WeighedMonth) -> TrendMonth:
    """A total that cannot be true gives no share."""
    if not weighed.whole or weighed.too_low:
        return TrendMonth(month)
    return TrendMonth(month, weighed.local, weighed.whole)
