"""A finding is issued, answered with evidence, decided, and its act verified by somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from marketplace.audits.casework import own_case, working_on
from marketplace.audits.events import FindingAnswered, FindingDecided, FindingIssued, FindingVerified
from marketplace.audits.models.cases import (
    AuditFinding,
    FindingAnswer,
    FindingDecision,
    FindingRuling,
    FindingVerification,
)
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah


@dataclass(frozen=True, kw_only=True)
class FindingDetails:
    """Kondisi, kriteria, sebab, akibat, rekomendasi; rupiah; and the day by which the partner answers."""

    found: str
    criterion: str
    reason: str
    effect: str
    advice: str
    amount: Rupiah
    due_on: date


def issue_finding(uow: UnitOfWork, case_id: int, details: FindingDetails) -> AuditFinding:
    """By an auditor of the case; it changes no figure: rows are refused, or taken back by the shop."""
    case = working_on(uow, case_id)
    if details.due_on <= uow.today:
        raise Refused(_l("Beri toko waktu: pilih hari setelah hari ini."), field="due_on")
    last = uow.session.scalar(select(func.max(AuditFinding.number)).filter_by(case_id=case.id))
    row = uow.add(
        AuditFinding(
            case_id=case.id,
            number=(last or 0) + 1,
            found=details.found,
            criterion=details.criterion,
            reason=details.reason,
            effect=details.effect,
            advice=details.advice,
            amount=details.amount,
            due_on=details.due_on,
            issued_by=uow.actor.user_id,
            issued_at=uow.now,
        )
    )
    uow.emit(
        FindingIssued(
            case_id=case.id,
            finding_id=row.id,
            partner_id=case.partner_id,
            amount=row.amount,
            due_on=row.due_on.isoformat(),
        )
    )
    return row


def answer_finding(
    uow: UnitOfWork, finding_id: int, *, text: str, evidence_id: AttachmentId | None
) -> FindingAnswer:
    """What the partner did, with evidence; again once an auditor said that it is not enough."""
    finding = uow.get(AuditFinding, finding_id)
    case = own_case(uow, finding.case_id)
    if evidence_id is None:
        raise Refused(_l("Lampirkan foto atau berkas yang membuktikannya."), field="evidence")
    last = last_answer(uow, finding.id)
    if last is not None and (ruling := _ruling(uow, last)) is not FindingRuling.REFUSED:
        raise Refused(
            _l("Jawaban Anda sedang diperiksa auditor.")
            if ruling is None
            else _l("Jawaban Anda sudah diterima.")
        )
    answer = uow.add(
        FindingAnswer(
            finding_id=finding.id,
            text=text,
            evidence_id=evidence_id,
            answered_by=uow.actor.user_id,
            answered_at=uow.now,
        )
    )
    uow.emit(
        FindingAnswered(
            case_id=case.id, finding_id=finding.id, partner_id=case.partner_id, evidence_id=evidence_id
        )
    )
    return answer


def decide_finding(
    uow: UnitOfWork, finding_id: int, *, ruling: FindingRuling, reason: str = ""
) -> FindingDecision:
    """On the last answer, once; a no says why, and the partner answers again."""
    finding = uow.get(AuditFinding, finding_id)
    case = working_on(uow, finding.case_id)
    answer = last_answer(uow, finding.id)
    if answer is None or _ruling(uow, answer) is not None:
        raise Refused(_l("Tidak ada jawaban yang menunggu diputuskan."))
    if ruling is FindingRuling.REFUSED and not reason.strip():
        raise Refused(_l("Tulis mengapa jawabannya belum cukup; toko membacanya."), field="reason")
    row = uow.add(
        FindingDecision(
            answer_id=answer.id,
            ruling=ruling,
            reason=reason.strip(),
            decided_by=uow.actor.user_id,
            decided_at=uow.now,
        )
    )
    uow.emit(
        FindingDecided(
            case_id=case.id,
            finding_id=finding.id,
            partner_id=case.partner_id,
            ruling=ruling.value,
            reason=row.reason,
        )
    )
    return row


def verify_finding(uow: UnitOfWork, finding_id: int, *, note: str) -> FindingVerification:
    """The act of an accepted answer was seen; by another auditor of the case than the one who accepted it."""
    finding = uow.get(AuditFinding, finding_id)
    case = working_on(uow, finding.case_id)
    answer = last_answer(uow, finding.id)
    decision = uow.session.get(FindingDecision, answer.id) if answer else None
    if answer is None or decision is None or decision.ruling is not FindingRuling.ACCEPTED:
        raise Refused(_l("Terima jawabannya dulu; tindak lanjutnya diperiksa sesudah itu."))
    if uow.session.get(FindingVerification, answer.id) is not None:
        raise Refused(_l("Tindak lanjut ini sudah diperiksa."))
    if uow.actor.user_id in (decision.decided_by, answer.answered_by):
        raise Refused(_l("Anda yang menerima jawabannya; auditor lain memeriksa tindak lanjutnya."))
    row = uow.add(
        FindingVerification(
            answer_id=answer.id, note=note, verified_by=uow.actor.user_id, verified_at=uow.now
        )
    )
    uow.emit(FindingVerified(case_id=case.id, finding_id=finding.id, partner_id=case.partner_id))
    return row


def last_answer(uow: UnitOfWork, finding_id: int) -> FindingAnswer | None:
    query = select(FindingAnswer).filter_by(finding_id=finding_id).order_by(FindingAnswer.id.desc())
    return uow.session.scalar(query.limit(1))


def _ruling(uow: UnitOfWork, answer: FindingAnswer) -> FindingRuling | None:
    decision = uow.session.get(FindingDecision, answer.id)
    return decision.ruling if decision else None
