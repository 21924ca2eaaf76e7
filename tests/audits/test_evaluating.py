"""Figures against published tables and examples, and what must hold of any."""

from __future__ import annotations

from fractions import Fraction
from math import comb, exp, factorial
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.audits.distributions import beta_cdf, gamma_cdf
from marketplace.audits.drawing import Draws, seed_of
from marketplace.audits.evaluating import (
    CheckedDocument,
    ErrorGroup,
    by_cause,
    evaluate_monetary,
    evaluate_random,
    stringer_bound,
    stringer_factor,
    wrong_share,
)
from marketplace.audits.sizing import MOST, sample_size
from tests.audits.ledgers import covered_share


@pytest.mark.parametrize(("expected", "size"), [(0, 60), (100, 93), (200, 162)])
def test_sample_sizes_are_those_of_the_published_table(expected: int, size: int) -> None:
    """AICPA Audit Sampling (2017), table C-1: 5 % risk, tolerable 5 %, ratios 0, 0.2 and 0.4."""
    assert sample_size(confidence=9500, tolerable=500, expected=expected) == size


def test_no_sample_tells_what_is_expected_to_be_all_that_is_tolerable() -> None:
    assert sample_size(confidence=9500, tolerable=500, expected=500) is None
    assert MOST == 2000


@pytest.mark.parametrize(
    ("confidence", "factors"),
    [(9000, "2.3026 1.5871 1.4326 1.3585"), (9500, "2.9957 1.7481 1.5519 1.4579")],
)
def test_factors_are_the_published_ones_and_go_on(confidence: int, factors: str) -> None:
    found = [f"{float(stringer_factor(confidence, place)):.4f}" for place in range(4)]
    assert " ".join(found) == factors
    later = [stringer_factor(confidence, place) for place in range(1, 200)]
    assert later == sorted(later, reverse=True) and later[-1] > 1


def test_the_published_bound_comes_out_to_the_rupiah() -> None:
    """Interval 42,373, taints .6, .3 and .1, certain misstatement 10,699, confidence 90 %."""
    taints = [Fraction(3, 10), Fraction(1, 10), Fraction(6, 10)]
    assert stringer_bound(42_373, taints, 9000, certain=10_699) == 172_585


def test_the_case_that_was_drawn_comes_out_to_the_rupiah() -> None:
    """Interval Rp540.000: one document missing, one a quarter too high, at 90 %."""
    right = [CheckedDocument(400_000, 400_000)] * 18
    wrong = [CheckedDocument(260_000, 0, cause="missing"), CheckedDocument(360_000, 270_000)]
    found = evaluate_monetary([*right, *wrong], interval=540_000, population=10_800_000, confidence=9000)
    assert (found.projected, found.upper) == (675_000, 2_293_850)
    assert [round(step.added) for step in found.steps] == [1_243_396, 857_053, 193_401]


def test_what_was_taken_for_certain_is_added_without_a_factor() -> None:
    sure = CheckedDocument(900_000, 800_000, certain=True)
    found = evaluate_monetary([sure], interval=500_000, population=900_000, confidence=9500)
    assert (found.projected, found.upper, found.steps) == (100_000, 100_000, ())


def test_what_is_too_low_lowers_nothing() -> None:
    low = CheckedDocument(100_000, 150_000)
    found = evaluate_monetary([low], interval=200_000, population=9_000_000, confidence=9500)
    none = evaluate_monetary([], interval=200_000, population=9_000_000, confidence=9500)
    assert (found.projected, found.upper, found.understated) == (0, none.upper, 100_000)


def test_documents_drawn_at_random_bound_how_many_are_wrong() -> None:
    """At 95 %: none in 59 is at most 5 %, one in 60 at most 7.7 % (published attribute tables)."""
    assert wrong_share(59, 0, 9500) == pytest.approx(1 - 0.05 ** (1 / 59))
    wrong = CheckedDocument(50_000, 40_000)
    found = evaluate_random([CheckedDocument(1, 1)] * 59 + [wrong], documents=300, confidence=9500)
    assert (found.wrong, found.upper, found.estimate) == (1, 22, 50_000)
    assert evaluate_random([wrong] * 3, documents=3, confidence=9500).upper == 3


def test_errors_are_told_by_cause() -> None:
    some = [
        CheckedDocument(10, 0, cause="missing"),
        CheckedDocument(100, 40, cause="price"),
        CheckedDocument(100, 110, cause="price"),
        CheckedDocument(7, 7),
    ]
    assert list(by_cause(some).items()) == [
        ("price", ErrorGroup(2, 60, 10)),
        ("missing", ErrorGroup(1, 10, 0)),
    ]


@given(shape=st.integers(1, 60), x=st.floats(0.01, 120))
def test_the_gamma_function_agrees_with_the_poisson_sum(shape: int, x: float) -> None:
    """P(Gamma(k) ≤ x) is the chance of k or more Poisson events of mean x."""
    fewer = sum(exp(-x) * x**count / factorial(count) for count in range(shape))
    assert gamma_cdf(x, shape) == pytest.approx(1 - fewer, abs=1e-10)


@given(drawn=st.integers(1, 60), x=st.floats(0.001, 0.999), data=st.data())
def test_the_beta_function_agrees_with_the_binomial_sum(drawn: int, x: float, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, drawn))
    more = sum(comb(drawn, count) * x**count * (1 - x) ** (drawn - count) for count in range(k, drawn + 1))
    assert beta_cdf(x, k, drawn - k + 1) == pytest.approx(more, abs=1e-10)


@given(taints=st.lists(st.fractions(0, 1), max_size=8), more=st.fractions(0, 1))
def test_another_error_never_lowers_the_bound(taints: list[Fraction], more: Fraction) -> None:
    bound = stringer_bound(100_000, taints, 9000)
    assert bound <= stringer_bound(100_000, [*taints, more], 9000)
    assert bound >= 100_000 * sum(taints)


def test_a_seed_draws_the_same_numbers_everywhere() -> None:
    seed = seed_of("ab" * 32, "cd" * 32)
    assert seed == "dcd7d37b4a82f5161c1ad6968b78c29b905c3af1fd251401ab26d45b6a9c9977"  # sha256sum says so too
    draws = Draws(seed)
    assert [draws.below(1000) for _ in range(5)] == [640, 801, 441, 301, 486]


@pytest.mark.parametrize("rate", [0.01, 0.1])
def test_the_bound_covers_what_is_wrong(rate: float) -> None:
    """A few ledgers of each; 2,000 of every rate are in the long test."""
    assert covered_share(Random(7), ledgers=60, rate=rate, confidence=9000) >= 0.9
