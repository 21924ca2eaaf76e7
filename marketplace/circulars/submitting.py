"""A draft is handed to an approver by name: who is asked is told; another approver may still sign it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Seat, User
from marketplace.accounts.queries import is_live
from marketplace.circulars.checks import open_draft
from marketplace.circulars.drafts import writers_of
from marketplace.circulars.events import CircularSubmitted
from marketplace.circulars.models import Circular, Clause
from marketplace.circulars.states import DRAFT
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import CircularId, UserId
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import APPROVER


def submit_circular(uow: UnitOfWork, circular_id: CircularId, approver_id: UserId) -> Circular:
    """Refused without a clause, and for anybody who may not approve this draft."""
    circular = open_draft(uow, circular_id)
    if not circular.clauses:
        raise Refused(_l("Surat edaran ini belum punya butir; tambahkan sekurangnya satu."))
    if approver_id not in {number for number, _ in approvers_of(uow.session, circular, uow.now)}:
        says = _l("Pilih penyetuju yang tidak ikut menyusun draf ini.")
        raise Refused(says, field="approver")
    circular.asked_id = approver_id
    uow.session.flush()
    uow.emit(CircularSubmitted(circular_id=circular.id, number=circular.number, approver_id=approver_id))
    return circular


def approvers_of(session: Session, circular: Circular, now: datetime) -> Sequence[tuple[UserId, str]]:
    """Who holds an approver's seat now and wrote nothing of the draft, by name."""
    writers = {*writers_of(session, circular.id), circular.drafted_by}
    rows = session.execute(
        select(User.id, User.name)
        .join(Seat, Seat.user_id == User.id)
        .where(Seat.role == APPROVER, is_live(now), User.disabled_at.is_(None))
        .order_by(User.name, User.id)
        .distinct()
    )
    return [(number, name) for number, name in rows if number not in writers]


def asked_of(session: Session, user_id: UserId | None) -> Sequence[Circular]:
    """Drafts with clauses that this approver was asked to sign, and those of others about which nobody was asked."""
    mine = or_(
        Circular.asked_id == user_id,
        Circular.asked_id.is_(None) & Circular.drafted_by.is_distinct_from(user_id),
    )
    drafts = select(Circular).where(Circular.state == DRAFT, Circular.id.in_(select(Clause.circular_id)))
    return session.scalars(drafts.where(mine)).all()
