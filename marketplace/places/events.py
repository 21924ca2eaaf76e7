"""What happens to the office's list of holidays; it is told year by year."""

from marketplace.kernel.events import Event
from marketplace.kernel.labels import _l


class YearEvent(Event, subject_kind="year", label=_l("Tahun kerja")):
    year_id: int  # 2027


class HolidayAdded(YearEvent, action="HolidayAdded", label=_l("Hari libur ditambahkan")):
    day: str
    holiday: str


class HolidayChanged(YearEvent, action="HolidayChanged", label=_l("Hari libur diubah")):
    day: str
    holiday: str
    before: str


class HolidayConfirmed(
    YearEvent, action="HolidayConfirmed", label=_l("Hari libur dicocokkan dengan sumbernya")
):
    days: list[str]
    source: str


class HolidayRemoved(YearEvent, action="HolidayRemoved", label=_l("Hari libur dihapus")):
    day: str
    holiday: str
    reason: str
