from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.kernel.clock import day_of
from marketplace.kernel.workdays import workdays_after
from marketplace.web.office.queue import count_waiting, late_before, summaries
from marketplace.web.office.subjects.base import PROMISE

HOLIDAYS = frozenset({date(2026, 5, 14), date(2026, 8, 17)})


@pytest.mark.parametrize("days", range(0, 400, 7))
def test_what_came_before_the_moment_is_late_and_what_came_after_is_not(days):
    today = date(2026, 1, 5) + timedelta(days)
    moment = late_before(today, HOLIDAYS)

    assert workdays_after(day_of(moment - timedelta(seconds=1)), PROMISE, HOLIDAYS) < today
    assert workdays_after(day_of(moment), PROMISE, HOLIDAYS) >= today


def test_it_is_a_midnight_in_metro():
    assert late_before(date(2026, 11, 24), HOLIDAYS) == datetime(2026, 11, 18, 17, 0, tzinfo=UTC)


def test_nothing_waits_in_a_new_city(work):
    assert list(summaries(work())) == []
    assert count_waiting(work()) == 0
