"""A maker reads that the shop took or counted otherwise; the shop, that the maker objects."""

from __future__ import annotations

from marketplace.accounts.recipients import write_to_owners
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, moment, page, rupiah
from marketplace.notices.kinds.base import on
from marketplace.ordering.events import DifferenceObjected, HandoverDiffers
from marketplace.ordering.models.handovers import Handover

DIFFERS = Letter(
    "handover-differs",
    _l("Toko mencatat selisih pada %(number)s"),
    _l(
        "toko mencatat %(number)s berbeda dari yang Anda kirim: %(sent)s menjadi %(answered)s. Setujui atau ajukan"
        " keberatan paling lambat %(deadline)s; tanpa jawaban, angka toko berlaku.\n\nLihat dan jawab: %(link)s"
    ),
    sent=rupiah,
    answered=rupiah,
    deadline=moment,
    link=page,
)
OBJECTED = Letter(
    "difference-objected",
    _l("Pembuat keberatan atas selisih pada %(number)s"),
    _l(
        "pembuat keberatan atas selisih yang Anda catat pada %(number)s: “%(reason)s” Setujui angkanya bila benar;"
        " bila tidak, Dinas memutuskan paling lambat %(deadline)s.\n\nLihat: %(link)s"
    ),
    deadline=moment,
    link=page,
)


@on(HandoverDiffers)
def write_to_maker(uow: UnitOfWork, event: HandoverDiffers) -> None:
    handover = uow.get(Handover, event.handover_id)
    about = {
        "number": event.number,
        "sent": event.before,
        "answered": event.after,
        "deadline": event.answer_by.isoformat(),
        "link": f"/producer/differences/{handover.public_id}",
    }
    write_to_owners(uow, DIFFERS, {handover.producer_id: about})


@on(DifferenceObjected)
def write_to_shop(uow: UnitOfWork, event: DifferenceObjected) -> None:
    handover, rest = uow.get(Handover, event.handover_id), uow.get(Handover, event.rest_id)
    about = {
        "number": handover.number,
        "reason": event.reason,
        "deadline": rest.answer_by.isoformat() if rest.answer_by else "",
        "link": f"/partner/handovers/{rest.public_id}",
    }
    write_to_owners(uow, OBJECTED, {handover.partner_id: about})
