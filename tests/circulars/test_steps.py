"""Figures that change on later days, as people type them and as they are stored."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.circulars.models import Binding
from marketplace.circulars.rules.base import CHAIN, CITY, RULE_TYPES
from marketplace.circulars.terms import JudgedMonths, spell_figures
from marketplace.kernel.errors import Refused
from marketplace.kernel.reading import read
from tests.factories.commitments import a_promise
from tests.factories.evaluating import a_clause

SHARE, SPEND = RULE_TYPES["value_share"].Figures, RULE_TYPES["minimum_spend"].Figures
TYPED = {"least": "15", "steps": "1/1/2027: 20; 1/7/2027 = 25,5 %"}


def test_people_type_them_and_they_are_stored_as_days_and_whole_numbers():
    found = read(SHARE, TYPED).value
    stored = found.model_dump(mode="json", exclude_none=True)
    assert stored == {"least": 1500, "steps": [["2027-01-01", 2000], ["2027-07-01", 2550]]}
    assert SHARE.model_validate(stored) == found
    assert str(found.steps) == "1/1/2027: 20; 1/7/2027: 25,5"


def test_rupiah_have_steps_too():
    found = read(SPEND, {"least": "100.000", "steps": "1/1/2027: Rp 150.000"}).value
    assert str(found.steps) == "1/1/2027: 150.000"


@pytest.mark.parametrize(
    "typed",
    ["20", "1/1/2027", "1/1/2027: banyak", "1/1/2027: 0", "31/2/2027: 20", "1/7/2027: 20; 1/1/2027: 25"],
)
def test_what_cannot_be_read_is_complained_of_at_the_field(typed):
    assert list(read(SHARE, TYPED | {"steps": typed}).complaints) == ["steps"]


@pytest.mark.parametrize(
    ("day", "least"),
    [
        (date(2026, 12, 31), 1500),
        (date(2027, 1, 1), 2000),
        (date(2027, 6, 30), 2000),
        (date(2027, 7, 1), 2550),
    ],
)
def test_each_holds_from_its_day_until_the_next(day, least):
    clause = a_clause("value_share", read(SHARE, TYPED).value.model_dump(mode="json"))
    assert clause.target_on(day) == (least, 10_000)


@given(figures=st.lists(st.integers(1, 10_000), min_size=1, max_size=5), asked=st.integers(-10, 60))
def test_a_figure_holds_from_the_last_step_that_has_come(figures, asked):
    first = date(2027, 1, 1)
    steps = [(str(first + timedelta(days=10 * place)), figure) for place, figure in enumerate(figures)]
    clause = a_clause("value_share", {"least": 1, "steps": steps})
    come = [figure for place, figure in enumerate(figures) if 10 * place <= asked]
    assert clause.target_on(first + timedelta(days=asked)).parts == (come[-1] if come else 1)


def test_they_are_spelled_and_what_was_left_open_is_not():
    clause = a_clause("value_share", read(SHARE, TYPED).value.model_dump(mode="json"))
    assert spell_figures(clause) == [
        ("Paling sedikit (persen dari seluruh belanja)", "15\u00a0%"),
        ("Berubah bertahap", "mulai 1/1/2027 20\u00a0%, mulai 1/7/2027 25,5\u00a0%"),
    ]


class TestWhatARuleCanBeAsked:
    def refusal(self, promise):
        with pytest.raises(Refused) as refused:
            promise.checked()
        return refused.value.field

    def test_a_subject_is_one_of_those_it_offers(self):
        assert a_clause("value_share", {"least": 1, "subject": "chain"}).checked().subject is CHAIN
        assert self.refusal(a_clause("value_share", {"least": 1, "subject": "outlet"})) == "subject"

    def test_staff_are_of_a_partner_not_of_an_outlet(self):
        outlet = {"least": 1, "per_employee": True, "subject": "outlet"}
        assert self.refusal(a_clause("minimum_spend", outlet)) == "subject"

    def test_what_is_asked_of_the_city_is_no_promise_of_one_partner(self):
        assert a_clause("mou_coverage", {"least": 1}).checked().subject is CITY
        assert self.refusal(a_promise("mou_coverage", 1)) == "subject"

    @pytest.mark.parametrize("rule", ["meeting_food_share", "input_share"])
    def test_a_share_of_some_goods_says_of_which(self, rule):
        assert self.refusal(a_clause(rule, {"least": 1})) == "scope"
        assert a_clause(rule, {"least": 1}, scope=("food",)).checked()

    @pytest.mark.parametrize("rule", [key for key in RULE_TYPES if RULE_TYPES[key].advisory_only])
    def test_some_can_only_be_appeals(self, rule):
        clause = a_clause(rule, {RULE_TYPES[rule].asked: 1}, stretch=JudgedMonths.HALF)
        assert self.refusal(clause) == "binding"
        assert replace(clause, binding=Binding.ADVISORY).checked()
