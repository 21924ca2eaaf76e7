"""What came of the visits: from being there to a first order, and the city by kelurahan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import WIB
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.reading import read_day
from marketplace.outreach import policies
from marketplace.outreach.districts import KelurahanRow, kelurahan_table
from marketplace.outreach.funnel import Stage, funnel
from marketplace.outreach.queries import activity_page
from marketplace.ports.sheets import Column, Table
from marketplace.web.access import OFFICIAL, may
from marketplace.web.city_map import CityMap, Place
from marketplace.web.context import reading
from marketplace.web.query_args import enum_arg
from marketplace.web.workbooks import workbook

bp = Blueprint("office_outreach_figures", __name__)

COLUMNS = (
    Column(_l("Kelurahan"), width=22),
    Column(_l("Kecamatan"), width=18),
    Column(_l("Pembuat"), kind="number", note=_l("Disetujui Dinas.")),
    Column(_l("Bersertifikat"), kind="number", note=_l("Punya surat produk yang berlaku.")),
    Column(_l("Produk tayang"), kind="number"),
    Column(_l("Urusan berjalan"), kind="number"),
    Column(_l("Silaturahmi terakhir"), kind="moment", width=20),
    Column(_l("Silaturahmi berikutnya"), kind="moment", width=20),
)


class Shown(Labelled):
    MAKERS = "makers", _l("Pembuat")
    CERTIFIED = "certified", _l("Pembuat bersertifikat")
    CASES = "open_cases", _l("Urusan berjalan")


@bp.get("/outreach/funnel")
@may(OFFICIAL)
def show() -> ResponseReturnValue:
    uow, stage = reading(), enum_arg(Stage, name="stage")
    where = request.args.get("activity", "")
    activity = activity_page(uow.session, where, public=False).row if where else None
    first = _day("first", date(uow.today.year, 1, 1))
    last = _day("last", uow.today)
    filters = {"activity_id": activity.id} if activity else {"first": first, "last": last}
    found = funnel(uow.session, uow.today, **filters)
    names = stage is not None and uow.allows(policies.officer, None)
    return render_template(
        "office/outreach/funnel.html",
        activity=activity,
        first=first,
        last=last,
        counts=found.counts,
        stages=Stage,
        stage=stage,
        people=found.people[stage] if stage else (),
        names=names,
        today=uow.today,
    )


@bp.get("/outreach/kelurahan")
@may(OFFICIAL)
def kelurahan() -> ResponseReturnValue:
    uow = reading()
    rows, shown = _sorted(uow), enum_arg(Shown, name="show") or Shown.MAKERS
    return render_template(
        "office/outreach/kelurahan.html",
        rows=rows,
        shown=shown,
        measures=Shown,
        map=CityMap(shown.label, _places(rows, shown)),
        today=uow.today,
    )


@bp.get("/outreach/kelurahan.xlsx")
@may(OFFICIAL)
def export() -> ResponseReturnValue:
    uow = reading()
    rows = [
        [
            row.name,
            row.kecamatan,
            row.makers,
            row.certified,
            row.products,
            row.open_cases,
            row.last_visit.astimezone(WIB) if row.last_visit else None,
            row.next_visit.astimezone(WIB) if row.next_visit else None,
        ]
        for row in _sorted(uow)
    ]
    return workbook(_l("kelurahan-%(day)s", day=uow.today), Table(_l("Kelurahan"), COLUMNS, rows))


def _day(name: str, otherwise: date) -> date:
    """A day of the address; what is none asks for nothing."""
    try:
        return read_day(request.args.get(name, ""))
    except ValueError:
        return otherwise


def _sorted(uow: UnitOfWork) -> Sequence[KelurahanRow]:
    """As the address asks; those without a value last."""
    sort = request.args.get("sort", "")
    by, rows = sort.removeprefix("-"), kelurahan_table(uow.session, uow.today)
    if by not in KelurahanRow.__dataclass_fields__:
        return rows
    known = [row for row in rows if getattr(row, by) is not None]
    unknown = [row for row in rows if getattr(row, by) is None]
    return [*sorted(known, key=lambda row: getattr(row, by), reverse=sort.startswith("-")), *unknown]


def _places(rows: Sequence[KelurahanRow], shown: Shown) -> list[Place]:
    leads = "office_cases.index" if shown is Shown.CASES else "office_producers.index"
    return [
        Place(row.name, row.kecamatan, getattr(row, shown.value), url_for(leads, kelurahan=row.code))
        for row in rows
    ]
