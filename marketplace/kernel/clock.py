"""The only place that asks what time it is."""

from datetime import UTC, date, datetime, timedelta, timezone

WIB = timezone(timedelta(hours=7), "WIB")


def now() -> datetime:
    return datetime.now(UTC)


def day_of(moment: datetime) -> date:
    """The business day of a moment: the calendar day in Metro (WIB, UTC+7)."""
    return moment.astimezone(WIB).date()


def end_of(day: date, *, hour: int = 17) -> datetime:
    """The moment a deadline on that day falls due: five in the afternoon, WIB."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=WIB).astimezone(UTC)


def close_of(day: date) -> datetime:
    """The moment that day is over: midnight, WIB."""
    after = day + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=WIB).astimezone(UTC)
