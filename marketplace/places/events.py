"""What happens to the office's list of holidays; it is told year by year."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class HolidayAdded(Event):
    year: int
    day: str
    name: str


@dataclass(frozen=True, kw_only=True)
class HolidayChanged(Event):
    year: int
    day: str
    name: str
    before: str


@dataclass(frozen=True, kw_only=True)
class HolidayConfirmed(Event):
    year: int
    days: list[str]
    source: str


@dataclass(frozen=True, kw_only=True)
class HolidayRemoved(Event):
    year: int
    day: str
    name: str
    reason: str
