"""What returns do to figures: they lower what their purchase raised, month by month, and never raise any."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.circulars.models import SellerTest
from marketplace.circulars.terms import JudgedMonths
from marketplace.compliance.evaluation import evaluate, judge
from marketplace.compliance.freezing import Annex, read_annex, write_annex
from marketplace.compliance.months import MonthInputs, PartnerInputs, evaluate_all
from marketplace.compliance.reasons import ExclusionReason
from marketplace.kernel.period import Month
from marketplace.uptake.lines import Grade
from marketplace.uptake.returns import TradedLine, follow_returns
from tests.factories.evaluating import a_circular, a_clause, a_line, a_partner, a_total

AUGUST = Month(2026, 8)
SPEND = a_clause("minimum_spend", {"least": 1})
QUARTER = a_clause("minimum_spend", {"least": 1}, stretch=JudgedMonths.QUARTER)


def numerator(clause, lines, month=AUGUST):
    total = a_total(month=str(month))
    return judge(clause, a_partner(), month, lines=lines, totals=[total]).numerator or 0


def orphan(net=-40, **given):
    return a_line(net=net, orphan=True, **given)


class TestWithoutAKnownPurchase:
    @pytest.mark.parametrize(
        "said",
        [
            {"local": False},
            {"certified": False},
            {"grade": Grade.D},
            {"disputed": True},
            {"categories": ("craft",)},
        ],
    )
    def test_it_lowers_every_figure_that_its_makers_purchases_raise(self, said):
        clause = a_clause(
            "minimum_spend",
            {"least": 1},
            lowest_grade="C",
            scope=("food",),
            seller_test=SellerTest.LOCAL_CERTIFIED,
        )
        lines = [a_line(net=100), orphan(**said)]
        found = judge(clause, a_partner(), AUGUST, lines=lines, totals=[])
        assert (found.numerator, found.orphans) == (60, (lines[1].id,))
        found = evaluate(None, a_partner(), AUGUST, lines=lines, totals=[])
        assert (found.local, found.certified) == (60, 60)

    def test_it_lowers_nothing_of_another_maker_or_month_and_says_so(self):
        lines = [a_line(net=100, day=date(2026, 7, 30)), a_line(net=9, producer_id=8), orphan()]
        found = judge(QUARTER, a_partner(), AUGUST, lines=lines, totals=[])
        assert (found.numerator, found.refused) == (
            109,
            ((lines[2].id, ExclusionReason.NOTHING_TO_LOWER),),
        )


def test_a_return_with_its_purchase_lowers_a_month_in_which_nothing_was_bought():
    assert numerator(SPEND, [a_line(net=-40, returns=1)]) == -40


bought = st.builds(
    lambda net, quantity, **given: TradedLine(a_line(net=net, **given), quantity, "PCS"),
    st.integers(-40, 60).filter(bool),
    st.integers(1, 4),
    day=st.dates(date(2026, 7, 25), date(2026, 9, 6)),
    producer_id=st.integers(1, 3),
    item=st.sampled_from(["a", "b"]),
    categories=st.sampled_from([(), ("food",)]),
    grade=st.sampled_from(Grade),
    local=st.booleans(),
    certified=st.booleans(),
    refused=st.booleans(),
    disputed=st.booleans(),
)
books = st.lists(bought, max_size=12)
clauses = st.builds(
    lambda rule, **given: a_clause(rule, {"least": 1}, **given),
    st.sampled_from(["minimum_spend", "producer_breadth", "local_sku_count", "value_share"]),
    scope=st.sampled_from([(), ("food",)]),
    seller_test=st.sampled_from(SellerTest),
    lowest_grade=st.sampled_from("ABCD"),
)


@given(clause=clauses, rows=books)
def test_returns_never_raise_a_numerator(clause, rows):
    lines = follow_returns(rows)
    assert numerator(clause, lines) <= numerator(clause, [line for line in lines if line.net > 0])
    found, whole = (
        evaluate(None, a_partner(), AUGUST, lines=some, totals=[])
        for some in (lines, [line for line in lines if line.net > 0])
    )
    assert found.local <= whole.local and found.certified <= whole.certified


@given(clause=clauses, rows=books, more=bought)
def test_one_more_return_after_all_others_never_raises_a_numerator(clause, rows, more):
    last = more._replace(line=more.line._replace(net=-abs(more.line.net), day=date(2026, 9, 30)))
    month = Month(2026, 9)
    before, after = (numerator(clause, follow_returns(some), month) for some in (rows, [*rows, last]))
    assert after <= before


@given(rows=books, seller=st.sampled_from(SellerTest), lowest=st.sampled_from("ABCD"))
def test_months_add_up_to_the_quarter(rows, seller, lowest):
    lines = follow_returns(rows)
    asked = {"seller_test": seller, "lowest_grade": lowest}
    month = a_clause("minimum_spend", {"least": 1}, **asked)
    quarter = a_clause("minimum_spend", {"least": 1}, stretch=JudgedMonths.QUARTER, **asked)
    months = [numerator(month, lines, Month(2026, number)) for number in (7, 8, 9)]
    assert numerator(quarter, lines, Month(2026, 9)) == sum(months)


def test_a_report_from_before_gives_the_figures_it_gave():
    """Its returns point nowhere: weakly proven ones came off where the maker's purchases counted."""
    clause = a_clause("minimum_spend", {"least": 1}, lowest_grade="C")
    lines = (a_line(net=100), a_line(net=-40, grade=Grade.D), a_line(net=-7, producer_id=8))
    one = PartnerInputs(partner=a_partner(), lines=lines, totals=(a_total(),))
    inputs = MonthInputs(month="2026-08", circular=a_circular(clause), partners=(one,))
    stored = write_annex(Annex(inputs=inputs, results=evaluate_all(inputs)))
    for since in (
        ",null]",
        ",null,false,null,null]",
    ):  # what lines have had since they had no part, and no return
        older = read_annex(shorter := stored.replace(since, "]"))
        assert older.inputs == inputs and len(stored) > len(shorter)
    assert evaluate_all(older.inputs).partners[0].clauses[0].numerator == 53
