from datetime import timedelta

import pytest

from marketplace.kernel import clock
from marketplace.kernel.period import Month
from tests.conftest import NOW
from tests.day import DAY, DEFAULT, HARD, moment

A_WHILE = timedelta(hours=3)  # longer than any run takes


def test_who_says_nothing_about_a_day_is_told_no_time():
    with pytest.raises(AssertionError, match="names its day"):
        clock.now()


def test_the_run_has_a_day_and_the_clock_goes_on(any_day):
    first, second = clock.now(), clock.now()
    assert moment(DAY) <= first <= second < moment(DAY) + A_WHILE


@pytest.mark.day("2028-02-29T23:30")
def test_a_test_that_names_its_day_begins_on_it():
    assert timedelta(0) <= clock.now() - moment("2028-02-29T23:30") < timedelta(minutes=1)


def test_rows_that_name_no_moment_are_of_the_usual_morning():
    assert moment(DEFAULT) == NOW


def test_the_hard_days_are_hard():
    days = [clock.day_of(moment(day)) for day in HARD]
    months = [Month.of(day) for day in days]
    assert len(set(days)) == 10
    assert any(day == month.first_day for day, month in zip(days, months, strict=True))
    assert any(day == month.last_day for day, month in zip(days, months, strict=True))
    assert {"01-01", "02-29", "12-25"} <= {f"{day:%m-%d}" for day in days}
    assert 6 in {day.weekday() for day in days}
    assert {"23:30", "00:10"} <= {day[11:] for day in HARD}
    assert {2027, 2028} <= {day.year for day in days}
