"""Published months as the province sees them: whole sums, nobody's own; and the letter that sends one upward."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from flask import Blueprint, Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.compliance import wording
from marketplace.compliance.cover_letters import cover_letter
from marketplace.compliance.envelopes import sealed
from marketplace.compliance.models import Report
from marketplace.compliance.public_months import PublicMonth, public_months
from marketplace.journal.queries import EntryRow, history
from marketplace.kernel import roles
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.ports.sheets import Column, Table
from marketplace.web.access import OFFICIAL, PROVINCE, may
from marketplace.web.context import reading, tools
from marketplace.web.downloads import save_as
from marketplace.web.exporting import file_response
from marketplace.web.months import month_named
from marketplace.web.printing import pdf
from marketplace.web.public.uptake import group_name

bp = Blueprint("office_published", __name__)

SHOWN = 36  # months
ENCLOSED = ("Laporan bertanda tangan digital (JSON)", "Ringkasan angka per kelompok (XLSX dan CSV)")


@bp.get("/published")
@may(PROVINCE | OFFICIAL)
def index() -> ResponseReturnValue:
    months = public_months(reading().session, limit=SHOWN)
    return render_template("office/published/index.html", months=months, wording=wording)


@bp.get("/published/<month>")
@may(PROVINCE | OFFICIAL)
def show(month: str) -> ResponseReturnValue:
    found = _found(month_named(month))
    return render_template(
        "office/published/show.html",
        month=month,
        one=found,
        wording=wording,
        group_name=group_name,
        entries=_entries(found),
    )


def _entries(found: PublicMonth) -> Sequence[EntryRow]:
    """Who published it and when, for the office; the province reads whole sums and nobody."""
    uow = reading()
    if uow.actor.has(roles.PROVINCE):
        return []
    return history(uow.session, "report", uow.find(Report, public_id=found.code).id)


@bp.get("/published/<month>/letter.pdf")
@may(PROVINCE | OFFICIAL)
def letter(month: str) -> ResponseReturnValue:
    return pdf(f"surat-pengantar-{month}.pdf", _letter(_found(month_named(month))), inline=True)


@bp.get("/published/<month>/export")
@may(PROVINCE | OFFICIAL)
def export(month: str) -> ResponseReturnValue:
    """The letter with all that it names, in one file. What a single partner did is in none of them."""
    found = _found(month_named(month))
    report = reading().find(Report, public_id=found.code)
    name, table = f"mb2-{month}", _summary(found)
    files = {
        f"surat-pengantar-{month}.pdf": _letter(found),
        f"{name}.json": "".join(sealed(reading().session, report, annex=False)).encode(),
        f"{name}.xlsx": file_response("xlsx", name, table).get_data(),
        f"{name}.csv": file_response("csv", name, table).get_data(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            archive.writestr(zipfile.ZipInfo(file, found.document.signed_at.timetuple()[:6]), content)
    return save_as(Response(packed.getvalue(), mimetype="application/zip"), f"{name}.zip")


def _found(month: Month) -> PublicMonth:
    months = public_months(reading().session, limit=SHOWN)
    found = next((one for one in months if one.document.month == str(month)), None)
    if found is None:
        raise NotFound(f"published month {month}")
    return found


def _letter(found: PublicMonth) -> bytes:
    base: str = current_app.config["BASE_URL"]
    address = base.rstrip("/") + url_for("public_verify.show", code=found.code)
    return cover_letter(tools().documents, found, on=reading().today, address=address, enclosed=ENCLOSED)


def _summary(found: PublicMonth) -> Table:
    columns = [
        Column(_l("Kelompok"), width=48),
        Column(_l("Mitra"), kind="number"),
        Column(_l("Belanja lokal"), kind="rupiah"),
        Column(_l("Belanja yang dinyatakan"), kind="rupiah"),
        Column(_l("Target"), width=20),
    ]
    figures = found.figures
    rows: list[Sequence[str | int | None]] = [
        (
            group_name(group),
            group.partners,
            group.local,
            group.declared,
            _l("terikat") if group.bound else _l("tidak terikat, tanpa target"),
        )
        for group in figures.groups
    ]
    if figures.bound:
        bound = figures.bound
        target = wording.percent(wording.points(*bound.target))
        rows.append(
            (
                _l("Terikat butir %(code)s", code=bound.code),
                bound.with_data,
                bound.numerator,
                bound.denominator,
                target,
            )
        )
    rows.append(
        (_l("Semua yang dijumlahkan"), figures.summed, figures.local, figures.declared, _l("tanpa target"))
    )
    return Table(_l("Ringkasan"), columns, rows)
