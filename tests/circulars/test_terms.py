from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.circulars.models import Band, Binding, Circular, SellerTest
from marketplace.circulars.rules.base import RULE_TYPES
from marketplace.circulars.terms import JudgedMonths, clause_terms, spell_figures, terms_of
from marketplace.kernel.period import Month
from marketplace.uptake.measures.base import MEASURES
from tests.conftest import NOW
from tests.factories.circulars import make_clause
from tests.factories.evaluating import a_circular, a_clause

MONTHS = st.builds(Month, st.integers(2002, 2097), st.integers(1, 12))


def a_row(*clauses, **given):
    row = Circular(
        **{
            "number": "500/017/2026",
            "title": "Belanja lokal",
            "from_on": date(2026, 1, 1),
            "drafted_by": None,
            "drafted_at": NOW,
        }
        | given
    )
    row.clauses = list(clauses)
    return row


class TestStretch:
    @given(month=MONTHS, stretch=st.sampled_from(JudgedMonths))
    def test_it_holds_the_month_it_is_around(self, month, stretch):
        assert month in stretch.around(month)
        assert len(stretch.around(month)) == {"month": 1, "quarter": 3, "half": 6, "year": 12}[stretch]

    @given(month=MONTHS, stretch=st.sampled_from(JudgedMonths))
    def test_every_month_within_it_has_the_same_one(self, month, stretch):
        assert {str(stretch.around(each)) for each in stretch.around(month)} == {str(stretch.around(month))}

    @given(month=MONTHS, stretch=st.sampled_from(JudgedMonths))
    def test_one_follows_the_other_without_a_gap(self, month, stretch):
        here = stretch.around(month)
        assert stretch.around(here.last.next).first == here.last.next
        assert stretch.around(here.first.previous).last == here.first.previous


class TestBands:
    def test_a_score_has_the_name_of_the_highest_band_it_reaches(self):
        circular = a_circular(bands=((9000, "Sangat baik"), (7000, "Baik"), (0, "Perlu pembinaan")))
        scores = (10_000, 9000, 8999, 7000, 6999, 0)
        assert [circular.band(score) for score in scores] == [
            "Sangat baik", "Sangat baik", "Baik", "Baik", "Perlu pembinaan", "Perlu pembinaan",
        ]  # fmt: skip

    def test_no_score_and_no_band_have_no_name(self):
        assert a_circular().band(None) is None
        assert a_circular(bands=((9000, "Sangat baik"),)).band(8999) is None
        assert a_circular(bands=()).band(10_000) is None

    @given(starts=st.sets(st.integers(0, 10_000), min_size=1), score=st.integers(0, 10_000))
    def test_bands_are_read_from_rows_in_any_order(self, starts, score):
        rows = [Band(circular_id=1, from_score=start, name=str(start)) for start in starts]
        reached = [start for start in starts if start <= score]
        assert terms_of(a_row(), rows).band(score) == (str(max(reached)) if reached else None)


class TestReading:
    def test_an_example_says_that_it_is_one_wherever_it_is_named(self):
        assert terms_of(a_row(example=True)).spoken == "Surat Edaran contoh 500/017/2026"
        assert terms_of(a_row(example=False)).spoken == "Surat Edaran 500/017/2026"

    def test_a_clause_keeps_everything_it_says(self):
        row = make_clause(
            code="4a",
            least=2000,
            scope=["food"],
            kinds=["hotel"],
            period="quarter",
            seller_test=SellerTest.LOCAL_CERTIFIED,
            lowest_grade="B",
            weight=3,
            binding=Binding.ADVISORY,
            source_article="Pasal 4",
        )
        terms = clause_terms(row)
        assert (terms.code, terms.rule, terms.figures) == ("4a", "value_share", {"least": 2000})
        assert (terms.scope, terms.kinds, terms.stretch) == (("food",), ("hotel",), JudgedMonths.QUARTER)
        assert (terms.seller_test, terms.lowest_grade) == (SellerTest.LOCAL_CERTIFIED, "B")
        assert (terms.weight, terms.binding, terms.source_article) == (3, Binding.ADVISORY, "Pasal 4")

    def test_changing_the_row_later_does_not_reach_the_terms(self):
        row = make_clause(scope=["food"])
        terms = clause_terms(row)
        row.scope.append("drinks")
        row.weight = 9
        assert (terms.scope, terms.weight) == (("food",), 1)

    def test_clauses_keep_the_order_of_the_text(self):
        terms = terms_of(a_row(make_clause(code="4a"), make_clause(code="4b"), make_clause(code="5")))
        assert [clause.code for clause in terms.clauses] == ["4a", "4b", "5"]

    def test_a_stretch_nobody_knows_is_noticed_at_once(self):
        with pytest.raises(ValueError, match="decade"):
            clause_terms(make_clause(period="decade"))


class TestFigures:
    @pytest.mark.parametrize("rule", RULE_TYPES)
    def test_every_rule_spells_all_its_figures_under_titles(self, rule):
        fields, asked = RULE_TYPES[rule].Figures.model_fields, RULE_TYPES[rule].asked
        more = {"steps": "1/1/2027: 20", "subject": RULE_TYPES[rule].subjects[0].value, "kelurahan": 2}
        given = {name: value for name, value in more.items() if name in fields}
        terms = a_clause(rule, given | {asked: 15})
        figures = spell_figures(terms)
        assert [title for title, _ in figures] == [
            field.title for field in terms.rule_type.Figures.model_fields.values()
        ]
        assert all(str(text) for _, text in figures)

    @pytest.mark.parametrize("rule", RULE_TYPES)
    def test_every_rule_asks_for_a_measure_that_exists(self, rule):
        terms = a_clause(rule, {RULE_TYPES[rule].asked: 15})
        assert terms.measure_type is MEASURES[terms.measure]

    @pytest.mark.parametrize(
        ("rule", "figures", "text"),
        [
            ("value_share", {"least": 1250}, "12,5\u00a0%"),
            ("minimum_spend", {"least": 2_500_000}, "Rp2.500.000"),
            ("local_sku_count", {"least": 1200}, "1.200"),
        ],
    )
    def test_figures_are_said_as_people_write_them(self, rule, figures, text):
        assert text in [spoken for _, spoken in spell_figures(a_clause(rule, figures))]

    def test_a_yes_and_a_no_are_words(self):
        per_head = [
            spell_figures(a_clause("minimum_spend", {"least": 15, "per_employee": answer}))
            for answer in (True, False)
        ]
        assert [{"ya", "tidak"} & {str(text) for _, text in figures} for figures in per_head] == [
            {"ya"},
            {"tidak"},
        ]
