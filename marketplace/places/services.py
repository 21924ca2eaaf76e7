"""The office keeps the list of holidays. Whatever already runs keeps the day it was promised: only what begins after
a change reckons with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import extract, select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import _l
from marketplace.places import policies
from marketplace.places.calendar import forget
from marketplace.places.events import HolidayAdded, HolidayChanged, HolidayConfirmed, HolidayRemoved
from marketplace.places.models import Holiday


def add_holiday(uow: UnitOfWork, day: date, *, name: str) -> Holiday:
    """Refused for a day that is on the list already, and for one that is over: nobody's deadline moves back."""
    uow.demand(policies.LIST_HOLIDAYS, day)
    if day < uow.today:
        raise Refused(_l("Hari itu sudah lewat; daftar ini untuk hari ini dan sesudahnya."), field="day")
    known = uow.session.get(Holiday, day)
    if known is not None:
        raise Refused(
            _l("Hari itu sudah ada: %(name)s. Ubah namanya pada barisnya.", name=known.name), field="day"
        )
    row = uow.add(Holiday(day=day, name=name))
    forget(uow.session)
    uow.emit(HolidayAdded(year_id=day.year, day=day.isoformat(), holiday=name))
    return row


def rename_holiday(uow: UnitOfWork, day: date, *, name: str) -> Holiday:
    """Under another name it has to be confirmed anew."""
    row = _listed(uow, day)
    if name != row.name:
        before, row.name, row.confirmed, row.source = row.name, name, False, ""
        uow.emit(HolidayChanged(year_id=day.year, day=day.isoformat(), holiday=name, before=before))
    return row


def confirm_holidays(uow: UnitOfWork, year: int, *, source: str) -> Sequence[Holiday]:
    """All of the year that stand unconfirmed were held against this decree. Refused when none does."""
    uow.demand(policies.LIST_HOLIDAYS, year)
    waiting = select(Holiday).where(extract("year", Holiday.day) == year, Holiday.confirmed.is_(False))
    rows = uow.session.scalars(waiting.order_by(Holiday.day).with_for_update()).all()
    if not rows:
        raise Refused(_l("Semua hari libur tahun ini sudah dicocokkan."))
    for row in rows:
        row.confirmed, row.source = True, source
    uow.emit(HolidayConfirmed(year_id=year, days=[row.day.isoformat() for row in rows], source=source))
    return rows


def remove_holiday(uow: UnitOfWork, day: date, *, reason: str) -> None:
    """From now on it is a working day. Refused for a day that is over."""
    row = _listed(uow, day)
    if day < uow.today:
        raise Refused(_l("Hari itu sudah lewat dan tetap tercatat."))
    uow.session.delete(row)
    uow.session.flush()
    forget(uow.session)
    uow.emit(HolidayRemoved(year_id=day.year, day=day.isoformat(), holiday=row.name, reason=reason))


def _listed(uow: UnitOfWork, day: date) -> Holiday:
    uow.demand(policies.LIST_HOLIDAYS, day)
    row = uow.session.get(Holiday, day, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(f"no holiday on {day}")
    return row
