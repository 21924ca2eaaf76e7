"""Regions and holidays as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import extract, select
from sqlalchemy.orm import Session

from marketplace.places.models import Holiday, Region


def kelurahan(session: Session) -> list[tuple[str, str]]:
    """(code, name) of the city's 22 kelurahan, by name."""
    query = select(Region.code, Region.name).where(Region.level == "kelurahan").order_by(Region.name)
    return [(code, name) for code, name in session.execute(query)]


def kecamatan_names(session: Session) -> list[tuple[str, str]]:
    """(code, name) of the city's five kecamatan, by name."""
    query = select(Region.code, Region.name).where(Region.level == "kecamatan").order_by(Region.name)
    return [(code, name) for code, name in session.execute(query)]


def kelurahan_name(session: Session, code: str | None) -> str:
    """Empty for none."""
    return session.scalar(select(Region.name).where(Region.code == code)) or "" if code else ""


@dataclass(frozen=True)
class HolidayRow:
    day: date
    name: str
    source: str
    confirmed: bool

    @property
    def weekend(self) -> bool:
        """It changes no deadline."""
        return self.day.weekday() >= 5


def holidays_of(session: Session, year: int) -> Sequence[HolidayRow]:
    query = (
        select(Holiday.day, Holiday.name, Holiday.source, Holiday.confirmed)
        .where(extract("year", Holiday.day) == year)
        .order_by(Holiday.day)
    )
    return [HolidayRow(*values) for values in session.execute(query)]


def years_listed(session: Session) -> Sequence[int]:
    """The years that have days on the list, in order."""
    year = extract("year", Holiday.day)
    return [int(one) for one in session.scalars(select(year).distinct().order_by(year))]
