"""A partner reads that an audit asks something of it, what was found, and what an auditor said of its answer."""

from __future__ import annotations

from marketplace.audits.events import (
    AuditCaseClosed,
    AuditCaseOpened,
    AuditPapersSent,
    FindingAnswered,
    FindingDecided,
    FindingIssued,
    FindingVerified,
)
from marketplace.audits.models.cases import AuditCase, AuditFinding, FindingRuling
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import end_of
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, day, page
from marketplace.kernel.roles import PARTNER
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell

ASKED = Letter(
    "audit-asked",
    _l("Audit: serahkan yang diminta sampai %(day)s"),
    _l("auditor membuka kasus %(number)s dan meminta: “%(reason)s”\n\nLihat dan serahkan: %(link)s"),
    day=day,
    link=page,
)
FOUND = Letter(
    "audit-finding",
    _l("Temuan audit: jawab sampai %(day)s"),
    _l("auditor menyampaikan temuan: “%(reason)s”\n\nLihat dan jawab dengan bukti: %(link)s"),
    day=day,
    link=page,
)
RULED = Letter(
    "audit-answer-decided",
    _l("Jawaban temuan audit: %(ruling)s"),
    _l("putusannya: %(ruling)s. %(reason)s\n\nLihat: %(link)s"),
    ruling=lambda value: FindingRuling(value).label,
    link=page,
)
CLOSED = Letter(
    "audit-closed",
    _l("Kasus audit %(number)s ditutup"),
    _l("kasus audit %(number)s ditutup. Lihat hasilnya di MB2: %(link)s"),
    link=page,
)


@on(AuditCaseOpened)
def write_asked(uow: UnitOfWork, event: AuditCaseOpened) -> None:
    case = uow.get(AuditCase, event.case_id)
    about = {"number": case.number, "reason": case.asked, "day": event.due_on, "link": _page(case)}
    figures = about | {"deadline": end_of(case.due_on).isoformat()}
    tell(uow, ASKED, {PartnerId(event.partner_id): figures}, event)


@on(FindingIssued)
def write_found(uow: UnitOfWork, event: FindingIssued) -> None:
    finding = uow.get(AuditFinding, event.finding_id)
    about = {"reason": finding.found, "day": event.due_on, "link": _finding_page(uow, finding)}
    figures = about | {"deadline": end_of(finding.due_on).isoformat()}
    tell(uow, FOUND, {PartnerId(event.partner_id): figures}, event)


@on(FindingDecided)
def write_ruled(uow: UnitOfWork, event: FindingDecided) -> None:
    link = _finding_page(uow, uow.get(AuditFinding, event.finding_id))
    about = {"ruling": event.ruling, "reason": event.reason, "link": link}
    tell(uow, RULED, {PartnerId(event.partner_id): about}, event)


@on(AuditCaseClosed)
def write_closed(uow: UnitOfWork, event: AuditCaseClosed) -> None:
    case = uow.get(AuditCase, event.case_id)
    tell(uow, CLOSED, {case.partner_id: {"number": case.number, "link": _page(case)}}, event)


def _page(case: AuditCase) -> str:
    return f"/partner/audits/{case.public_id}"


def _finding_page(uow: UnitOfWork, finding: AuditFinding) -> str:
    return f"{_page(uow.get(AuditCase, finding.case_id))}/findings/{finding.number}"


NOTICE_KINDS.add("audit_asked")(
    NoticeKind(_l("Permintaan audit"), [ASKED], must=True, until=[AuditPapersSent, AuditCaseClosed])
)
NOTICE_KINDS.add("audit_finding")(
    NoticeKind(_l("Temuan audit"), [FOUND], must=True, until=[FindingAnswered, FindingVerified])
)
NOTICE_KINDS.add("audit_answer_decided")(
    NoticeKind(_l("Putusan temuan audit"), [RULED], must=True, until=[FindingAnswered, FindingVerified])
)
NOTICE_KINDS.add("audit_closed")(NoticeKind(_l("Kasus audit ditutup"), [CLOSED], readers=[PARTNER]))
