"""The city at one glance, for whoever only looks: how it does, of how many, since when, who waits for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import render_template
from flask_babel import gettext

from marketplace.billing.reached import ReachedMakers, all_together, reached_makers
from marketplace.circulars.rules.base import MET, NO_DATA, NOT_MET
from marketplace.circulars.terms import ClauseTerms
from marketplace.compliance import wording
from marketplace.compliance.coverage import BoundShare, Coverage, coverage_of, headline, share_of
from marketplace.compliance.frozen import month_in
from marketplace.compliance.models import Report
from marketplace.compliance.months import MonthResult
from marketplace.compliance.queries import evaluate_month, latest_report, months_with_news
from marketplace.compliance.ranking import Ranking, rank
from marketplace.compliance.states import OPEN, PeriodState
from marketplace.compliance.trend import city_trend
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.period import Month, MonthSpan
from marketplace.partners.models import PartnerKind
from marketplace.uptake.declared import declare_by
from marketplace.uptake.first_sales import first_sold
from marketplace.web.context import reading
from marketplace.web.office.mayor_waiting import waiting_for_whom
from marketplace.web.trend import TrendChart, trend_chart

EACH = 3  # who lead, and who lag


@dataclass(frozen=True, kw_only=True)
class Glance:
    month: Month
    state: PeriodState
    report: Report | None
    result: MonthResult
    terms: ClauseTerms | None  # the clause that stands for the circular
    share: BoundShare | None
    everybody: Coverage
    ranking: Ranking
    trend: TrendChart
    first_sold: int
    reached: ReachedMakers

    @property
    def met(self) -> int:
        return self.share.outcomes.get(MET, 0) if self.share else 0

    @property
    def unmet(self) -> int:
        return self.share.outcomes.get(NOT_MET, 0) if self.share else 0

    @property
    def without_data(self) -> int:
        return self.share.outcomes.get(NO_DATA, 0) if self.share else 0

    @property
    def scale(self) -> float:
        """What bars are a part of: a quarter more than the highest figure or the target."""
        highest = [
            one.clause.numerator / one.clause.denominator
            for one in self.ranking.ranked
            if one.clause.denominator and one.clause.numerator
        ]
        target = [self.share.target.parts / self.share.target.of] if self.share else []
        return max([*highest, *target], default=0) * 1.1 or 1

    def width(self, part: int, whole: int | None, scale: float | None = None) -> float:
        return round(min(100, max(0, 100 * part / whole / (scale or self.scale))), 2) if whole else 0.0


def mayor_page() -> str:
    uow = reading()
    months = months_with_news(uow.session, uow.today)
    glance = glance_at(uow, month_shown(uow.today), {row.month: row.state for row in months})
    leaders, between, laggards = glance.ranking.ends(EACH)
    return render_template(
        "office/home/mayor.html",
        glance=glance,
        month=glance.month,
        today=uow.today,
        leaders=leaders,
        between=between,
        laggards=laggards,
        waiting=waiting_for_whom(uow, glance.month, glance.result, months),
        kind_of=lambda kind: PartnerKind(kind).label,
        wording=wording,
    )


def month_shown(today: date) -> Month:
    """The last full month; until its totals are due the one before it, for a share without totals says nothing."""
    last = Month.of(today).previous
    return last if today > declare_by(last) else last.previous


def glance_at(uow: UnitOfWork, month: Month, states: Mapping[Month, PeriodState]) -> Glance:
    report = latest_report(uow.session, month)
    result = month_in(uow.session, report) if report else evaluate_month(uow.session, month)
    terms = headline(result.circular)
    share = share_of(result, terms.code) if terms else None
    sold = {maker for one in result.partners for maker in one.makers}
    return Glance(
        month=month,
        state=states.get(month, OPEN),
        report=report,
        result=result,
        terms=terms,
        share=share,
        everybody=coverage_of(result),
        ranking=rank(result, terms.code) if terms else Ranking([], []),
        trend=trend_chart(
            gettext("Dua belas bulan terakhir"),
            city_trend(uow.session, month, result.circular, share, states=states),
        ),
        reached=all_together(reached_makers(uow.session, MonthSpan.of(month))),
        first_sold=sum(one.maker_id in sold for one in first_sold(uow.session, month)),
    )
