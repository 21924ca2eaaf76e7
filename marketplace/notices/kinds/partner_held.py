"""A partner reads that it cannot order for a while, and why."""

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, day
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell
from marketplace.partners.events import PartnerHeld

LETTER = Letter(
    "partner-held",
    _l("Pemesanan Anda di MB2 ditangguhkan"),
    _l(
        "sejak %(day)s usaha Anda tidak dapat memesan lewat MB2. Alasan: %(reason)s\n\nPesanan yang sudah dibuat tetap"
        " berjalan, dan pembelian tetap dapat dicatat. Perbaiki sebabnya, lalu hubungi Dinas."
    ),
    day=day,
)


@on(PartnerHeld)
def write(uow: UnitOfWork, event: PartnerHeld) -> None:
    about = {"day": event.from_on.isoformat(), "reason": event.reason}
    tell(uow, LETTER, {PartnerId(event.partner_id): about}, event)


NOTICE_KINDS.add("partner_held")(NoticeKind(_l("Pemesanan ditangguhkan"), [LETTER], must=True))
