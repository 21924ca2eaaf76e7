"""What the city bought from its own makers, as published: sums only, nobody's own figures."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.compliance import wording
from marketplace.compliance.months import Group
from marketplace.compliance.public_figures import Sector
from marketplace.compliance.public_months import PublicMonth, public_months, vouched_for
from marketplace.compliance.trend import months_until, published_trend, with_target
from marketplace.journal.heads import head_line
from marketplace.kernel.errors import NotFound
from marketplace.kernel.fingerprints import fingerprint, spelled
from marketplace.kernel.labels import Label, joined
from marketplace.kernel.period import Month
from marketplace.partners.models import PartnerKind
from marketplace.uptake.measures.base import MEASURES
from marketplace.uptake.program import PROGRAM
from marketplace.web.access import ANYONE, may
from marketplace.web.context import reading, tools
from marketplace.web.trend import TrendChart, trend_chart

bp = Blueprint("public_uptake", __name__)

SHOWN = 12  # months


@bp.get("/uptake")
@may(ANYONE)
def show() -> ResponseReturnValue:
    """Figures of reports whose cheap checks hold; one that does not hold is named, and its figures are left out."""
    session = reading().session
    months, doubted = vouched_for(session, tools().signer, public_months(session, limit=SHOWN))
    newest = months[0] if months else None
    return render_template(
        "public/uptake/show.html",
        months=months,
        doubted=doubted,
        office_key=spelled(fingerprint(newest.document.public_key)) if newest else "",
        newest=newest,
        journal_head=head_line(session),
        trend=_trend(months, newest) if newest else None,
        group_name=group_name,
        wording=wording,
    )


@bp.get("/program/measures")
@may(ANYONE)
def measures() -> ResponseReturnValue:
    """Each measure, and by which the clauses of the program can be asked."""
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


def _trend(months: Sequence[PublicMonth], newest: PublicMonth) -> TrendChart:
    bound, shown = newest.figures.bound, months_until(Month.parse(newest.document.month))
    points = with_target(
        published_trend(months, shown), newest.summed.circular, bound.target if bound else None
    )
    return trend_chart(gettext("Porsi belanja lokal mitra terikat tiap bulan"), points)


def group_name(group: Group) -> Label:
    """Of reports from before there were sectors, the kinds."""
    names = [Sector(one).label for one in group.sectors] or [PartnerKind(one).label for one in group.kinds]
    return joined(names, between=", ")
