"""C01 to C22: every clause of the program can be asked, or says what it waits for."""

import pytest

from marketplace.circulars.rules.base import RULE_TYPES
from marketplace.uptake.measures.base import MEASURES
from marketplace.uptake.program import APPEAL, PROGRAM, WAITING
from tests.factories.evaluating import a_clause

READ = {need for key in MEASURES for need in MEASURES[key].needs}
RULES = {
    key: RULE_TYPES[key]().measure_for(a_clause(key, {RULE_TYPES[key].asked: 1}).read_figures)
    for key in RULE_TYPES
}


def test_all_of_them_are_listed_in_their_order():
    assert [one.code for one in PROGRAM] == [f"C{number:02}" for number in range(1, 23)]


@pytest.mark.parametrize("one", PROGRAM, ids=lambda one: one.code)
def test_it_has_measures_or_says_what_it_waits_for(one):
    assert one.label and (one.measures or one.waits)
    assert (one.state is WAITING) == (not one.measures)
    assert not READ & {*one.waits}, "what a measure reads is there"


@pytest.mark.parametrize("one", [one for one in PROGRAM if one.measures], ids=lambda one: one.code)
def test_its_measures_can_be_asked_by_a_rule(one):
    assert {*one.measures} <= {*RULES.values()} <= {*MEASURES}
    for key in one.measures:
        advisory = [RULE_TYPES[rule].advisory_only for rule, measure in RULES.items() if measure == key]
        assert advisory and all(flag is (one.state is APPEAL) for flag in advisory)
