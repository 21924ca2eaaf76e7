"""Open a partner's case, put auditors on it, take papers in, check its documents and close it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import exists, func, select

from marketplace.accounts.models import Seat
from marketplace.accounts.queries import is_live
from marketplace.audits import policies, states
from marketplace.audits.events import (
    AuditCaseClosed,
    AuditCaseOpened,
    AuditorAssigned,
    AuditPapersSent,
    DocumentChecked,
)
from marketplace.audits.independence import conflicts
from marketplace.audits.models.cases import (
    AuditCase,
    AuditCheck,
    AuditFinding,
    AuditMember,
    AuditSubmission,
    CheckOutcome,
    FindingAnswer,
    FindingVerification,
    MisstatementCause,
)
from marketplace.audits.models.plans import AuditAbandonment, AuditItem, AuditPlan
from marketplace.db.numbering import document_number
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.ids import AttachmentId, PartnerId, UserId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.roles import AUDITOR

SERIES = "KSS"


def open_case(uow: UnitOfWork, plan_id: int, partner_id: PartnerId, *, asked: str, due_on: date) -> AuditCase:
    """The auditor who opens it is on it. Refused for whoever cannot be, without documents of it, and twice."""
    plan = uow.get(AuditPlan, plan_id, lock=True)
    uow.demand(policies.PLAN, plan)
    if uow.session.get(AuditAbandonment, plan.id) is not None:
        raise Refused(_l("Rencana ini sudah ditinggalkan; buat rencana baru."))
    if due_on <= uow.today:
        raise Refused(_l("Beri toko waktu: pilih hari setelah hari ini."), field="due_on")
    has_items = exists().where(AuditItem.plan_id == plan.id, AuditItem.partner_id == partner_id)
    if not uow.session.scalar(select(has_items)):
        raise Refused(_l("Mitra ini tidak punya dokumen dalam sampel rencana ini."))
    if uow.session.query(AuditCase.id).filter_by(plan_id=plan.id, partner_id=partner_id).first():
        raise Refused(_l("Kasus mitra ini sudah dibuka."))
    case = uow.add(
        AuditCase(
            number=document_number(uow, issuer_id=uow.actor.organisation, kind=SERIES),
            plan_id=plan.id,
            partner_id=partner_id,
            asked=asked,
            due_on=due_on,
            opened_by=uow.actor.user_id,
            opened_at=uow.now,
        )
    )
    uow.emit(
        AuditCaseOpened(
            case_id=case.id,
            plan_id=plan.id,
            partner_id=partner_id,
            number=case.number,
            due_on=due_on.isoformat(),
        )
    )
    if uow.actor.user_id is not None:
        _put_on(uow, case, uow.actor.user_id)
    return case


def assign_auditor(uow: UnitOfWork, case_id: int, user_id: UserId) -> None:
    """By one who is on the case. Refused for who is no auditor, and for who is not independent, with the reason."""
    case = working_on(uow, case_id)
    seated = exists().where(Seat.user_id == user_id, Seat.role == AUDITOR, is_live(uow.now))
    if not uow.session.scalar(select(seated)):
        raise NotFound(f"auditor {user_id}")
    if uow.session.get(AuditMember, (case.id, user_id)) is None:
        _put_on(uow, case, user_id)


def _put_on(uow: UnitOfWork, case: AuditCase, user_id: UserId) -> None:
    why = conflicts(uow.session, uow.get(AuditPlan, case.plan_id), case.partner_id).get(user_id)
    if why is not None:
        raise Refused(_l("Tidak dapat ditugaskan: %(why)s.", why=why.label))
    uow.add(AuditMember(case_id=case.id, user_id=user_id, added_by=uow.actor.user_id, added_at=uow.now))
    uow.emit(AuditorAssigned(case_id=case.id, user_id=user_id))


def working_on(uow: UnitOfWork, case_id: int) -> AuditCase:
    """The case, locked, for an auditor who is on it. Raises Forbidden for others, Refused once it is closed."""
    case = uow.get(AuditCase, case_id, lock=True)
    uow.demand(policies.CARRY, case)
    if uow.session.get(AuditMember, (case.id, uow.actor.user_id)) is None:
        raise Forbidden("not on this case")
    _demand_open(case)
    return case


def own_case(uow: UnitOfWork, case_id: int) -> AuditCase:
    """The case, locked, for the partner it is about; another's is not found. Refused once it is closed."""
    case = uow.get(AuditCase, case_id, lock=True)
    if not uow.allows(policies.ANSWER_CASE, case):
        raise NotFound(f"AuditCase {case_id}")
    _demand_open(case)
    return case


def _demand_open(case: AuditCase) -> None:
    if case.state is states.CLOSED:
        raise Refused(_l("Kasus ini sudah ditutup."))


def hand_in(uow: UnitOfWork, case_id: int, *, text: str, file_id: AttachmentId | None) -> AuditSubmission:
    """What the partner was asked for, as often as it takes; also after the day it was due."""
    case = own_case(uow, case_id)
    if file_id is None:
        raise Refused(_l("Lampirkan foto atau berkas yang diminta."), field="file")
    row = uow.add(
        AuditSubmission(
            case_id=case.id, text=text, file_id=file_id, sent_by=uow.actor.user_id, sent_at=uow.now
        )
    )
    if case.state is states.OPEN:
        case.state = states.ANSWER(case.state)
    uow.emit(AuditPapersSent(case_id=case.id, submission_id=row.id, partner_id=case.partner_id))
    return row


def check_document(
    uow: UnitOfWork,
    item_id: int,
    *,
    outcome: CheckOutcome,
    audited: Rupiah | None = None,
    cause: MisstatementCause | None = None,
    note: str = "",
    client_id: str | None = None,
) -> AuditCheck:
    """What the paper says of a document, in rupiah; looked at again it is said again, and the last word holds.

    A document that is different needs its value and a cause, one that is missing has the value 0. The same `client_id`
    again gives the check that stands, also where the case was closed meanwhile.
    """
    item = uow.get(AuditItem, item_id)
    sent = select(AuditCheck).filter_by(item_id=item.id, client_id=client_id or None)
    if client_id and (stands := uow.session.scalar(sent)):
        return stands
    case = working_on(uow, case_of(uow, item).id)
    if client_id and (stands := uow.session.scalar(sent)):
        return stands
    value, cause = _found(item, outcome, audited, cause)
    said = {
        "outcome": outcome,
        "audited": value,
        "cause": cause,
        "note": note,
        "client_id": client_id or None,
    }
    return _write_check(uow, case, item, said)


def _write_check(uow: UnitOfWork, case: AuditCase, item: AuditItem, said: Mapping[str, Any]) -> AuditCheck:
    last = uow.session.scalar(select(func.max(AuditCheck.revision)).filter_by(item_id=item.id))
    row = uow.add(
        AuditCheck(
            item_id=item.id,
            revision=(last or 0) + 1,
            checked_by=uow.actor.user_id,
            checked_at=uow.now,
            **said,
        )
    )
    uow.emit(
        DocumentChecked(
            case_id=case.id,
            item_id=item.id,
            outcome=row.outcome.value,
            book=item.net,
            audited=row.audited,
        )
    )
    return row


def _found(
    item: AuditItem, outcome: CheckOutcome, audited: Rupiah | None, cause: MisstatementCause | None
) -> tuple[Rupiah, MisstatementCause | None]:
    if outcome is CheckOutcome.RIGHT:
        return item.net, None
    if outcome is CheckOutcome.MISSING:
        return Rupiah(0), MisstatementCause.NO_PAPER
    if audited is None or audited == item.net:
        raise Refused(_l("Tulis nilai di kertas, yang berbeda dari nilai di MB2."), field="audited")
    if cause is None:
        raise Refused(_l("Pilih sebabnya."), field="cause")
    return audited, cause


def case_of(uow: UnitOfWork, item: AuditItem) -> AuditCase:
    """Raises NotFound where none was opened yet."""
    return uow.find(AuditCase, plan_id=item.plan_id, partner_id=item.partner_id)


def close_case(uow: UnitOfWork, case_id: int) -> AuditCase:
    """Refused while a document was not checked, or a finding's act was not verified by somebody else."""
    case = working_on(uow, case_id)
    unchecked = exists().where(
        AuditItem.plan_id == case.plan_id,
        AuditItem.partner_id == case.partner_id,
        ~exists().where(AuditCheck.item_id == AuditItem.id),
    )
    if uow.session.scalar(select(unchecked)):
        raise Refused(_l("Masih ada dokumen yang belum diperiksa."))
    verified = (
        exists()
        .where(FindingAnswer.finding_id == AuditFinding.id)
        .where(FindingVerification.answer_id == FindingAnswer.id)
    )
    if uow.session.scalar(select(exists().where(AuditFinding.case_id == case.id, ~verified))):
        raise Refused(_l("Masih ada temuan yang tindak lanjutnya belum diperiksa."))
    case.state = states.CLOSE(case.state)
    case.closed_by, case.closed_at = uow.actor.user_id, uow.now
    uow.emit(AuditCaseClosed(case_id=case.id, partner_id=case.partner_id))
    return case
