"""What the city bought from its own makers, as published: sums only, nobody's own figures."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.compliance.freezing import SignedDocument, read_document
from marketplace.compliance.queries import current_reports
from marketplace.compliance.verification import look_at
from marketplace.compliance.wording import points
from marketplace.kernel.errors import NotFound
from marketplace.kernel.fingerprints import fingerprint, spelled
from marketplace.kernel.money import half_up
from marketplace.kernel.period import Month
from marketplace.partners.models import PartnerKind
from marketplace.uptake.measures.base import MEASURES
from marketplace.uptake.program import PROGRAM
from marketplace.web.access import ANYONE, may
from marketplace.web.context import reading, tools
from marketplace.web.language import share, translate
from marketplace.web.tasks import Bar, Chart

bp = Blueprint("public_uptake", __name__)

SHOWN = 12  # months


@bp.get("/uptake")
@may(ANYONE)
def show() -> ResponseReturnValue:
    """Figures of reports whose cheap checks hold; one that does not hold is named, and its figures are left out."""
    session = reading().session
    reports = current_reports(session, limit=SHOWN)
    checked = zip(reports, look_at(session, tools().signer, reports), strict=True)
    genuine = {report.number for report, found in checked if found.holds}
    papers = [(report, read_document(report.document)) for report in reports if report.number in genuine]
    return render_template(
        "public/uptake/show.html",
        months=papers,
        doubted=[report for report in reports if report.number not in genuine],
        print_of=lambda report: spelled(fingerprint(report.public_key)),
        newest=papers[0] if papers else None,
        chart=_chart([document for _, document in reversed(papers)]),
        kind_of=lambda kind: PartnerKind(kind).label,
    )


@bp.get("/program/measures")
@may(ANYONE)
def measures() -> ResponseReturnValue:
    """Each measure, and which clauses of the program can be asked or what data they wait for."""
    return render_template(
        "public/uptake/measures.html",
        measures=[(key, MEASURES[key]) for key in MEASURES],
        names={key: MEASURES[key].label for key in MEASURES},
        program=PROGRAM,
    )


@bp.get("/program/measures/<key>")
@may(ANYONE)
def measure(key: str) -> ResponseReturnValue:
    """One measure defined; a report names the version it was made by."""
    if key not in MEASURES:
        raise NotFound(f"measure {key}")
    return render_template("public/uptake/measure.html", measure=MEASURES[key])


def _chart(documents: list[SignedDocument]) -> Chart:
    return Chart(
        caption=gettext("Porsi belanja lokal tiap bulan"),
        alt=gettext("Porsi belanja lokal dari bulan ke bulan; angkanya ada pada tabel di bawah."),
        heads=(gettext("Bulan"), gettext("Porsi")),
        bars=[_bar(document) for document in documents],
    )


def _bar(document: SignedDocument) -> Bar:
    """One decimal on the bar, both in the table, each half up: 15,93 % stands as 15,9."""
    figures, full = document.figures, str(translate(Month.parse(document.month).label))
    if figures.local is None or not figures.declared:
        return Bar(full[:3], None, "–", full, gettext("Belum ada data"))
    brief = f"{half_up(figures.local * 1000, figures.declared) / 10:.1f}".replace(".", ",")
    amount = points(figures.local, figures.declared)
    return Bar(full[:3], amount, brief, full, share((figures.local, figures.declared)))
