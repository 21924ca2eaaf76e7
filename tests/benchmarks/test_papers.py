"""The benchmarks of papers, run on a village: what they count must be right, how fast is for `make bench`."""

from datetime import date, timedelta

import pytest

from benchmarks import eligibility, expiry
from benchmarks.__main__ import benchmarks
from benchmarks.papers import YEARS, ends

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.usefixtures("any_day")


def test_both_are_found_by_their_names():
    assert {"eligibility", "expiry"} <= set(benchmarks())


def test_the_ends_are_spread_over_the_years_from_a_month_ago():
    days = {(ends(number, TODAY) - TODAY).days for number in range(20_000)}

    assert (min(days), max(days)) == (-30, 365 * YEARS - 31)
    assert len(days) == 365 * YEARS
    assert ends(7, TODAY + timedelta(1)) == ends(7, TODAY) + timedelta(1)


def test_a_night_tells_everybody_once_and_the_next_changes_nothing():
    figures = {figure.name: figure for figure in expiry.run(4_000)}

    assert figures["rows that a second run changes"].value == 0
    assert figures["the longest night over 4,000 certificates"].ok
    # of 3,000 P-IRT over 1,825 days: those that end in 91 days or ended in the 30 before
    assert 150 <= figures["certificates reminded of"].value <= 250
    assert 30 <= figures["products that lapsed"].value <= 70


def test_all_ways_of_asking_count_the_same_products():
    figures = {figure.name: figure for figure in eligibility.run(400, 1_200)}

    assert figures["statements for one product"].value == figures["statements for 500 products"].value == 5
    assert figures["the whole city, beside one by one"].ratio > 1
