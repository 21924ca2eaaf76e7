from datetime import date

import pytest

from marketplace.kernel.workdays import is_workday, workdays_after

HOLIDAYS = frozenset({date(2026, 8, 17), date(2026, 12, 25)})


@pytest.mark.parametrize(
    "day, count, expected",
    [
        (date(2026, 11, 24), 3, date(2026, 11, 27)),  # Tuesday to Friday
        (date(2026, 11, 26), 3, date(2026, 12, 1)),  # over a weekend
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # from a Saturday
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # over Christmas, a Friday
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
    ],
)
def test_weekends_and_holidays_do_not_count(day, count, expected):
    assert workdays_after(day, count, HOLIDAYS) == expected


def test_a_holiday_on_a_weekday_is_no_workday():
    assert not is_workday(date(2026, 8, 17), HOLIDAYS)
    assert is_workday(date(2026, 8, 18), HOLIDAYS)
    assert not is_workday(date(2026, 8, 22), HOLIDAYS)
