"""What the city asks of products changes by four eyes, and only from a day to come: the past stays as it was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from marketplace.certification import policies
from marketplace.certification.effects import last_day_of, products_concerned
from marketplace.certification.events import (
    RequirementChangeDecided,
    RequirementChangeProposed,
    RequirementChangeWithdrawn,
    RequirementChecked,
    RequirementEnded,
    RequirementLaidDown,
)
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import ChangeState, Level, Requirement, RequirementChange
from marketplace.certification.services.refreshing import refresh_products
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import CategoryId
from marketplace.kernel.labels import _l
from marketplace.producers.models import Scale


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A requirement as it shall be, from its first day (WIB, tomorrow at the earliest) on, and why."""

    certificate_kind: str
    level: Level
    from_on: date
    basis: str
    reason: str
    category_id: CategoryId | None = None
    scale: Scale | None = None
    until_on: date | None = None
    grace_days: int = 0


def propose_requirement(
    uow: UnitOfWork, proposal: Proposal, *, replaces_id: int | None = None
) -> RequirementChange:
    """A new requirement, or another in place of one that still holds or is to come: of the same goods and paper."""
    uow.demand(policies.PROPOSE, None)
    if replaces_id is not None:
        old = uow.get(Requirement, replaces_id)
        proposal = replace(
            proposal,
            category_id=old.category_id,
            scale=old.scale,
            certificate_kind=old.certificate_kind,
        )
    if proposal.certificate_kind not in KINDS:
        raise Refused(_l("Pilih jenis surat."), field="certificate_kind")
    if proposal.until_on is not None and proposal.until_on < proposal.from_on:
        raise Refused(
            _l("Tanggal berakhir mendahului tanggal mulai; betulkan salah satunya."), field="until_on"
        )
    if not proposal.basis.strip():
        raise Refused(_l("Tulis dasar hukumnya, misalnya PP 42/2024."), field="basis")
    _not_doubled(uow, proposal, replaces_id)
    return _propose(uow, _change(uow, proposal, replaces_id))


def propose_end(uow: UnitOfWork, requirement_id: int, *, from_on: date, reason: str) -> RequirementChange:
    """`from_on` is the first day without it; one that has not begun never will where that day is not after its own."""
    uow.demand(policies.PROPOSE, None)
    old = uow.get(Requirement, requirement_id)
    change = RequirementChange(
        replaces_id=old.id,
        removes=True,
        category_id=old.category_id,
        scale=old.scale,
        certificate_kind=old.certificate_kind,
        level=old.level,
        from_on=from_on,
        grace_days=old.grace_days,
        basis=old.basis,
        reason=reason.strip(),
        proposed_by=uow.actor.user_id,
        proposed_at=uow.now,
    )
    return _propose(uow, change)


def withdraw_change(uow: UnitOfWork, change_id: int) -> RequirementChange:
    """Whoever proposed it takes it back; it stays to be read."""
    change = _open(uow, change_id)
    uow.demand(policies.WITHDRAW, change)
    change.state, change.decided_at = ChangeState.WITHDRAWN, uow.now
    uow.emit(RequirementChangeWithdrawn(requirement_change_id=change.id))
    return change


def decide_change(uow: UnitOfWork, change_id: int, *, approve: bool, reason: str = "") -> RequirementChange:
    """By another person than who proposed it. What it replaces ends on the eve, or never begins; products follow.

    Raises Refused for a refusal without a reason, and where the first day is no longer to come.
    """
    change = _open(uow, change_id)
    uow.demand(policies.DECIDE, change)
    if not approve and not reason.strip():
        raise Refused(_l("Tulis alasan penolakan; pengusul akan membacanya."), field="reason")
    if approve:
        _check(uow, change)
        _bring_about(uow, change)
    change.state = ChangeState.APPROVED if approve else ChangeState.REFUSED
    change.decided_by, change.decided_at = uow.actor.user_id, uow.now
    change.decided_because = reason.strip() or None
    uow.session.flush()
    uow.emit(
        RequirementChangeDecided(
            requirement_change_id=change.id, outcome=change.state.value, reason=reason.strip()
        )
    )
    return change


def check_requirement(uow: UnitOfWork, requirement_id: int) -> Requirement:
    """An official looked it up and it is still right; pages say when that was."""
    uow.demand(policies.PROPOSE, None)
    row = uow.get(Requirement, requirement_id, lock=True)
    row.checked_on = uow.today
    uow.session.flush()
    uow.emit(RequirementChecked(requirement_id=row.id, checked_on=uow.today.isoformat()))
    return row


def _change(uow: UnitOfWork, proposal: Proposal, replaces_id: int | None) -> RequirementChange:
    return RequirementChange(
        replaces_id=replaces_id,
        category_id=proposal.category_id,
        scale=proposal.scale,
        certificate_kind=proposal.certificate_kind,
        level=proposal.level,
        from_on=proposal.from_on,
        until_on=proposal.until_on,
        grace_days=proposal.grace_days,
        basis=proposal.basis.strip(),
        reason=proposal.reason.strip(),
        proposed_by=uow.actor.user_id,
        proposed_at=uow.now,
    )


def _propose(uow: UnitOfWork, change: RequirementChange) -> RequirementChange:
    if not change.reason:
        raise Refused(_l("Tulis alasannya; penyetuju akan membacanya."), field="reason")
    _check(uow, change)
    waiting = select(RequirementChange.id).filter_by(
        replaces_id=change.replaces_id, state=ChangeState.PROPOSED
    )
    if change.replaces_id is not None and uow.session.scalar(waiting) is not None:
        raise Refused(_l("Usulan lain untuk syarat ini masih menunggu; putuskan atau tarik lebih dahulu."))
    uow.add(change)
    uow.emit(
        RequirementChangeProposed(
            requirement_change_id=change.id,
            certificate_kind=change.certificate_kind,
            from_on=change.from_on.isoformat(),
            reason=change.reason,
        )
    )
    return change


def _check(uow: UnitOfWork, change: RequirementChange) -> None:
    """From tomorrow on, and only where what it replaces is not over by then."""
    if change.from_on <= uow.today:
        raise Refused(
            _l("Paling awal besok: yang sudah berlaku tidak diubah. Pilih tanggal sesudah hari ini."),
            field="from_on",
        )
    if change.replaces_id is None:
        return
    old = uow.get(Requirement, change.replaces_id, lock=True)
    over = old.until_on is not None and old.until_on < change.from_on
    if over or old.withdrawn_on is not None:
        raise Refused(_l("Syarat ini sudah berakhir sebelum tanggal itu; buat syarat baru."), field="from_on")


def _bring_about(uow: UnitOfWork, change: RequirementChange) -> None:
    if change.replaces_id is not None:
        _end(uow, uow.get(Requirement, change.replaces_id), change)
    if not change.removes:
        proposal = Proposal(**{name: getattr(change, name) for name in Proposal.__dataclass_fields__})
        _not_doubled(uow, proposal, change.replaces_id)
        change.became_id = _lay_down(uow, change).id
    concerned = products_concerned(uow.session, change.category_id, change.scale)
    refresh_products(uow, concerned)


def _end(uow: UnitOfWork, old: Requirement, change: RequirementChange) -> None:
    last = last_day_of(old, change, uow.today)
    if last is None:
        old.withdrawn_on = uow.today
    else:
        old.until_on = last
    uow.session.flush()
    uow.emit(RequirementEnded(requirement_id=old.id, last_day=last.isoformat() if last else ""))


def _lay_down(uow: UnitOfWork, change: RequirementChange) -> Requirement:
    row = uow.add(
        Requirement(
            category_id=change.category_id,
            scale=change.scale,
            certificate_kind=change.certificate_kind,
            level=change.level,
            from_on=change.from_on,
            until_on=change.until_on,
            grace_days=change.grace_days,
            basis=change.basis,
            approved_by=uow.actor.user_id,
            checked_on=uow.today,
        )
    )
    uow.emit(
        RequirementLaidDown(
            requirement_id=row.id,
            certificate_kind=row.certificate_kind,
            from_on=row.from_on.isoformat(),
        )
    )
    return row


def _not_doubled(uow: UnitOfWork, proposal: Proposal, replaces_id: int | None) -> None:
    """The database refuses a second one on the same days too; here it gets a sentence."""
    same = select(Requirement).filter_by(
        category_id=proposal.category_id,
        scale=proposal.scale,
        certificate_kind=proposal.certificate_kind,
        withdrawn_on=None,
    )
    for other in uow.session.scalars(same):
        meets = other.from_on <= (proposal.until_on or date.max) and proposal.from_on <= (
            other.until_on or date.max
        )
        if meets and other.id != replaces_id:
            raise Refused(
                _l(
                    "Syarat yang sama sudah ada sejak %(day)s; ubah yang itu, atau pilih tanggal lain.",
                    day=f"{other.from_on:%d/%m/%Y}",
                ),
                field="from_on",
            )


def _open(uow: UnitOfWork, change_id: int) -> RequirementChange:
    change = uow.get(RequirementChange, change_id, lock=True)
    if change.state is not ChangeState.PROPOSED:
        raise Refused(_l("Usulan ini sudah diputuskan atau ditarik."))
    return change
