"""Working days: Monday to Friday, without the national holidays listed here.

The list is to be kept up: a year that is not in it has weekends only. The days of 2026 follow the joint decree of
three ministers as announced in September 2025 and are unconfirmed against the Berita Negara.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

HOLIDAYS: Mapping[date, str] = {
    date(2026, 1, 1): "Tahun Baru 2026",
    date(2026, 1, 16): "Isra Mikraj",
    date(2026, 2, 17): "Tahun Baru Imlek 2577",
    date(2026, 3, 19): "Hari Suci Nyepi",
    date(2026, 3, 21): "Idulfitri 1447",
    date(2026, 3, 22): "Idulfitri 1447",
    date(2026, 4, 3): "Wafat Yesus Kristus",
    date(2026, 4, 5): "Paskah",
    date(2026, 5, 1): "Hari Buruh Internasional",
    date(2026, 5, 14): "Kenaikan Yesus Kristus",
    date(2026, 5, 27): "Iduladha 1447",
    date(2026, 5, 31): "Hari Raya Waisak 2570",
    date(2026, 6, 1): "Hari Lahir Pancasila",
    date(2026, 6, 16): "Tahun Baru Islam 1448",
    date(2026, 8, 17): "Proklamasi Kemerdekaan",
    date(2026, 8, 25): "Maulid Nabi Muhammad",
    date(2026, 12, 25): "Kelahiran Yesus Kristus",
}


def is_workday(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def workdays_after(day: date, count: int) -> date:
    """The day on which `count` working days have passed since `day`, which itself does not count."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day
