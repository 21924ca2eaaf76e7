"""A partner reads that its memorandum was ended before its time, and why; of its addenda it reads nothing."""

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, day
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell
from marketplace.partners.events import MouEnded
from marketplace.partners.models import Mou

LETTER = Letter(
    "mou-ended",
    _l("MoU Anda dengan kota diakhiri"),
    _l(
        "MoU nomor %(number)s diakhiri; hari terakhirnya %(day)s. Alasan: %(reason)s\n\nSesudah itu pesanan baru tidak"
        " dapat dikirim. Pesanan dan pembelian yang sudah ada tetap. Untuk MoU yang baru, hubungi Dinas."
    ),
    day=day,
)


@on(MouEnded)
def write(uow: UnitOfWork, event: MouEnded) -> None:
    mou = uow.get(Mou, event.mou_id)
    if mou.amends_id is None:
        about = {"number": mou.number, "day": event.last_day.isoformat(), "reason": event.reason}
        tell(uow, LETTER, {mou.partner_id: about}, event)


NOTICE_KINDS.add("mou_ended")(NoticeKind(_l("MoU diakhiri"), [LETTER], must=True))
