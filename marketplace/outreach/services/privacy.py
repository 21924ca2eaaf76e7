"""A candidate's right to be forgotten (UU 27/2022): who they were goes, that somebody came stays."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.outreach import policies
from marketplace.outreach.events import CandidateErased
from marketplace.outreach.models import Attendance, Candidate, LicenceCase

NOBODY = "(dihapus)"


def erase_candidate(uow: UnitOfWork, candidate_id: int) -> Candidate:
    """Take name, telephone, e-mail and every note out of their rows; twice is once.

    Attendances and cases stay as counts, and the business, whose books are not theirs alone.
    """
    candidate = uow.get(Candidate, candidate_id, lock=True)
    uow.demand(policies.ERASE_PERSON, candidate)
    if candidate.erased_at is not None:
        return candidate
    candidate.name = NOBODY
    candidate.phone = candidate.email = candidate.user_id = candidate.consent_at = None
    candidate.business_name = candidate.makes = ""
    candidate.erased_at = uow.now
    for attendance in uow.session.scalars(select(Attendance).filter_by(candidate_id=candidate.id)):
        attendance.note = ""
    for case in uow.session.scalars(select(LicenceCase).filter_by(candidate_id=candidate.id)):
        case.note = case.blocker = ""
    uow.session.flush()
    uow.emit(CandidateErased(candidate_id=candidate.id))
    return candidate
