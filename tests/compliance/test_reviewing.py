from dataclasses import replace
from datetime import date
from itertools import chain, combinations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from marketplace.circulars.models import Binding, SellerTest
from marketplace.circulars.rules.base import MET, NO_DATA, NOT_MET, UNDER_REVIEW
from marketplace.compliance.evaluation import evaluate
from marketplace.compliance.open_amounts import Ledger, OpenAmount, OpenKind, decided
from marketplace.compliance.reviewing import bounds_of, review
from marketplace.compliance.turning import turning_sentence
from marketplace.kernel.period import Month
from marketplace.uptake.lines import Grade
from tests.factories.evaluating import a_circular, a_clause, a_line, a_partner, a_total

AUGUST, DAY = Month(2026, 8), date(2026, 8, 12)


def amount(kind, **given):
    return OpenAmount(**{"kind": kind, "day": DAY} | given)


def refusal(line):
    return amount(OpenKind.REFUSAL, lines=(line.id,), maker=line.producer_id)


class OpenMonth:
    """A partner's August: its lines, a declared million unless told otherwise, and what is open of it."""

    def __init__(self, *lines, open_=(), total=1_000_000, clauses=()):
        self.ledger = Ledger(lines=lines, totals=() if total is None else (a_total(total),))
        self.open, self.circular = tuple(open_), a_circular(*clauses)

    def judge(self, ledger):
        return evaluate(self.circular, a_partner(), AUGUST, lines=ledger.lines, totals=ledger.totals)

    @property
    def result(self):
        return self.judge(self.ledger)

    def reviewed(self):
        return review(self.result, self.ledger, self.open, circular=self.circular, judge=self.judge)

    @property
    def outcomes(self):
        return [clause.outcome for clause in self.reviewed().clauses]

    def outcomes_of_every_decision(self):
        """Of each clause, whatever of these is decided in whatever way."""
        subsets = chain.from_iterable(combinations(self.open, size) for size in range(1, len(self.open) + 1))
        results = [self.judge(decided(self.ledger, some, anything=(), room=None)) for some in subsets]
        return [
            {one.clauses[place].outcome for one in (self.result, *results)}
            for place in range(len(self.circular.clauses))
        ]


class TestReview:
    def test_a_refused_row_that_would_be_enough_leaves_it_undecided(self):
        line = a_line(net=150_000, refused=True)
        month = OpenMonth(line, open_=[refusal(line)])
        assert month.result.clauses[0].outcome is NOT_MET
        assert month.outcomes == [UNDER_REVIEW]

    def test_one_that_would_not_leaves_it_failed(self):
        line = a_line(net=149_999, refused=True)
        assert OpenMonth(line, open_=[refusal(line)]).outcomes == [NOT_MET]

    def test_a_refusal_that_is_settled_is_not_open(self):
        assert OpenMonth(a_line(net=150_000, refused=True)).outcomes == [NOT_MET]

    def test_what_came_back_counts_with_its_purchase(self):
        bought = a_line(net=150_000, refused=True)
        back = a_line(net=-1, refused=True, returns=bought.id)
        assert OpenMonth(bought, back, open_=[refusal(bought)]).outcomes == [NOT_MET]

    def test_goods_given_back_can_turn_what_is_met(self):
        handover = amount(OpenKind.HANDOVER, rupiah=-1, maker=7)
        assert OpenMonth(a_line(net=150_000), open_=[handover]).outcomes == [UNDER_REVIEW]
        assert OpenMonth(a_line(net=150_001), open_=[handover]).outcomes == [MET]

    def test_a_makers_own_figure_for_a_disputed_row_counts_where_it_is_more(self):
        line = a_line(net=100_000, disputed=True)
        claim = amount(OpenKind.CLAIM, lines=(line.id,), maker=7)
        assert OpenMonth(line, open_=[claim]).outcomes == [NOT_MET]
        more = amount(OpenKind.CLAIM, lines=(line.id,), maker=7, rupiah=150_000)
        assert OpenMonth(line, open_=[more]).outcomes == [UNDER_REVIEW]

    def test_sellers_that_nobody_knows_may_be_as_many_makers_as_there_are_names(self):
        unknown = {"producer_id": None, "local": False, "seller_known": False, "product_known": False}
        lines = [a_line(item=f"None:{number}", **unknown) for number in range(3)]
        three = a_clause("producer_breadth", {"least": 3})
        names = [amount(OpenKind.SELLERS, count=count) for count in (2, 3)]
        assert OpenMonth(*lines, open_=names[:1], clauses=(three,)).outcomes == [NOT_MET]
        assert OpenMonth(*lines, open_=names[1:], clauses=(three,)).outcomes == [UNDER_REVIEW]

    def test_goods_that_nobody_knows_may_have_been_certified(self):
        line = a_line(net=150_000, certified=False, product_known=False)
        certified = a_clause(seller_test=SellerTest.LOCAL_CERTIFIED)
        goods = [amount(OpenKind.GOODS, maker=7)]
        assert OpenMonth(line, open_=goods, clauses=(certified,)).outcomes == [UNDER_REVIEW]
        assert OpenMonth(line, open_=[], clauses=(certified,)).outcomes == [NOT_MET]

    def test_a_lowered_total_that_waits_can_turn_it(self):
        lowered = amount(OpenKind.TOTAL, total=a_total(500_000))
        assert OpenMonth(a_line(net=75_000), open_=[lowered]).outcomes == [UNDER_REVIEW]
        assert OpenMonth(a_line(net=74_999), open_=[lowered]).outcomes == [NOT_MET]

    def test_an_objection_comes_to_what_it_says_and_never_beyond_the_total(self):
        line = a_line(net=100_000)
        for told, outcome in ((49_999, NOT_MET), (50_000, UNDER_REVIEW), (9_000_000, UNDER_REVIEW)):
            assert OpenMonth(line, open_=[amount(OpenKind.OBJECTION, rupiah=told)]).outcomes == [outcome]

    def test_one_that_says_no_amount_could_come_to_anything_but_takes_nothing_away(self):
        objection = [amount(OpenKind.OBJECTION)]
        assert OpenMonth(a_line(net=1), open_=objection).outcomes == [UNDER_REVIEW]
        assert OpenMonth(a_line(net=150_000), open_=objection).outcomes == [MET]

    def test_without_data_it_stays_without_data(self):
        missing = [amount(OpenKind.MISSING), amount(OpenKind.OBJECTION)]
        assert OpenMonth(a_line(net=1), open_=missing, total=None).outcomes == [NO_DATA]

    def test_it_is_no_part_of_a_score_and_not_failed(self):
        line = a_line(net=150_000, refused=True)
        month = OpenMonth(line, open_=[refusal(line)])
        assert (month.result.score, month.result.complies) == (0, False)
        one = month.reviewed()
        assert (one.score, one.band, one.complies) == (None, None, None)

    def test_another_binding_clause_that_failed_stays_failed(self):
        line = a_line(net=150_000, refused=True)
        fails = a_clause("producer_breadth", {"least": 9}, code="4b")
        one = OpenMonth(line, open_=[refusal(line)], clauses=(a_clause(), fails)).reviewed()
        assert one.complies is False and one.score is None

    def test_a_clause_of_no_weight_leaves_the_score(self):
        line = a_line(net=150_000, refused=True)
        light = a_clause(weight=0, binding=Binding.ADVISORY, code="4b")
        sure = a_clause("minimum_spend", {"least": 500_000})
        month = OpenMonth(line, open_=[refusal(line)], clauses=(sure, light))
        assert month.outcomes == [NOT_MET, UNDER_REVIEW]
        assert (month.reviewed().score, month.reviewed().complies) == (0, False)

    def test_one_binding_clause_among_those_that_are_open_leaves_it_undecided(self):
        line = a_line(net=150_000, refused=True)
        advises = a_clause(binding=Binding.ADVISORY, code="4b")
        month = OpenMonth(line, open_=[refusal(line)], clauses=(a_clause(), advises))
        assert month.outcomes == [UNDER_REVIEW, UNDER_REVIEW]
        assert month.reviewed().complies is None

    def test_nothing_open_changes_nothing(self):
        month = OpenMonth(a_line(net=150_000))
        assert month.reviewed() is not None and month.reviewed() == month.result


class TestTurning:
    def sentence(self, month):
        return str(turning_sentence(month.reviewed().clauses[0]))

    def test_it_says_what_is_still_needed(self):
        line = a_line(net=60_000, refused=True)
        month = OpenMonth(a_line(net=100_000), line, open_=[refusal(line)])
        assert "sekurangnya Rp50.000 lagi" in self.sentence(month)

    def test_or_how_much_may_go(self):
        back = amount(OpenKind.HANDOVER, rupiah=-20_000, maker=7)
        assert "lebih dari Rp10.000" in self.sentence(OpenMonth(a_line(net=160_000), open_=[back]))

    def test_of_a_ceiling_it_is_the_other_way_round(self):
        open_one = OpenMonth(a_line(net=160_000)).result.clauses[0]
        passed = replace(open_one, outcome=UNDER_REVIEW, shortfall=10_000)
        assert "Rp10.000 ternyata tidak dihitung" in str(turning_sentence(passed))
        kept = replace(passed, numerator=140_000, shortfall=0)
        assert "lebih dari Rp10.000 lagi dihitung" in str(turning_sentence(kept))

    def test_a_decided_outcome_hangs_on_nothing(self):
        assert turning_sentence(OpenMonth(a_line(net=160_000)).reviewed().clauses[0]) is None


class TestBounds:
    def test_they_are_the_figures_with_the_least_and_the_most(self):
        line = a_line(net=20_000, refused=True)
        given_back = amount(OpenKind.HANDOVER, rupiah=-5_000, maker=7)
        month = OpenMonth(a_line(net=100_000), line, open_=[refusal(line), given_back])
        (bound,) = bounds_of(
            month.result, month.ledger, month.open, circular=month.circular, judge=month.judge
        )
        assert (bound.lowest.numerator, bound.highest.numerator) == (95_000, 120_000)


RULES = (
    a_clause(code="1"),
    a_clause("producer_breadth", {"least": 2}, code="2"),
    a_clause("local_sku_count", {"least": 2}, code="3"),
    a_clause("minimum_spend", {"least": 150_000}, code="4"),
    a_clause("kelurahan_breadth", {"least": 2}, code="5"),
)
NETS = st.integers(1, 12).map(lambda tenth: tenth * 25_000)
LINES = st.tuples(
    st.sampled_from([7, 8, 9]),
    NETS,
    st.sampled_from(["counted", "refused", "disputed", "orphan"]),
    st.sampled_from(["a", "b"]),
)


def a_month_of(drawn, handovers, total):
    """Lines with an open amount for each that is refused or disputed."""
    lines, amounts = [], []
    for maker, net, what, item in drawn:
        flags = {what: True} if what in ("refused", "disputed", "orphan") else {}
        line = a_line(
            net=-net if what == "orphan" else net,
            producer_id=maker,
            item=f"{maker}:{item}",
            kelurahan=f"18.{maker}",
            **flags,
        )
        lines.append(line)
        if what in ("refused", "disputed"):
            kind = OpenKind.REFUSAL if what == "refused" else OpenKind.CLAIM
            amounts.append(amount(kind, lines=(line.id,), maker=maker))
    amounts += [amount(OpenKind.HANDOVER, rupiah=net, maker=maker) for maker, net in handovers]
    return OpenMonth(*lines, open_=amounts, total=total, clauses=RULES)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(LINES, max_size=6),
    st.lists(st.tuples(st.sampled_from([7, 9]), NETS), max_size=1),
    st.sampled_from([500_000, 1_000_000, 2_000_000]),
)
@example(
    [(7, 25_000, "refused", "a"), (7, 300_000, "orphan", "b"), (8, 150_000, "counted", "a")], [], 1_000_000
)
def test_it_is_under_review_exactly_where_some_decision_would_turn_it(drawn, handovers, total):
    month = a_month_of(drawn, handovers, total)
    before = [clause.outcome for clause in month.result.clauses]
    turned = [
        was in (MET, NOT_MET) and possible != {was}
        for was, possible in zip(before, month.outcomes_of_every_decision(), strict=True)
    ]
    expected = [UNDER_REVIEW if turns else was for was, turns in zip(before, turned, strict=True)]
    assert month.outcomes == expected


def test_many_rows_of_one_maker_are_judged_without_every_combination():
    lines = [a_line(net=10_000, refused=True, grade=Grade.C) for _ in range(30)]
    month = OpenMonth(*lines, open_=[refusal(line) for line in lines])
    assert month.outcomes == [UNDER_REVIEW]
