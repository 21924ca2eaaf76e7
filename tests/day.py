"""The day of the tests. Their clock is the program's own; it starts at a moment that is named and ticks on from there.

A run starts at TESTS_DAY, by default on the morning of `DEFAULT`, in all of its processes. A test that is about another
day is marked with it: `@pytest.mark.day("2028-02-29T23:30")`. What reads the clock and names no day asks for `any_day`,
as the fixtures that hold the program do, and holds on each of the `HARD` days.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime

from marketplace.kernel import clock

DEFAULT = "2026-11-24T07:00"
# In the environment, so that every process of a run is at the same moment.
DAY = os.environ.setdefault("TESTS_DAY", DEFAULT)
BEGAN = float(os.environ.setdefault("TESTS_BEGAN", str(time.time())))
HARD = (  # WIB
    "2026-11-30T16:00",  # the last of a month
    "2026-12-01T08:00",  # the first of one
    "2026-12-06T10:00",  # a Sunday
    "2026-12-14T23:30",
    "2026-12-25T09:00",  # a holiday
    "2027-01-01T00:10",  # New Year's Day, minutes old
    "2027-05-17T00:10",
    "2027-07-31T13:00",
    "2028-02-29T23:30",
    "2028-10-10T10:00",
)


machine = clock.now  # what the program goes by when no test set its clock


def moment(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=clock.WIB).astimezone(UTC)


def ticking(day: str, began: float) -> Callable[[], datetime]:
    """A clock that was at that moment when the machine's own said `began` (seconds since 1970)."""
    ahead = moment(day) - datetime.fromtimestamp(began, UTC)
    return lambda: datetime.now(UTC) + ahead


def start() -> None:
    """Set the clock of this process to the moment at which the run is."""
    clock.now = ticking(DAY, BEGAN)


def other(day: str) -> dict[str, str]:
    """What the environment says to a process that starts on this day now."""
    return {"TESTS_DAY": day, "TESTS_BEGAN": str(time.time())}
