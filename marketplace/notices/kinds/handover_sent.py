"""Whoever has to answer a handover reads that it waits, and again when silence would not settle it."""

from __future__ import annotations

from marketplace.accounts.models import Organisation
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, moment, page
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell
from marketplace.ordering.events import (
    HandoverAgreed,
    HandoverAskedAgain,
    HandoverContested,
    HandoverDiffers,
    HandoverSent,
    HandoverSettled,
    HandoverWithdrawn,
)
from marketplace.ordering.models.handovers import Handover

SENT = Letter(
    "handover-sent",
    _l("Jawab serah terima %(number)s"),
    _l(
        "%(other)s menulis serah terima %(number)s. Hitung barangnya, lalu setujui atau catat selisih paling lambat"
        " %(deadline)s.\n\nLihat dan jawab: %(link)s"
    ),
    deadline=moment,
    link=page,
)
AGAIN = Letter(
    "handover-asked-again",
    _l("Serah terima %(number)s masih menunggu jawaban Anda"),
    _l(
        "serah terima %(number)s dari %(other)s belum dijawab, dan tanpa jawaban tidak dianggap disetujui. Jawab paling"
        " lambat %(deadline)s.\n\nLihat dan jawab: %(link)s"
    ),
    deadline=moment,
    link=page,
)
CONTESTED = Letter(
    "handover-contested",
    _l("Serah terima %(number)s dipersoalkan"),
    _l(
        "%(other)s mempersoalkan serah terima %(number)s: “%(reason)s” Bicarakan berdua; bila tidak sepakat, Dinas"
        " memutuskan.\n\nLihat: %(link)s"
    ),
    link=page,
)
SETTLED = Letter(
    "handover-settled",
    _l("Dinas memutuskan serah terima %(number)s"),
    _l("Dinas memutuskan angka serah terima %(number)s dengan %(other)s: “%(reason)s”\n\nLihat: %(link)s"),
    link=page,
)


@on(HandoverSent, HandoverAskedAgain)
def write_to_answerer(uow: UnitOfWork, event: HandoverSent | HandoverAskedAgain) -> None:
    handover = uow.get(Handover, event.handover_id)
    if handover.answer_by is None:
        return  # agreed on the spot
    about = _about(uow, handover, handover.answerer_id) | {"deadline": handover.answer_by.isoformat()}
    tell(uow, AGAIN if isinstance(event, HandoverAskedAgain) else SENT, {handover.answerer_id: about}, event)


@on(HandoverContested)
def write_to_issuer(uow: UnitOfWork, event: HandoverContested) -> None:
    """Of a difference, the objection has told the other side already; its rest is of whoever objected."""
    handover = uow.get(Handover, event.handover_id)
    if handover.rest_of_id is not None:
        return
    about = _about(uow, handover, handover.issuer_id) | {"reason": event.reason}
    tell(uow, CONTESTED, {handover.issuer_id: about}, event)


@on(HandoverSettled)
def write_to_both(uow: UnitOfWork, event: HandoverSettled) -> None:
    handover = uow.get(Handover, event.handover_id)
    sides = (handover.producer_id, handover.partner_id)
    about = {side: _about(uow, handover, side) | {"reason": event.reason} for side in sides}
    tell(uow, SETTLED, about, event)


def _about(uow: UnitOfWork, handover: Handover, reader: int) -> dict[str, str]:
    mine = reader == handover.producer_id
    other = uow.get(Organisation, handover.partner_id if mine else handover.producer_id)
    door = "producer" if mine else "partner"
    return {
        "number": handover.number,
        "other": other.name,
        "link": f"/{door}/handovers/{handover.public_id}",
    }


NOTICE_KINDS.add("handover_sent")(
    NoticeKind(
        _l("Serah terima menunggu jawaban"),
        [SENT, AGAIN],
        must=True,
        until=[HandoverAgreed, HandoverContested, HandoverDiffers, HandoverWithdrawn, HandoverSettled],
    )
)
NOTICE_KINDS.add("handover_contested")(
    NoticeKind(_l("Serah terima dipersoalkan"), [CONTESTED], must=True, until=[HandoverSettled])
)
NOTICE_KINDS.add("handover_settled")(NoticeKind(_l("Putusan Dinas atas serah terima"), [SETTLED], must=True))
