"""Working days: Monday to Friday, without the holidays that the caller names; `places.calendar` reads the list."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta


def is_workday(day: date, holidays: Container[date]) -> bool:
    return day.weekday() < 5 and day not in holidays


def workdays_after(day: date, count: int, holidays: Container[date]) -> date:
    """The day on which `count` working days have passed since `day`, which itself does not count."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day, holidays)
    return day
