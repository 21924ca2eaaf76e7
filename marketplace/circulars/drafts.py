"""A draft's head and its names for scores, and its end. Clauses and signing are in `services`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.circulars import policies, states
from marketplace.circulars.checks import check_bands, check_head, open_draft
from marketplace.circulars.events import (
    BandsNamed,
    CircularDiscarded,
    CircularDrafted,
    CircularRestored,
    CircularRewritten,
    ClauseRemoved,
    ClauseWritten,
    ExemptionPrepared,
    PreparedExemptionRemoved,
)
from marketplace.circulars.models import Band, Circular
from marketplace.circulars.prepared import PreparedRow
from marketplace.circulars.queries import bands_of
from marketplace.circulars.states import APPROVED
from marketplace.circulars.terms import clause_terms
from marketplace.db.uow import UnitOfWork
from marketplace.journal.models import JournalEntry
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, CircularId, UserId
from marketplace.kernel.labels import _l

WRITING = (
    CircularDrafted,
    CircularRewritten,
    BandsNamed,
    ClauseWritten,
    ClauseRemoved,
    ExemptionPrepared,
    PreparedExemptionRemoved,
)


@dataclass(frozen=True, kw_only=True)
class DraftHead:
    """All of a circular but its clauses; without a `file_id` the scan stays as it is."""

    number: str
    title: str
    from_on: date
    until_on: date | None = None
    replaces_id: CircularId | None = None
    example: bool = False
    excluded: Sequence[str] = ()
    file_id: AttachmentId | None = None


def head_of(circular: Circular) -> DraftHead:
    return DraftHead(
        number=circular.number,
        title=circular.title,
        from_on=circular.from_on,
        until_on=circular.until_on,
        replaces_id=circular.replaces_id,
        example=circular.example,
        excluded=circular.excluded,
        file_id=circular.file_id,
    )


def rewrite_circular(uow: UnitOfWork, circular_id: CircularId, head: DraftHead) -> Circular:
    """Another head for a draft; what changed is told, and nothing where nothing did. Refused once it is signed."""
    circular = open_draft(uow, circular_id)
    before = _told(circular)
    circular.number, circular.title, circular.example = head.number, head.title, head.example
    circular.from_on, circular.until_on = head.from_on, head.until_on
    circular.replaces_id = head.replaces_id
    circular.excluded = list(dict.fromkeys(head.excluded))
    circular.file_id = head.file_id or circular.file_id
    with uow.session.no_autoflush:
        check_head(uow, circular)
    uow.session.flush()
    after = _told(circular)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        uow.emit(CircularRewritten(circular_id=circular.id, changes=changes))
    return circular


def name_bands(uow: UnitOfWork, circular_id: CircularId, bands: Sequence[tuple[int, str]]) -> None:
    """Other names for scores, in basis points and the highest first."""
    circular = open_draft(uow, circular_id)
    wanted = list(check_bands(bands))
    named = bands_of(uow.session, circular)
    if wanted == [(band.from_score, band.name) for band in named]:
        return
    for band in named:
        uow.session.delete(band)
    uow.session.flush()
    uow.session.add_all(Band(circular_id=circular.id, from_score=start, name=name) for start, name in wanted)
    uow.session.flush()
    uow.emit(BandsNamed(circular_id=circular.id, bands=[list(band) for band in wanted]))


def discard_circular(uow: UnitOfWork, circular_id: CircularId, *, reason: str) -> Circular:
    """A draft that nobody will sign: no longer listed as open; its text and number stay, and the reason is told."""
    circular = uow.get(Circular, circular_id, lock=True)
    uow.demand(policies.DRAFT, circular)
    if circular.state is APPROVED:
        raise Refused(
            _l("Surat edaran ini sudah disetujui; yang dapat dibuang hanya draf. Susun yang menggantikannya.")
        )
    if not reason.strip():
        raise Refused(_l("Tulis mengapa draf ini dibuang."), field="reason")
    circular.state = states.DISCARD(circular.state)
    uow.session.flush()
    uow.emit(CircularDiscarded(circular_id=circular.id, number=circular.number, reason=reason.strip()))
    return circular


def restore_circular(uow: UnitOfWork, circular_id: CircularId) -> Circular:
    """A discarded draft is written on."""
    circular = uow.get(Circular, circular_id, lock=True)
    uow.demand(policies.DRAFT, circular)
    circular.state = states.RESTORE(circular.state)
    uow.session.flush()
    uow.emit(CircularRestored(circular_id=circular.id, number=circular.number))
    return circular


def mark_of(circular: Circular, bands: Sequence[Band], prepared: Sequence[PreparedRow] = ()) -> str:
    """SHA-256 over all that an approval freezes or grants: another one as soon as anything of the draft is."""
    clauses = [asdict(clause_terms(clause)) for clause in sorted(circular.clauses, key=lambda one: one.code)]
    names = [[band.from_score, band.name] for band in bands]
    lifted = [one[:-1] for one in prepared]  # what is wrong with one today is no part of it
    text = json.dumps([_told(circular), clauses, names, lifted], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def writers_of(session: Session, circular_id: int) -> set[UserId]:
    """Who wrote any of it, as the journal has it."""
    query = select(JournalEntry.user_id).where(
        JournalEntry.subject_kind == CircularDrafted.subject_kind,
        JournalEntry.subject_id == circular_id,
        JournalEntry.action.in_([event.action for event in WRITING]),
    )
    return {user_id for user_id in session.scalars(query) if user_id is not None}


def _told(circular: Circular) -> dict[str, Any]:
    """As the journal has it."""
    head = head_of(circular)
    days = {"from_on": head.from_on.isoformat(), "until_on": head.until_on and head.until_on.isoformat()}
    return {
        "number": head.number,
        "title": head.title,
        **days,
        "replaces": head.replaces_id,
        "example": head.example,
        "excluded": list(head.excluded),
        "file": head.file_id,
    }
