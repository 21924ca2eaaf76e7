"""A clause judges whole periods of its circular, by what held on their first day."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from marketplace.circulars.rules.base import EXEMPT, MET, NOT_APPLICABLE
from marketplace.circulars.terms import JudgedMonths
from marketplace.compliance.evaluation import evaluate
from marketplace.compliance.freezing import read_annex
from marketplace.compliance.months import MonthInputs, PartnerInputs, evaluate_all
from marketplace.compliance.queries import evaluate_month
from marketplace.compliance.reasons import NotAsked
from marketplace.kernel.period import Month
from marketplace.uptake.lines import PartnerBefore
from tests.factories.circulars import make_circular, make_clause
from tests.factories.evaluating import a_circular, a_clause, a_line, a_partner, a_total
from tests.factories.partners import make_partner
from tests.factories.purchases import declare

OCTOBER, NOVEMBER, DECEMBER, JANUARY, MARCH = (
    Month.parse(text) for text in ("2026-10", "2026-11", "2026-12", "2027-01", "2027-03")
)
MID_DECEMBER = date(2026, 12, 15)
LINES = [a_line(day=date(2026, month, 3)) for month in (10, 11, 12)]


def judged(month, *, from_on, until_on=None, stretch=JudgedMonths.QUARTER, whole=True, **given):
    clause = a_clause("minimum_spend", {"least": 1}, stretch=stretch)
    circular = replace(a_circular(clause), from_on=from_on, until_on=until_on, whole_periods=whole)
    given = {"lines": LINES, "totals": [], "exemptions": ()} | given
    return evaluate(circular, a_partner(), month, **given).clauses[0]


class TestFirstPeriod:
    @pytest.mark.parametrize("month", [OCTOBER, NOVEMBER, DECEMBER])
    @pytest.mark.parametrize("stretch", JudgedMonths)
    def test_a_circular_of_mid_december_judges_neither_its_month_nor_the_quarter_around_it(
        self, month, stretch
    ):
        found = judged(month, from_on=MID_DECEMBER, stretch=stretch)
        assert (found.outcome, found.not_asked, found.counted) == (NOT_APPLICABLE, NotAsked.NOT_BEGUN, ())

    @pytest.mark.parametrize(
        ("month", "stretch", "first"),
        [
            (JANUARY, JudgedMonths.MONTH, True),
            (JANUARY, JudgedMonths.QUARTER, True),
            (DECEMBER, JudgedMonths.MONTH, False),
        ],
    )
    def test_it_begins_with_the_first_whole_one(self, month, stretch, first):
        found = judged(month, from_on=MID_DECEMBER, stretch=stretch)
        assert (found.not_asked is None) is first

    def test_a_circular_of_november_judges_its_months_but_not_the_quarter(self):
        first = date(2026, 11, 1)
        assert judged(DECEMBER, from_on=first, stretch=JudgedMonths.MONTH).outcome is MET
        assert judged(DECEMBER, from_on=first).not_asked is NotAsked.NOT_BEGUN

    def test_reports_from_before_read_as_they_did(self):
        assert judged(DECEMBER, from_on=MID_DECEMBER, whole=False).outcome is MET


class TestLastPeriod:
    def test_one_that_the_end_of_the_circular_cuts_off_is_not_judged(self):
        ends = {"from_on": date(2026, 1, 1), "until_on": date(2026, 11, 30)}
        assert judged(NOVEMBER, **ends).not_asked is NotAsked.CUT_OFF
        assert judged(NOVEMBER, **ends, stretch=JudgedMonths.MONTH).outcome is MET

    def test_one_that_ends_with_it_is(self):
        assert judged(DECEMBER, from_on=date(2026, 10, 1), until_on=date(2026, 12, 31)).outcome is MET


def test_a_circular_of_mid_december_is_read_for_no_month_before_january(session):
    make_circular(session, make_clause(period="month"), from_on=MID_DECEMBER)
    make_partner(session)
    found = {month: evaluate_month(session, month).circular for month in (OCTOBER, DECEMBER, JANUARY)}
    assert [one is not None for one in found.values()] == [False, False, True]


class TestFirstDay:
    """The partner changed on 20 November."""

    changed = a_partner(
        kind="hotel", staff=50, before=(PartnerBefore(date(2026, 11, 19), "minimarket", 10, None),)
    )

    def of(self, clause, month):
        given = {"lines": LINES, "totals": [a_total(month=str(month))]}
        return evaluate(a_circular(clause), self.changed, month, **given).clauses[0]

    def test_a_quarter_asks_the_kind_of_its_first_day(self):
        clause = a_clause("minimum_spend", {"least": 1}, kinds=("hotel",), stretch=JudgedMonths.QUARTER)
        assert self.of(clause, DECEMBER).not_asked is NotAsked.OTHER_KIND
        assert self.of(replace(clause, stretch=JudgedMonths.MONTH), DECEMBER).outcome is MET
        assert self.of(clause, JANUARY).not_asked is None

    def test_staff_are_those_of_the_first_day(self):
        clause = a_clause("minimum_spend", {"least": 1, "per_employee": True}, stretch=JudgedMonths.QUARTER)
        assert self.of(clause, DECEMBER).denominator == 10
        assert self.of(replace(clause, stretch=JudgedMonths.MONTH), DECEMBER).denominator == 50


def test_the_month_of_a_change_is_judged_by_its_first_day(session):
    make_circular(session, make_clause("minimum_spend", 1, kinds=["hotel"]), from_on=date(2026, 1, 1))
    shop = make_partner(session)
    declare(session, shop, month="2026-08")
    (one,) = evaluate_month(session, Month(2026, 8)).partners
    assert one.clauses[0].not_asked is NotAsked.OTHER_KIND


def test_exempt_says_nothing_of_whom_it_would_not_bind():
    clause = a_clause(kinds=("hotel",))
    inputs = MonthInputs(
        month="2026-08",
        circular=a_circular(clause, a_clause(code="4b")),
        partners=(PartnerInputs(partner=a_partner(), lines=(), totals=(), exemptions=("4a", "4b")),),
    )
    (one,) = evaluate_all(inputs).partners
    assert [clause.outcome for clause in one.clauses] == [NOT_APPLICABLE, EXEMPT]


def test_a_report_of_before_is_judged_again_as_it_was():
    """Written by the release before: a circular of mid-September over a quarter and a year, returns, exemptions."""
    text = (Path(__file__).parents[1] / "data" / "reports" / "annex_form_1.json").read_text("utf-8")
    annex = read_annex(text)
    assert evaluate_all(annex.inputs) == annex.results
    assert {clause.outcome.value for one in annex.results.partners for clause in one.clauses} == {
        "met", "not_met", "no_data", "not_applicable", "exempt",
    }  # fmt: skip
