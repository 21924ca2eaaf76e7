"""Whoever wrote a handover reads that the other side answered otherwise; and the other side, that it objects."""

from __future__ import annotations

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, moment, page, rupiah
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell
from marketplace.ordering.differences import lines_that_differ
from marketplace.ordering.events import DifferenceAgreed, DifferenceObjected, HandoverDiffers, HandoverSettled
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.states import HandoverKind

DIFFERS = Letter(
    "handover-differs",
    _l("Ada selisih pada %(number)s"),
    _l(
        "%(number)s dijawab berbeda dari yang Anda kirim: %(sent)s menjadi %(answered)s. Setujui atau ajukan keberatan"
        " paling lambat %(deadline)s; tanpa jawaban, angka yang lebih rendah berlaku.\n\nLihat dan jawab: %(link)s"
    ),
    sent=rupiah,
    answered=rupiah,
    deadline=moment,
    link=page,
)
RETURN_DIFFERS = Letter(
    "return-differs",
    _l("Ada selisih pada retur %(number)s"),
    _l(
        "retur %(number)s dijawab berbeda dari yang Anda tulis: dari %(sent)s satuan, %(answered)s diakui sampai."
        " Setujui atau ajukan keberatan paling lambat %(deadline)s; tanpa jawaban, angka yang lebih rendah berlaku."
        "\n\nLihat dan jawab: %(link)s"
    ),
    deadline=moment,
    link=page,
)
OBJECTED = Letter(
    "difference-objected",
    _l("Keberatan atas selisih pada %(number)s"),
    _l(
        "ada keberatan atas selisih yang Anda catat pada %(number)s: “%(reason)s” Bila tidak disepakati berdua, Dinas"
        " memutuskan paling lambat %(deadline)s.\n\nLihat: %(link)s"
    ),
    deadline=moment,
    link=page,
)


@on(HandoverDiffers)
def write_to_issuer(uow: UnitOfWork, event: HandoverDiffers) -> None:
    handover = uow.get(Handover, event.handover_id)
    about = {
        "number": event.number,
        "sent": event.before,
        "answered": event.after,
        "deadline": event.answer_by.isoformat(),
        "link": f"/{_door(handover, handover.issuer_id)}/differences/{handover.public_id}",
    }
    letter = DIFFERS
    if handover.kind is HandoverKind.RETURN:
        letter, lines = RETURN_DIFFERS, lines_that_differ(handover)
        about |= {"sent": sum(one.before for one in lines), "answered": sum(one.after for one in lines)}
    tell(uow, letter, {handover.issuer_id: about}, event)


@on(DifferenceObjected)
def write_to_the_other_side(uow: UnitOfWork, event: DifferenceObjected) -> None:
    handover, rest = uow.get(Handover, event.handover_id), uow.get(Handover, event.rest_id)
    about = {
        "number": handover.number,
        "reason": event.reason,
        "deadline": rest.answer_by.isoformat() if rest.answer_by else "",
        "link": f"/{_door(handover, handover.answerer_id)}/handovers/{rest.public_id}",
    }
    tell(uow, OBJECTED, {handover.answerer_id: about}, event)


def _door(handover: Handover, side: int) -> str:
    return "producer" if side == handover.producer_id else "partner"


NOTICE_KINDS.add("handover_differs")(
    NoticeKind(
        _l("Selisih serah terima"),
        [DIFFERS, RETURN_DIFFERS],
        must=True,
        until=[DifferenceAgreed, DifferenceObjected, HandoverSettled],
    )
)
NOTICE_KINDS.add("difference_objected")(
    NoticeKind(_l("Keberatan atas selisih"), [OBJECTED], must=True, until=[HandoverSettled])
)
