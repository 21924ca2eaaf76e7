"""Months, and spans of months: `2026-07`, `2026-07..2026-09`; and the days that anything here may be about."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l

MONTH_NAMES = (
    _l("Januari"),
    _l("Februari"),
    _l("Maret"),
    _l("April"),
    _l("Mei"),
    _l("Juni"),
    _l("Juli"),
    _l("Agustus"),
    _l("September"),
    _l("Oktober"),
    _l("November"),
    _l("Desember"),
)

WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
EARLIEST, LATEST = (
    date(2000, 1, 1),
    date(2099, 12, 31),
)  # what people write beyond is a slip, or is meant to break


def in_calendar(day: date) -> bool:
    """Whether a day that somebody wrote can be meant. Those inside can be reckoned with: a month, a week, a zone."""
    return EARLIEST <= day <= LATEST


@dataclass(frozen=True, order=True)
class Month:
    year: int
    month: int

    def __post_init__(self) -> None:
        """A year beside the calendar is one too, so that its first and last month have neighbours to reckon with."""
        if not (EARLIEST.year - 1 <= self.year <= LATEST.year + 1 and 1 <= self.month <= 12):
            raise ValueError(f"no month {self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """`2026-07`. Raises Refused."""
        if not (written := WRITTEN.fullmatch(text.strip())):
            raise Refused(_l("“%(text)s” bukan bulan; tulis misalnya 2026-07.", text=text))
        return cls(int(written[1]), int(written[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.month)

    @property
    def label(self) -> Label:
        return _l("%(month)s %(year)s", month=MONTH_NAMES[self.month - 1], year=self.year)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def next(self) -> Month:
        return Month.of(self.last_day + timedelta(days=1))

    @property
    def previous(self) -> Month:
        return Month.of(self.first_day - timedelta(days=1))

    @property
    def quarter(self) -> MonthSpan:
        return _part_of_year(self, months=3)

    @property
    def half(self) -> MonthSpan:
        return _part_of_year(self, months=6)

    @property
    def whole_year(self) -> MonthSpan:
        return _part_of_year(self, months=12)


@dataclass(frozen=True, order=True)
class MonthSpan:
    """Whole months from `first` to `last`, both counted."""

    first: Month
    last: Month

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """`2026-07` or `2026-07..2026-09`. Raises Refused."""
        first, dots, last = text.strip().partition("..")
        try:
            return cls(Month.parse(first), Month.parse(last if dots else first))
        except Refused:
            raise Refused(
                _l("“%(text)s” bukan masa; tulis misalnya 2026-07 atau 2026-07..2026-09.", text=text)
            ) from None
        except ValueError:
            raise Refused(
                _l("Masa “%(text)s” berakhir sebelum mulai; tulis bulan yang lebih awal dahulu.", text=text)
            ) from None

    @classmethod
    def of(cls, month: Month) -> Self:
        return cls(month, month)

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}..{self.last}"

    def __iter__(self) -> Iterator[Month]:
        month = self.first
        while month <= self.last:
            yield month
            month = month.next

    def __len__(self) -> int:
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    def __contains__(self, moment: date | Month) -> bool:
        if isinstance(moment, Month):
            return self.first <= moment <= self.last
        return self.first_day <= moment <= self.last_day

    @property
    def first_day(self) -> date:
        return self.first.first_day

    @property
    def last_day(self) -> date:
        return self.last.last_day

    @property
    def label(self) -> Label:
        if self.first == self.last:
            return self.first.label
        return _l("%(first)s s.d. %(last)s", first=self.first.label, last=self.last.label)


def _part_of_year(month: Month, *, months: int) -> MonthSpan:
    start = (month.month - 1) // months * months + 1
    return MonthSpan(Month(month.year, start), Month(month.year, start + months - 1))
