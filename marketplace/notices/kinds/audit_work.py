"""An auditor reads that somebody put them on a case, and that a corrective act waits for them to see it."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.audits.events import AuditCaseClosed, AuditorAssigned, FindingDecided, FindingVerified
from marketplace.audits.models.cases import AuditCase, AuditFinding, FindingRuling
from marketplace.audits.waiting import possible_verifiers
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, page
from marketplace.kernel.roles import AUDITOR, OFFICE
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell

ASSIGNED = Letter(
    "audit-assigned",
    _l("Anda ditugaskan pada kasus audit %(number)s"),
    _l("Anda ditugaskan pada kasus audit %(number)s, %(partner)s. Buka kasusnya: %(link)s"),
    link=page,
)
VERIFY = Letter(
    "audit-verify",
    _l("Periksa tindak lanjut temuan, kasus %(number)s"),
    _l(
        "jawaban %(partner)s atas temuan audit diterima auditor lain. Lihat sendiri apakah tindak lanjutnya sudah"
        " dilakukan, lalu catat: %(link)s"
    ),
    link=page,
)


@on(AuditorAssigned)
def write_assigned(uow: UnitOfWork, event: AuditorAssigned) -> None:
    """Nothing to one who put themselves on it."""
    if event.user_id != uow.actor.user_id:
        case = uow.get(AuditCase, event.case_id)
        about = _about(uow, case)
        tell(uow, ASSIGNED, about, event, role=AUDITOR, reader=UserId(event.user_id))


@on(FindingDecided)
def write_verify(uow: UnitOfWork, event: FindingDecided) -> None:
    """To every auditor of the case who may see to it; once one of them has, nothing is left to do."""
    if event.ruling != FindingRuling.ACCEPTED.value:
        return
    about = _about(uow, uow.get(AuditCase, uow.get(AuditFinding, event.finding_id).case_id))
    for user_id in possible_verifiers(uow.session, event.finding_id):
        tell(uow, VERIFY, about, event, role=AUDITOR, reader=user_id)


def _about(uow: UnitOfWork, case: AuditCase) -> dict[OrganisationId, dict[str, str]]:
    partner = uow.get(Organisation, case.partner_id).name
    figures = {"number": case.number, "partner": partner, "link": f"/office/audit-cases/{case.public_id}"}
    offices = uow.session.scalars(select(Organisation.id).where(Organisation.kind == OFFICE)).all()
    return {office: dict(figures) for office in offices}


NOTICE_KINDS.add("audit_work")(
    NoticeKind(_l("Tugas auditor"), [ASSIGNED], until=[AuditCaseClosed], readers=[OFFICE])
)
NOTICE_KINDS.add("audit_verify")(
    NoticeKind(_l("Tindak lanjut yang harus diperiksa"), [VERIFY], until=[FindingVerified], readers=[OFFICE])
)
