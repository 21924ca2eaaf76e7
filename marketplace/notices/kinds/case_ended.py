"""A maker reads that a paper it was helped with is out, or why the help ended."""

from __future__ import annotations

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, page
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell
from marketplace.outreach.events import CaseBlocked, CaseClosed, CaseIssued
from marketplace.outreach.models import LicenceCase

ISSUED = Letter(
    "case-issued",
    _l("Surat Anda terbit"),
    _l("surat yang diurus bersama Dinas sudah terbit dan tercatat di MB2.\n\nLihat: %(link)s"),
    link=page,
)
BLOCKED = Letter(
    "case-blocked",
    _l("Urusan surat Anda terhambat"),
    _l("urusan surat Anda terhambat. Lihat apa yang kurang, atau hubungi Dinas.\n\nLihat: %(link)s"),
    link=page,
)
CLOSED = Letter(
    "case-closed",
    _l("Urusan surat Anda ditutup"),
    _l("urusan surat Anda ditutup. Alasannya dapat dibaca di MB2.\n\nLihat: %(link)s"),
    link=page,
)


@on(CaseIssued, CaseBlocked, CaseClosed)
def write(uow: UnitOfWork, event: CaseIssued | CaseBlocked | CaseClosed) -> None:
    """Whoever is no maker yet has no inbox; their officer tells them."""
    case = uow.get(LicenceCase, event.case_id)
    letter = {CaseIssued: ISSUED, CaseBlocked: BLOCKED, CaseClosed: CLOSED}[type(event)]
    if case.producer_id is not None:
        tell(uow, letter, {case.producer_id: {"link": f"/producer/cases/{case.public_id}"}}, event)


NOTICE_KINDS.add("case_ended")(NoticeKind(_l("Urusan surat"), [ISSUED, BLOCKED, CLOSED]))
