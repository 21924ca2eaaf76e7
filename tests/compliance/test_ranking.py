from dataclasses import replace
from fractions import Fraction

import pytest

from marketplace.compliance.ranking import figure_of, rank
from marketplace.uptake.measures.base import Gap
from tests.compliance.test_coverage import a_month


def month():
    """Shares of 30, 10, 30 and nobody knows how many percent, and a hotel that is not bound."""
    shops = [
        ("minimarket", 30, 100),
        ("minimarket", 10, 100),
        ("minimarket", 300, 1000),
        ("minimarket", 9, None),
    ]
    return a_month(*shops, ("hotel", 90, 100))


@pytest.mark.parametrize(
    ("numerator", "denominator", "figure"),
    [
        (30, 100, Fraction(3, 10)),
        (30, 1, Fraction(30)),  # one of the staff
        (30, None, Fraction(30)),
        (30, 0, None),
        (None, 100, None),
        (0, 100, Fraction(0)),
    ],
)
def test_partners_are_compared_by_a_share_or_an_amount(numerator, denominator, figure):
    clause = replace(month().partners[0].clauses[0], numerator=numerator, denominator=denominator)
    assert figure_of(clause) == figure
    assert figure_of(replace(clause, gap=next(iter(Gap)))) is None


def test_equal_figures_have_one_place_and_without_data_there_is_none():
    ranking = rank(month(), "4a")
    assert [(one.place, one.one.partner.id) for one in ranking.ranked] == [(1, 1), (1, 3), (3, 2)]
    assert [one.partner.id for one, _ in ranking.without_data] == [4]


@pytest.mark.parametrize(
    ("each", "top", "between", "bottom"), [(1, [1], 1, [2]), (2, [1, 3], 0, [2]), (5, [1, 3, 2], 0, [])]
)
def test_nobody_stands_at_both_ends(each, top, between, bottom):
    first, left, last = rank(month(), "4a").ends(each)
    assert [one.one.partner.id for one in first] == top
    assert (left, [one.one.partner.id for one in last]) == (between, bottom)
