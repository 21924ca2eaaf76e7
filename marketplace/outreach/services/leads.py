"""Sellers that shops named and that are not here yet: whom the city may invite."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.outreach.events import CandidateEntered
from marketplace.outreach.models import Candidate

LONGEST = 120


def note_seller(uow: UnitOfWork, text: str) -> Candidate:
    """A candidate by the name on a receipt, once. They agreed to nothing yet, so no telephone number is kept."""
    name = " ".join(text.split())[:LONGEST]
    query = select(Candidate).filter_by(business_name=name, phone=None, erased_at=None)
    known = uow.session.scalar(query.order_by(Candidate.id).limit(1))
    if known is not None:
        return known
    candidate = uow.add(Candidate(name=name, business_name=name, created_at=uow.now))
    uow.emit(CandidateEntered(candidate_id=candidate.id))
    return candidate
