"""Candidates, for officials: who they are, where they came, and whether they became makers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.db.reading import Listing
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import ProducerId
from marketplace.outreach.attendees import found_by
from marketplace.outreach.models import Activity, Attendance, AttendanceState, Candidate
from marketplace.places.models import Region

MOST_OF_ONE = 100


@dataclass(frozen=True)
class CandidateRow:
    id: int
    public_id: str
    name: str
    phone: str | None
    email: str | None
    business_name: str
    makes: str
    kelurahan_code: str | None
    kelurahan: str | None
    producer_id: ProducerId | None
    producer: str | None  # public id of the business
    business: str | None
    has_account: bool
    consent_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class CandidateList:
    """Candidates by name, narrowed by whatever is given; those that were erased are gone."""

    search: str = ""
    kelurahan_code: str = ""
    makers: bool | None = None  # with a business in the books, or without

    def select(self) -> Listing:
        query = _rows().order_by(func.lower(Candidate.name), Candidate.id)
        if self.search.strip():
            query = query.where(found_by(self.search))
        if self.kelurahan_code:
            query = query.where(Candidate.kelurahan_code == self.kelurahan_code)
        if self.makers is not None:
            query = query.where(Candidate.producer_id.is_not(None) == self.makers)
        return query


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
    found = session.execute(_rows().where(Candidate.public_id == public_id)).one_or_none()
    if found is None:
        raise NotFound(f"Candidate {public_id}")
    row = CandidateRow(*found)
    query = (
        select(Activity.public_id, Activity.title, Activity.starts_at, Attendance.state, Attendance.note)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .where(Attendance.candidate_id == row.id)
        .order_by(Activity.starts_at.desc())
        .limit(MOST_OF_ONE)
    )
    return CandidatePage(row, [Visited(*each) for each in session.execute(query)])


def _rows() -> Listing:
    return (
        select(
            Candidate.id,
            Candidate.public_id,
            Candidate.name,
            Candidate.phone,
            Candidate.email,
            Candidate.business_name,
            Candidate.makes,
            Candidate.kelurahan_code,
            Region.name,
            Candidate.producer_id,
            Organisation.public_id,
            Organisation.name,
            Candidate.user_id.is_not(None),
            Candidate.consent_at,
            Candidate.created_at,
        )
        .outerjoin(Region, Region.code == Candidate.kelurahan_code)
        .outerjoin(Organisation, Organisation.id == Candidate.producer_id)
        .where(Candidate.erased_at.is_(None))
    )
