"""C01 to C22: every clause of the program can be asked."""

import pytest

from marketplace.circulars.rules.base import RULE_TYPES
from marketplace.uptake.measures.base import MEASURES
from marketplace.uptake.program import APPEAL, PROGRAM
from tests.factories.evaluating import a_clause

RULES = {
    key: RULE_TYPES[key]().measure_for(a_clause(key, {RULE_TYPES[key].asked: 1}).read_figures)
    for key in RULE_TYPES
}


def test_all_of_them_are_listed_in_their_order():
    assert [one.code for one in PROGRAM] == [f"C{number:02}" for number in range(1, 23)]


@pytest.mark.parametrize("one", PROGRAM, ids=lambda one: one.code)
def test_its_measures_can_be_asked_by_a_rule(one):
    assert one.label and one.measures
    assert {*one.measures} <= {*RULES.values()} <= {*MEASURES}
    for key in one.measures:
        advisory = [RULE_TYPES[rule].advisory_only for rule, measure in RULES.items() if measure == key]
        assert advisory and all(flag is (one.state is APPEAL) for flag in advisory)
