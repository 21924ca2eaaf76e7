import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.circulars.rules.base import MET, NO_DATA, NOT_MET, RULE_TYPES, Share
from marketplace.circulars.terms import spell_figures
from marketplace.kernel.labels import Label
from marketplace.kernel.reading import read
from marketplace.uptake.measures.base import MEASURES, Gap, MeasuredFigure
from tests.factories.evaluating import a_clause

NONE_LEFT, MILLION = MeasuredFigure(0, 10**9), MeasuredFigure(10**9, 10**9)


def filled(key):
    return {RULE_TYPES[key].asked: "15"}


def judge(key, filled, reading):
    rule = RULE_TYPES[key]()
    figures = rule.Figures.model_validate(filled)
    return rule.judge(figures, rule.refined(figures, reading))


@pytest.mark.parametrize("key", RULE_TYPES)
class TestEveryRule:
    def test_it_has_a_name_and_its_figures_have_titles(self, key):
        rule = RULE_TYPES[key]
        assert isinstance(rule.label, Label)
        assert all(isinstance(field.title, Label) for field in rule.Figures.model_fields.values())

    def test_its_measure_exists(self, key):
        rule = RULE_TYPES[key]()
        assert rule.measure_for(rule.Figures.model_validate(filled(key))) in MEASURES

    def test_figures_survive_being_stored(self, key):
        figures = RULE_TYPES[key].Figures.model_validate(filled(key))
        assert RULE_TYPES[key].Figures.model_validate(figures.model_dump(mode="json")) == figures

    def test_nothing_filled_in_is_refused_with_a_sentence(self, key):
        assert "wajib diisi" in read(RULE_TYPES[key].Figures, {}).complaints[RULE_TYPES[key].asked]

    @pytest.mark.parametrize("typed", ["0", "-3", "banyak"])
    def test_a_target_that_asks_for_nothing_is_refused(self, key, typed):
        asked = RULE_TYPES[key].asked
        assert asked in read(RULE_TYPES[key].Figures, {asked: typed}).complaints

    def test_the_smallest_target_is_one(self, key):
        assert read(RULE_TYPES[key].Figures, {RULE_TYPES[key].asked: "1"}).complaints == {}

    def test_enough_is_met_and_nothing_is_missing(self, key):
        enough = NONE_LEFT if RULE_TYPES[key].ceiling else MILLION
        verdict = judge(key, filled(key), enough)
        some = {(MET, 0), (NOT_MET, 14 * 10**9), (NOT_MET, 15 * 10**7)}  # per employee; growth of 15 %
        assert (verdict.outcome, verdict.shortfall) in some

    def test_a_gap_is_never_a_zero(self, key):
        verdict = judge(key, filled(key), MeasuredFigure(0, None, Gap.NOT_DECLARED))
        assert (verdict.outcome, verdict.shortfall, verdict.gap) == (NO_DATA, None, Gap.NOT_DECLARED)

    def test_its_advice_names_what_is_missing_and_by_when(self, key):
        advice = RULE_TYPES[key]().advise(Label("3 pembuat"), "31 Des 2026")
        assert "3 pembuat" in advice and "31 Des 2026" in advice


class TestCeiling:
    def test_it_is_met_up_to_the_limit_and_says_what_is_too_much(self):
        at, over = MeasuredFigure(50_000, 1_000_000), MeasuredFigure(50_001, 1_000_000)
        assert judge("return_rate", {"most": 500}, at).outcome is MET
        verdict = judge("return_rate", {"most": 500}, over)
        assert (verdict.outcome, verdict.shortfall) == (NOT_MET, 1)

    @given(part=st.integers(0, 10**9), whole=st.integers(1, 10**9), most=st.integers(1, 10_000))
    def test_what_is_too_much_is_the_least_that_must_go(self, part, whole, most):
        over = judge("return_rate", {"most": most}, MeasuredFigure(part, whole)).shortfall
        assert (part - over) * 10_000 <= most * whole
        assert over == 0 or (part - over + 1) * 10_000 > most * whole

    @pytest.mark.parametrize(
        ("days", "percentile", "outcome", "reads"),
        [
            ((3, 5, 9, 12), 10_000, NOT_MET, 12),
            ((3, 5, 9, 12), 7_500, MET, 9),
            ((3, 5, 9, 12), 7_501, NOT_MET, 12),
            ((-2, 10), 5_000, MET, 0),
        ],
    )
    def test_a_percentile_looks_at_the_slowest_of_so_many(self, days, percentile, outcome, reads):
        rule = RULE_TYPES["report_delay"]()
        figures = rule.Figures(most=10, percentile=percentile)
        reading = rule.refined(figures, MeasuredFigure(max(days), values=days))
        assert (rule.judge(figures, reading).outcome, reading.numerator) == (outcome, reads)


class TestMoreThanOneFigure:
    def test_reports_count_where_they_came_within_the_days(self):
        reading = MeasuredFigure(3, 4, values=(4, 10, 11))
        verdict = judge("reporting_discipline", {"least": "75", "days": "10"}, reading)
        assert (verdict.outcome, verdict.shortfall) == (NOT_MET, 1)
        assert judge("reporting_discipline", {"least": "75", "days": "11"}, reading).outcome is MET

    def test_bills_count_where_they_were_paid_within_the_days_and_unanswered_proofs_leave_no_outcome(self):
        reading = MeasuredFigure(3, 4, values=(4, 10, 15), open=1, waits=Gap.PROOFS_UNANSWERED)
        assert judge("paid_in_time", {"least": "75"}, reading).outcome is MET
        assert judge("paid_in_time", {"least": "100"}, reading).gap is Gap.PROOFS_UNANSWERED
        verdict = judge("paid_in_time", {"least": "100", "days": "14"}, reading)
        assert (verdict.outcome, verdict.shortfall) == (NOT_MET, 2)

    def test_makers_may_have_to_be_of_several_kelurahan(self):
        reading = MeasuredFigure(6, values=(2,))
        assert judge("producer_breadth", {"least": 5}, reading).outcome is MET
        verdict = judge("producer_breadth", {"least": 5, "kelurahan": 4}, reading)
        assert (verdict.outcome, verdict.shortfall) == (NOT_MET, 2)
        assert judge("producer_breadth", {"least": 9, "kelurahan": 4}, reading).shortfall == 3

    def test_what_may_still_count_leaves_no_outcome(self):
        open_to = MeasuredFigure(800, 1_000, open=100, waits=Gap.UNRECOGNISED)
        assert judge("clean_supply", {"least": "91"}, open_to).outcome is NOT_MET
        verdict = judge("clean_supply", {"least": "90"}, open_to)
        assert (verdict.outcome, verdict.gap, verdict.shortfall) == (NO_DATA, Gap.UNRECOGNISED, None)
        assert judge("clean_supply", {"least": "80"}, open_to).outcome is MET

    def test_growth_is_held_against_what_was_before(self):
        verdict = judge("local_growth", {"least": "10"}, MeasuredFigure(1_080, 1_000))
        assert (verdict.outcome, verdict.target, verdict.shortfall) == (NOT_MET, (11_000, 10_000), 20)


class TestValueShare:
    def test_it_decides_on_exact_fractions_not_on_rounded_percents(self):
        assert judge("value_share", {"least": 1500}, MeasuredFigure(1_499_999, 10_000_000)).outcome is NOT_MET
        assert judge("value_share", {"least": 1500}, MeasuredFigure(1_500_000, 10_000_000)).outcome is MET

    def test_the_shortfall_is_in_whole_rupiah(self):
        verdict = judge("value_share", {"least": 1500}, MeasuredFigure(18_450_000, 142_300_000))
        assert (verdict.shortfall, verdict.target) == (2_895_000, (1500, 10_000))

    @given(local=st.integers(0, 10**12), total=st.integers(1, 10**12), least=st.integers(1, 10_000))
    def test_the_shortfall_is_the_least_that_helps(self, local, total, least):
        short = judge("value_share", {"least": least}, MeasuredFigure(local, total)).shortfall
        assert (local + short) * 10_000 >= least * total
        assert short == 0 or (local + short - 1) * 10_000 < least * total


class TestMinimumSpend:
    def test_it_is_held_against_each_of_the_staff_when_asked(self):
        clause = a_clause("minimum_spend", {"least": 500_000, "per_employee": True})
        assert clause.measure == "local_spend_per_employee"
        verdict = clause.rule_type.judge(clause.read_figures, MeasuredFigure(5_000_000, 12))
        assert (verdict.outcome, verdict.shortfall) == (NOT_MET, 1_000_000)

    def test_its_figures_are_spelled_for_people(self):
        clause = a_clause("minimum_spend", {"least": 500_000})
        assert spell_figures(clause) == [
            ("Paling sedikit (Rp)", "Rp500.000"),
            ("Untuk setiap pegawai", "tidak"),
        ]


class TestShare:
    @pytest.mark.parametrize(
        ("typed", "points", "text"),
        [
            ("15", 1500, "15\u00a0%"),
            ("12,5 %", 1250, "12,5\u00a0%"),
            ("0,25", 25, "0,25\u00a0%"),
            (1500, 1500, "15\u00a0%"),
        ],
    )
    def test_people_write_percents_and_rows_keep_basis_points(self, typed, points, text):
        share = Share.read(typed)
        assert (share, share.text) == (points, text)

    @pytest.mark.parametrize("typed", ["101", "1,005", "-5", "0"])
    def test_what_is_no_share_is_refused(self, typed):
        assert read(RULE_TYPES["value_share"].Figures, {"least": typed}).value is None
