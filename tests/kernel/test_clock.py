from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.clock import WIB, close_of, day_of, end_of
from tests.day import machine

DAYS = st.dates(date(2001, 1, 2), date(2098, 12, 30))
MOMENTS = st.integers(0, 3 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
ZONES = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))


def test_now_is_aware_and_in_utc():
    before = datetime.now(UTC)
    now = machine()
    assert now.utcoffset() == timedelta(0)
    assert before <= now <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 8, 31, 16, 59, 59, tzinfo=UTC), date(2026, 8, 31)),
        (datetime(2026, 8, 31, 17, 0, tzinfo=UTC), date(2026, 9, 1)),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 8, 31, 0, 0, tzinfo=UTC), date(2026, 8, 31)),
    ],
)
def test_the_business_day_turns_at_midnight_in_metro(moment, day):
    assert day_of(moment) == day


@given(moment=MOMENTS, zone=ZONES)
def test_the_business_day_of_a_moment_does_not_depend_on_how_it_is_written(moment, zone):
    assert day_of(moment.astimezone(zone)) == day_of(moment)


@given(day=DAYS, hour=st.integers(0, 23))
def test_a_deadline_falls_on_its_own_business_day(day, hour):
    moment = end_of(day, hour=hour)
    assert moment.utcoffset() == timedelta(0)
    assert day_of(moment) == day
    assert moment.astimezone(WIB).time() == time(hour)


@given(day=DAYS)
def test_deadlines_fall_at_five_in_the_afternoon_in_metro(day):
    assert end_of(day) == datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


@given(day=DAYS)
def test_a_day_is_over_at_the_first_moment_of_the_next(day):
    assert close_of(day) == end_of(day + timedelta(days=1), hour=0)


@given(one=MOMENTS, other=MOMENTS)
def test_later_moments_never_fall_on_earlier_days(one, other):
    early, late = sorted((one, other))
    assert day_of(early) <= day_of(late)
