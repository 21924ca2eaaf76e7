"""Holidays by year: deadlines count working days, and these are none. Officers keep the list."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.journal.queries import history
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.places import policies
from marketplace.places.queries import holidays_of, years_listed
from marketplace.places.services import add_holiday, confirm_holidays, remove_holiday, rename_holiday
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading
from marketplace.web.forms import DayField, Form, Text
from marketplace.web.query_args import as_day
from marketplace.web.redirects import done, notify

bp = Blueprint("office_holidays", __name__)

EARLIEST, AHEAD = 2026, 5  # years


class AddForm(Form):
    day = DayField(_l("Tanggal"), least=lambda: reading().today)
    name = Text(_l("Nama hari libur"), longest=80)


class ConfirmForm(Form):
    source = Text(
        _l("Dicocokkan dengan"), longest=200, help=_l("Nomor keputusan bersama tiga menteri dan tanggalnya.")
    )


class NameForm(Form):
    name = Text(_l("Nama hari libur"), longest=80)


class RemoveForm(Form):
    reason = Text(_l("Alasan"), longest=200)


@bp.get("/holidays")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    return redirect(url_for(".year", year=reading().today.year))


@bp.get("/holidays/<int:year>")
@may(OFFICIAL)
def year(year: int) -> ResponseReturnValue:
    return _page(year)


@bp.post("/holidays/<int:year>/add")
@may(OFFICER)
def add(year: int) -> ResponseReturnValue:
    form = AddForm().shown_on(lambda form: _page(year, adding=form))
    form.submit(lambda uow: add_holiday(uow, form.day.data, name=form.name.data))
    notify(_l("Hari libur ditambahkan. Batas waktu yang sudah berjalan tetap pada harinya."))
    return redirect(url_for(".year", year=form.day.data.year))


@bp.post("/holidays/<int:year>/confirm")
@may(OFFICER)
def confirm(year: int) -> ResponseReturnValue:
    form = ConfirmForm().shown_on(lambda form: _page(year, confirming=form))
    count = form.submit(lambda uow: len(confirm_holidays(uow, year, source=form.source.data)))
    return done(_l("%(count)s hari libur dicocokkan.", count=count), ".year", year=year)


@bp.get("/holidays/on/<day>")
@may(OFFICER)
def edit(day: str) -> ResponseReturnValue:
    return _day(_read(day))


@bp.post("/holidays/on/<day>")
@may(OFFICER)
def rename(day: str) -> ResponseReturnValue:
    on = _read(day)
    form = NameForm().shown_on(lambda form: _day(on, naming=form))
    form.submit(lambda uow: rename_holiday(uow, on, name=form.name.data))
    return done(_l("Nama disimpan."), ".year", year=on.year)


@bp.post("/holidays/on/<day>/remove")
@may(OFFICER)
def remove(day: str) -> ResponseReturnValue:
    on = _read(day)
    form = RemoveForm().shown_on(lambda form: _day(on, removing=form))
    form.submit(lambda uow: remove_holiday(uow, on, reason=form.reason.data))
    notify(_l("Dihapus: hari itu hari kerja. Batas waktu yang sudah berjalan tetap pada harinya."))
    return redirect(url_for(".year", year=on.year))


def _read(day: str) -> date:
    if (found := as_day(day)) is None:
        raise NotFound(f"day {day}")
    return found


def _page(year: int, *, adding: AddForm | None = None, confirming: ConfirmForm | None = None) -> str:
    uow = reading()
    years = set(years_listed(uow.session)) | {uow.today.year, uow.today.year + 1}
    if not EARLIEST <= year <= uow.today.year + AHEAD:
        raise NotFound(f"year {year}")
    rows = holidays_of(uow.session, year)
    return render_template(
        "office/holidays/year.html",
        year=year,
        years=sorted(years | {year}),
        rows=rows,
        unconfirmed=sum(not row.confirmed for row in rows),
        may_change=uow.allows(policies.LIST_HOLIDAYS, year),
        adding=adding or AddForm(formdata=None),
        confirming=confirming or ConfirmForm(formdata=None),
        entries=history(uow.session, "year", year),
        today=uow.today,
    )


def _day(on: date, *, naming: NameForm | None = None, removing: RemoveForm | None = None) -> str:
    uow = reading()
    row = next((row for row in holidays_of(uow.session, on.year) if row.day == on), None)
    if row is None:
        raise NotFound(f"no holiday on {on}")
    return render_template(
        "office/holidays/day.html",
        row=row,
        naming=naming or NameForm(formdata=None, name=row.name),
        removing=removing or RemoveForm(formdata=None),
        today=uow.today,
    )
