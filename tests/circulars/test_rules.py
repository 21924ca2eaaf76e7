import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.circulars.rules.base import MET, NO_DATA, NOT_MET, RULE_TYPES, Share
from marketplace.circulars.terms import spell_figures
from marketplace.kernel.labels import Label
from marketplace.kernel.reading import read
from marketplace.uptake.measures.base import MEASURES, Gap, MeasuredFigure
from tests.factories.evaluating import a_clause

FILLED = {"least": "15"}


def judge(key, filled, reading):
    rule = RULE_TYPES[key]()
    return rule.judge(rule.Figures.model_validate(filled), reading)


@pytest.mark.parametrize("key", RULE_TYPES)
class TestEveryRule:
    def test_it_has_a_name_and_its_figures_have_titles(self, key):
        rule = RULE_TYPES[key]
        assert isinstance(rule.label, Label)
        assert all(isinstance(field.title, Label) for field in rule.Figures.model_fields.values())

    def test_its_measure_exists(self, key):
        rule = RULE_TYPES[key]()
        assert rule.measure_for(rule.Figures.model_validate(FILLED)) in MEASURES

    def test_figures_survive_being_stored(self, key):
        figures = RULE_TYPES[key].Figures.model_validate(FILLED)
        assert RULE_TYPES[key].Figures.model_validate(figures.model_dump(mode="json")) == figures

    def test_nothing_filled_in_is_refused_with_a_sentence(self, key):
        assert "wajib diisi" in read(RULE_TYPES[key].Figures, {}).complaints["least"]

    @pytest.mark.parametrize("typed", ["0", "-3", "banyak"])
    def test_a_target_that_asks_for_nothing_is_refused(self, key, typed):
        assert "least" in read(RULE_TYPES[key].Figures, {"least": typed}).complaints

    def test_the_smallest_target_is_one(self, key):
        assert read(RULE_TYPES[key].Figures, {"least": "1"}).complaints == {}

    def test_enough_is_met_and_nothing_is_missing(self, key):
        verdict = judge(key, FILLED, MeasuredFigure(10**9, 10**9))
        assert (verdict.outcome, verdict.shortfall) in {(MET, 0), (NOT_MET, 14 * 10**9)}

    def test_a_gap_is_never_a_zero(self, key):
        verdict = judge(key, FILLED, MeasuredFigure(0, None, Gap.NOT_DECLARED))
        assert (verdict.outcome, verdict.shortfall) == (NO_DATA, None)

    def test_its_advice_names_what_is_missing_and_by_when(self, key):
        advice = RULE_TYPES[key]().advise(Label("3 pembuat"), "31 Des 2026")
        assert "3 pembuat" in advice and "31 Des 2026" in advice


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
