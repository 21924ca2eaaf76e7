from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.circulars.models import Binding, SellerTest
from marketplace.circulars.rules.base import EXEMPT, MET, NO_DATA, NOT_APPLICABLE, NOT_MET
from marketplace.circulars.terms import JudgedMonths
from marketplace.compliance.evaluation import evaluate, judge
from marketplace.compliance.reasons import ExclusionReason
from marketplace.kernel.period import Month
from marketplace.uptake.lines import Grade
from marketplace.uptake.measures.base import Gap
from tests.factories.evaluating import a_circular, a_clause, a_line, a_partner, a_total

AUGUST = Month(2026, 8)


def result(clause, lines=(), totals=(), month=AUGUST, partner=None, exempt=False):
    return judge(clause, partner or a_partner(), month, lines=lines, totals=totals, exempt=exempt)


class TestOutcome:
    def test_a_share_is_met_with_its_two_integers(self):
        found = result(a_clause(), [a_line(net=200_000)], [a_total(1_000_000)])
        assert (found.outcome, found.numerator, found.denominator, found.shortfall) == (
            MET,
            200_000,
            1_000_000,
            0,
        )

    def test_a_share_that_is_short_says_by_how_many_rupiah(self):
        found = result(a_clause(), [a_line(net=100_000)], [a_total(1_000_000)])
        assert (found.outcome, found.shortfall, found.target) == (NOT_MET, 50_000, (1500, 10_000))

    def test_without_a_declaration_there_is_no_data_and_no_shortfall(self):
        found = result(a_clause(), [a_line()])
        assert (found.outcome, found.gap, found.denominator, found.shortfall) == (
            NO_DATA,
            Gap.NOT_DECLARED,
            None,
            None,
        )

    def test_a_partner_that_sent_nothing_has_no_data_for_counts_either(self):
        found = result(a_clause("producer_breadth"))
        assert (found.outcome, found.gap, found.numerator) == (NO_DATA, Gap.NOTHING_REPORTED, None)

    def test_a_partner_that_declared_and_bought_nothing_local_is_a_real_zero(self):
        found = result(a_clause("producer_breadth"), [], [a_total()])
        assert (found.outcome, found.numerator, found.shortfall) == (NOT_MET, 0, 3)

    def test_a_declared_total_below_the_local_purchases_is_refused(self):
        found = result(a_clause(), [a_line(net=100_000)], [a_total(99_999)])
        assert (found.outcome, found.gap) == (NO_DATA, Gap.DECLARED_TOO_LOW)

    def test_another_kind_of_partner_is_not_asked(self):
        found = result(a_clause(kinds=("hotel",)), [a_line()], [a_total()])
        assert (found.outcome, found.counted) == (NOT_APPLICABLE, ())

    def test_an_exemption_lifts_the_clause(self):
        assert result(a_clause(), [a_line()], [a_total()], exempt=True).outcome is EXEMPT

    def test_four_fifths_of_the_way_is_close(self):
        clause = a_clause("minimum_spend", {"least": 100_000})
        assert result(clause, [a_line(net=80_000)]).close
        assert not result(clause, [a_line(net=79_999)]).close


class TestWhatCounts:
    @pytest.mark.parametrize(
        ("line", "clause", "reason"),
        [
            ({"local": False}, {}, ExclusionReason.NOT_LOCAL),
            ({"local": False, "seller_known": False}, {}, ExclusionReason.SELLER_UNRECOGNISED),
            (
                {"certified": False, "product_known": False},
                {"seller_test": SellerTest.LOCAL_CERTIFIED},
                ExclusionReason.PRODUCT_UNRECOGNISED,
            ),
            (
                {"certified": False},
                {"seller_test": SellerTest.LOCAL_CERTIFIED},
                ExclusionReason.NOT_CERTIFIED,
            ),
            ({"grade": Grade.D}, {"lowest_grade": "C"}, ExclusionReason.BELOW_GRADE),
            ({"categories": ("craft",)}, {"scope": ("food",)}, ExclusionReason.OUT_OF_SCOPE),
            ({"categories": ()}, {"scope": ("food",)}, ExclusionReason.OUT_OF_SCOPE),
            ({"refused": True}, {}, ExclusionReason.REFUSED_BY_AUDITOR),
            ({"disputed": True}, {}, ExclusionReason.DISPUTED),
        ],
    )
    def test_a_row_that_does_not_count_says_why(self, line, clause, reason):
        row, good = a_line(**line), a_line()
        found = result(a_clause("minimum_spend", {"least": 1}, **clause), [row, good])
        assert (found.refused, found.counted, found.numerator) == (((row.id, reason),), (good.id,), good.net)

    def test_uncertified_goods_count_where_only_the_maker_is_asked_for(self):
        assert result(a_clause("minimum_spend"), [a_line(certified=False)]).counted

    def test_a_parent_category_holds_its_children(self):
        assert result(
            a_clause("minimum_spend", scope=("food",)), [a_line(categories=("food", "snacks"))]
        ).counted

    def test_a_return_comes_off_however_weakly_it_is_proven(self):
        clause = a_clause("minimum_spend", lowest_grade="C")
        assert result(clause, [a_line(net=100), a_line(net=-40, grade=Grade.D)]).numerator == 60

    def test_a_return_of_what_never_counted_does_not_come_off(self):
        clause = a_clause("minimum_spend", lowest_grade="C")
        lines = [a_line(net=100, grade=Grade.D), a_line(net=-40, grade=Grade.D), a_line(net=7, producer_id=1)]
        assert result(clause, lines).numerator == 7


class TestScopedShare:
    def test_it_is_held_against_the_declared_part(self):
        total = a_total(1_000_000, parts=[(("food", "snacks"), 300_000), (("craft",), 700_000)])
        found = result(a_clause(scope=("food",)), [a_line(net=60_000)], [total])
        assert (found.numerator, found.denominator, found.outcome) == (60_000, 300_000, MET)

    def test_a_declaration_without_parts_is_no_data(self):
        found = result(a_clause(scope=("food",)), [a_line()], [a_total()])
        assert (found.outcome, found.gap) == (NO_DATA, Gap.NOT_SPLIT)


class TestLongerPeriods:
    lines = [a_line(day=date(2026, month, 5), net=100_000) for month in (6, 7, 8)]
    totals = [a_total(500_000, f"2026-{month:02}") for month in (6, 7, 8)]

    def test_a_quarter_is_read_from_its_first_month(self):
        found = result(a_clause(stretch=JudgedMonths.QUARTER), self.lines, self.totals)
        assert (found.numerator, found.denominator, found.final) == (200_000, 1_000_000, False)

    def test_it_is_due_in_its_last_month(self):
        totals = [*self.totals, a_total(500_000, "2026-09")]
        found = result(a_clause(stretch=JudgedMonths.QUARTER), self.lines, totals, month=Month(2026, 9))
        assert (found.numerator, found.denominator, found.final) == (200_000, 1_500_000, True)

    def test_one_missing_declaration_leaves_the_whole_share_without_data(self):
        found = result(a_clause(stretch=JudgedMonths.QUARTER), self.lines, self.totals[2:])
        assert found.gap is Gap.NOT_DECLARED

    def test_what_is_not_due_does_not_move_the_score(self):
        circular = a_circular(
            a_clause("minimum_spend", {"least": 1}), a_clause(code="4b", stretch=JudgedMonths.YEAR)
        )
        found = evaluate(circular, a_partner(), AUGUST, lines=self.lines, totals=[])
        assert (found.score, found.complies) == (10_000, True)


class TestScore:
    spend = a_clause("minimum_spend", {"least": 1}, code="1", weight=3)
    breadth = a_clause("producer_breadth", code="2", weight=1)

    def judged(self, *clauses, lines=None, totals=()):
        return evaluate(a_circular(*clauses), a_partner(), AUGUST, lines=lines or [a_line()], totals=totals)

    def test_it_is_the_weight_of_what_is_met(self):
        found = self.judged(self.spend, self.breadth)
        assert (found.score, found.band, found.complies) == (7500, "Perlu pembinaan", False)

    def test_a_clause_without_data_leaves_no_score(self):
        found = self.judged(self.spend, a_clause(code="3"))
        assert (found.score, found.band, found.complies) == (None, None, None)

    def test_one_binding_clause_that_is_not_met_is_enough(self):
        assert self.judged(self.breadth, a_clause(code="3")).complies is False

    def test_an_appeal_does_not_bind(self):
        assert self.judged(self.spend, replace(self.breadth, binding=Binding.ADVISORY)).complies is True

    def test_what_is_exempt_or_asked_of_others_does_not_weigh(self):
        assert self.judged(self.spend, replace(self.breadth, kinds=("hotel",))).score == 10_000

    def test_without_a_circular_nothing_is_scored(self):
        found = evaluate(None, a_partner(), AUGUST, lines=[a_line(net=5)], totals=[])
        assert (found.score, found.clauses, found.local) == (None, (), 5)


def test_rupiah_are_lost_between_local_and_certified():
    lines = [
        a_line(net=70),
        a_line(net=30, certified=False, producer_id=8),
        a_line(net=11, certified=False, disputed=True),
        a_line(net=500, local=False, certified=False, producer_id=None),
        a_line(net=9, certified=False, day=date(2026, 7, 31)),
    ]
    found = evaluate(None, a_partner(), AUGUST, lines=lines, totals=[])
    assert (found.local, found.certified, found.lost) == (100, 70, 30)
    unknown = [*lines, a_line(net=5, certified=False, product_known=False)]
    found = evaluate(None, a_partner(), AUGUST, lines=unknown, totals=[])
    assert (found.local, found.unrecognised, found.lost) == (105, 5, 30)
    assert (found.makers, found.certified_makers) == ((7, 8), (7,))


# A second judge, slow and plain, written from the words of the rules alone.

GRADES = {"A": 4, "B": 3, "C": 2, "D": 1}


def plainly(clause, lines, totals):
    """Numerator, denominator, outcome and shortfall of a month's clause, by brute force."""
    proven, weak = [], []
    for line in lines:
        if (line.day.year, line.day.month) != (2026, 8) or not line.local:
            continue
        if clause.scope and not any(code in line.categories for code in clause.scope):
            continue
        if clause.seller_test == "local_certified" and not line.certified:
            continue
        fine = not line.refused and not line.disputed and GRADES[line.grade] >= GRADES[clause.lowest_grade]
        (proven if fine else weak).append(line)
    sellers = [line.producer_id for line in proven if line.net > 0]
    counted = proven + [line for line in weak if line.net < 0 and line.producer_id in sellers]
    numerator = denominator = None
    if clause.rule in ("value_share", "minimum_spend"):
        numerator = 0
        for line in counted:
            numerator += line.net
    else:
        name = "item" if clause.rule == "local_sku_count" else "producer_id"
        things = {getattr(line, name) for line in counted}
        numerator = len(
            [1 for thing in things if sum(x.net for x in counted if getattr(x, name) == thing) > 0]
        )
    if not totals and not [line for line in lines if (line.day.year, line.day.month) == (2026, 8)]:
        return None, None, "no_data", None
    least = clause.figures["least"]
    if clause.rule == "value_share":
        if not totals:
            return numerator, None, "no_data", None
        denominator = totals[0].rupiah
        if numerator > denominator or (denominator == 0 and numerator <= 0):
            return numerator, denominator, "no_data", None
        if denominator == 0 or Fraction(numerator, denominator) >= Fraction(least, 10_000):
            return numerator, denominator, "met", 0
        short = 0
        while Fraction(numerator + short, denominator) < Fraction(least, 10_000):
            short += 1
        return numerator, denominator, "not_met", short
    return numerator, None, "met" if numerator >= least else "not_met", max(0, least - numerator)


some_lines = st.lists(
    st.builds(
        a_line,
        day=st.sampled_from([date(2026, 7, 31), date(2026, 8, 1), date(2026, 8, 31), date(2026, 9, 1)]),
        net=st.integers(-40, 60).filter(bool),
        producer_id=st.integers(1, 4),
        item=st.sampled_from(["product:1", "product:2", "product:3"]),
        categories=st.sampled_from([(), ("food",), ("food", "snacks"), ("craft",)]),
        grade=st.sampled_from(Grade),
        local=st.booleans(),
        certified=st.booleans(),
        refused=st.booleans(),
        disputed=st.booleans(),
    ),
    max_size=14,
)
some_clauses = st.builds(
    lambda rule, least, **given: a_clause(rule, {"least": least}, **given),
    st.sampled_from(["value_share", "local_sku_count", "producer_breadth", "minimum_spend"]),
    st.integers(1, 9_000),
    seller_test=st.sampled_from(SellerTest),
    lowest_grade=st.sampled_from("ABCD"),
)
some_totals = st.lists(st.builds(a_total, st.integers(0, 500)), max_size=1)


@given(clause=some_clauses, lines=some_lines, totals=some_totals)
def test_a_plain_second_judge_says_the_same(clause, lines, totals):
    found = result(clause, lines, totals)
    assert (found.numerator, found.denominator, found.outcome.value, found.shortfall) == plainly(
        clause, lines, totals
    )


@given(clause=some_clauses, lines=some_lines, totals=some_totals)
def test_every_row_of_the_period_is_counted_or_refused_and_none_twice(clause, lines, totals):
    found = result(clause, lines, totals)
    numbers = [*found.counted, *(number for number, _ in found.refused)]
    assert sorted(numbers) == sorted(line.id for line in lines if line.day in AUGUST)


@given(clause=some_clauses, lines=some_lines, totals=some_totals, more=st.integers(1, 10**6))
def test_buying_more_locally_never_turns_met_into_not_met(clause, lines, totals, more):
    before = result(clause, lines, totals).outcome
    after = result(clause, [*lines, a_line(net=more, producer_id=9, item="product:9")], totals).outcome
    assert not (before is MET and after is NOT_MET)


@given(clause=some_clauses, lines=some_lines, totals=some_totals)
def test_no_data_never_comes_with_a_shortfall(clause, lines, totals):
    found = result(clause, lines, totals)
    assert (found.outcome is NO_DATA) == (found.gap is not None) == (found.shortfall is None)
