"""What happens to the office's list of holidays; it is told year by year."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class HolidayAdded(Event):
    year_id: int  # 2027
    day: str
    holiday: str


@dataclass(frozen=True, kw_only=True)
class HolidayChanged(Event):
    year_id: int  # 2027
    day: str
    holiday: str
    before: str


@dataclass(frozen=True, kw_only=True)
class HolidayConfirmed(Event):
    year_id: int  # 2027
    days: list[str]
    source: str


@dataclass(frozen=True, kw_only=True)
class HolidayRemoved(Event):
    year_id: int  # 2027
    day: str
    holiday: str
    reason: str
