"""The certificate of having been there: one page for each person, A4 landscape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.compliance.wording import long_day
from marketplace.db.listing import AnySelect
from marketplace.kernel.clock import WIB, day_of
from marketplace.kernel.errors import NotFound
from marketplace.kernel.letterhead import OFFICE
from marketplace.outreach.models import Activity, Attendance, Candidate
from marketplace.outreach.states import PRESENT
from marketplace.places.models import Region
from marketplace.ports.documents import Documents

MOST = 500  # pages of one file


def own_paper(session: Session, attendance: Attendance, documents: Documents) -> bytes:
    """Raises NotFound for somebody who was not there."""
    return _set(session, documents, Attendance.id == attendance.id)


def papers_of(session: Session, activity_id: int, documents: Documents) -> bytes:
    """Of everybody who was there, by name. Raises NotFound when nobody was."""
    return _set(session, documents, Attendance.activity_id == activity_id)


def _set(session: Session, documents: Documents, *whose: Any) -> bytes:
    query: AnySelect = (
        select(Activity, Candidate.name, Attendance.code, Region.name)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .join(Candidate, Candidate.id == Attendance.candidate_id)
        .outerjoin(Region, Region.code == Activity.kelurahan_code)
        .where(Attendance.state == PRESENT, *whose)
        .order_by(Candidate.name, Attendance.id)
        .limit(MOST)
    )
    pages = [_page(*row) for row in session.execute(query)]
    if not pages:
        raise NotFound("nobody was there")
    return documents.pdf("attendance.typ", {"office": OFFICE, "pages": pages})


def _page(activity: Activity, name: str, code: str, kelurahan: str | None) -> dict[str, Any]:
    day = day_of(activity.starts_at)
    begin, end = activity.starts_at.astimezone(WIB), activity.ends_at.astimezone(WIB)
    return {
        "name": name,
        "title": activity.title,
        "kind": str(activity.kind.label),
        "day": long_day(day),
        "hours": f"{begin:%H.%M}–{end:%H.%M} WIB",
        "place": ", ".join(_places(activity, kelurahan)),
        "number": f"{activity.id:03}/{code}/MB2/{day.year}",
        "signed": f"Metro, {long_day(day)}",
    }


def _places(activity: Activity, kelurahan: str | None) -> Sequence[str]:
    return [activity.place, *([f"Kelurahan {kelurahan}"] if kelurahan else []), "Kota Metro"]
