"""The other side reads that new terms are proposed, and whoever proposed them what became of it."""

from __future__ import annotations

from marketplace.accounts.models import Organisation
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, moment, page
from marketplace.notices.kinds.base import NOTICE_KINDS, TRADERS, NoticeKind, on
from marketplace.notices.telling import tell
from marketplace.ordering.events import TermsAnswered, TermsWritten
from marketplace.ordering.models.terms import TradeTerm
from marketplace.ordering.states import TermAnswer
from marketplace.partners.models import Outlet

PROPOSED = Letter(
    "terms-proposed",
    _l("Usul ketentuan dagang untuk %(place)s"),
    _l(
        "ada usul ketentuan dagang baru untuk %(place)s. Setujui atau tolak paling lambat %(deadline)s; tanpa jawaban,"
        " ketentuan lama tetap berlaku.\n\nLihat dan jawab: %(link)s"
    ),
    deadline=moment,
    link=page,
)
AGREED = Letter(
    "terms-agreed",
    _l("Usul ketentuan untuk %(place)s disetujui"),
    _l("usul Anda untuk %(place)s disetujui dan berlaku untuk kiriman berikutnya.\n\nLihat: %(link)s"),
    link=page,
)
DECLINED = Letter(
    "terms-declined",
    _l("Usul ketentuan untuk %(place)s ditolak"),
    _l("usul Anda untuk %(place)s ditolak; ketentuan lama tetap berlaku.\n\nLihat: %(link)s"),
    link=page,
)


@on(TermsWritten)
def write_to_other(uow: UnitOfWork, event: TermsWritten) -> None:
    term = uow.get(TradeTerm, event.term_id)
    reader = _other(uow, term)
    about = _about(uow, term, reader) | {"deadline": term.answer_by.isoformat() if term.answer_by else ""}
    tell(uow, PROPOSED, {reader: about}, event)


@on(TermsAnswered)
def write_to_author(uow: UnitOfWork, event: TermsAnswered) -> None:
    term = uow.get(TradeTerm, event.term_id)
    letter = AGREED if event.answer == TermAnswer.AGREED else DECLINED
    tell(uow, letter, {term.written_for: _about(uow, term, term.written_for)}, event)


def _other(uow: UnitOfWork, term: TradeTerm) -> OrganisationId:
    partner_id = uow.get(Outlet, term.outlet_id).partner_id
    return OrganisationId(partner_id if term.written_for == term.producer_id else term.producer_id)


def _about(uow: UnitOfWork, term: TradeTerm, reader: OrganisationId) -> dict[str, str]:
    outlet, maker = uow.get(Outlet, term.outlet_id), uow.get(Organisation, term.producer_id)
    if reader == term.producer_id:
        link = f"/producer/terms/{outlet.public_id}"
    else:
        link = f"/partner/terms/{outlet.public_id}/{maker.public_id}"
    return {"place": outlet.name, "link": link}


NOTICE_KINDS.add("terms_proposed")(
    NoticeKind(_l("Usul ketentuan dagang"), [PROPOSED], must=True, until=[TermsAnswered])
)
NOTICE_KINDS.add("terms_answered")(
    NoticeKind(_l("Jawaban usul ketentuan dagang"), [AGREED, DECLINED], readers=TRADERS)
)
