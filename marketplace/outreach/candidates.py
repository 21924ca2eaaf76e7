"""Candidates, for officials: who they are, where they came, and whether they became makers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, outerjoin

from marketplace.accounts.models import Organisation
from marketplace.db.listing import Listing, Row, by, col, maybe, where
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.outreach.attendees import found_by
from marketplace.outreach.models import Activity, Attendance, AttendanceState, Candidate
from marketplace.places.models import Region
from marketplace.ports.sheets import Column

MOST_OF_ONE = 100


class CandidateRow(Row):
    """`producer` is the public id of the business."""

    id = col(Candidate.id)
    public_id = col(Candidate.public_id)
    name = col(Candidate.name, Column(_l("Nama")))
    phone = col(Candidate.phone, Column(_l("Nomor HP")))
    email = col(Candidate.email)
    business_name = col(Candidate.business_name)
    called = col(func.coalesce(Organisation.name, Candidate.business_name), Column(_l("Usaha")))
    makes = col(Candidate.makes)
    kelurahan_code = col(Candidate.kelurahan_code)
    kelurahan = maybe(Region.name, Column(_l("Kelurahan")))
    producer_id = col(Candidate.producer_id)
    producer = maybe(Organisation.public_id)
    business = maybe(Organisation.name)
    has_account = col(Candidate.user_id.is_not(None))
    consent_at = col(Candidate.consent_at)
    created_at = col(Candidate.created_at)


class CandidateList(Listing[CandidateRow]):
    """Candidates by name, narrowed by whatever is given; those that were erased are gone.

    `makers`: with a business in the books, or without.
    """

    source = outerjoin(Candidate, Region, Region.code == Candidate.kelurahan_code).outerjoin(
        Organisation, Organisation.id == Candidate.producer_id
    )
    sort = by(func.lower(Candidate.name), Candidate.id)
    always = (Candidate.erased_at.is_(None),)

    search: str = where(lambda text: found_by(text), arg="q", default="")
    kelurahan_code: str = where(Candidate.kelurahan_code, default="")
    makers: bool | None = None
    public_id: str | None = where(Candidate.public_id)

    def more(self) -> Iterator[ColumnElement[bool]]:
        if self.makers is not None:
            yield Candidate.producer_id.is_not(None) == self.makers


@dataclass(frozen=True)
class Visited:
    activity: str  # public id
    title: str
    starts_at: datetime
    state: AttendanceState
    note: str


@dataclass(frozen=True)
class CandidatePage:
    row: CandidateRow
    visited: Sequence[Visited]


def candidate_page(session: Session, public_id: str) -> CandidatePage:
    """With where they registered, the newest first. Raises NotFound."""
    row = CandidateList(public_id=public_id).one(session)
    if row is None:
        raise NotFound(f"Candidate {public_id}")
    query = (
        select(Activity.public_id, Activity.title, Activity.starts_at, Attendance.state, Attendance.note)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .where(Attendance.candidate_id == row.id)
        .order_by(Activity.starts_at.desc())
        .limit(MOST_OF_ONE)
    )
    return CandidatePage(row, [Visited(*each) for each in session.execute(query)])
