"""The other side's answer to a handover: agreed as it was sent or with differences, or contested; or silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import day_of
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, HandoverId
from marketplace.kernel.labels import _l
from marketplace.ordering import policies, states
from marketplace.ordering.deadlines import answer_by, decide_by
from marketplace.ordering.events import HandoverAskedAgain, HandoverContested
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.agreeing import conclude
from marketplace.ordering.services.figures import LineDifference as Difference
from marketplace.ordering.services.sending import lock_pair
from marketplace.ordering.silence import WhyNotDeemed, doubts_about
from marketplace.ordering.states import SENT, AgreedHow, HandoverKind

NOT_ANSWERED = "Tidak dijawab dua kali sampai batas waktu; tanpa jawaban, surat ini tidak dianggap disetujui."


def agree_handover(
    uow: UnitOfWork,
    handover_id: HandoverId,
    *,
    differences: Sequence[Difference] = (),
    note: str = "",
    how: AgreedHow = AgreedHow.ACCOUNT,
    receiver: str = "",
    goods_on: date | None = None,
) -> Handover:
    """The side that did not write it says what it took, gave back or counted; a line without a difference is as sent.

    Writes what it comes to (see `booking`): of grade A, unless it is one-sided. Closes an order of which nothing
    remains. A delivery counts on the day it was sent, or on `goods_on`, the day on which the shop says it came.
    Refused when figures do not add up, when something is rejected without a reason, for a day outside of sending and
    answering, and to an official who prepared it on behalf of the other side.
    """
    handover, order = lock_pair(uow, handover_id)
    uow.demand(policies.RECEIVE, handover)
    refuse_both_sides(uow, handover)
    if goods_on is not None and goods_on != handover.counts_on:
        _refuse_other_day(uow, handover, goods_on)
        handover.goods_on = goods_on
    state = states.AGREE(handover.state)
    conclude(uow, handover, order, state, differences=differences, how=how, note=note, receiver=receiver)
    return handover


def contest_handover(
    uow: UnitOfWork, handover_id: HandoverId, *, reason: str, photo_id: AttachmentId | None = None
) -> Handover:
    """The other side says that it did not happen so.

    It is agreed later with the numbers that both found, or an officer settles it.
    """
    handover = uow.get(Handover, handover_id, lock=True)
    uow.demand(policies.RECEIVE, handover)
    contest(uow, handover, reason=reason, photo_id=photo_id)
    return handover


def contest(uow: UnitOfWork, handover: Handover, *, reason: str, photo_id: AttachmentId | None) -> None:
    """A step of acts that know who speaks for the other side."""
    if not reason.strip():
        raise Refused(_l("Tulis apa yang tidak benar dari kiriman ini."), field="reason")
    handover.state = states.CONTEST(handover.state)
    handover.contested_because, handover.contest_photo_id = reason.strip(), photo_id
    handover.answer_by = decide_by(uow)
    uow.emit(HandoverContested(handover_id=handover.id, reason=handover.contested_because))


def late_handovers(uow: UnitOfWork, *, after: int = 0, most: int) -> Sequence[HandoverId]:
    """The ids behind `after`, up to so many, of what nobody has answered in time."""
    late = select(Handover.id).where(
        Handover.id > after, Handover.state == SENT, Handover.answer_by < uow.now
    )
    return uow.session.scalars(late.order_by(Handover.id).limit(most)).all()


def agree_unanswered(uow: UnitOfWork, handover_id: HandoverId) -> bool:
    """Nobody has answered it in time: it counts as agreed as it was sent, marked so; whether it does.

    Only where silence may agree (see `silence`). Anything else waits for a yes: the other side is asked once more,
    and then an officer decides. Doing it twice finds it done the second time.
    """
    handover, _ = lock_pair(uow, handover_id)
    if handover.state is not SENT or handover.answer_by is None or handover.answer_by >= uow.now:
        return False
    doubts = doubts_about(uow.session, handover, uow.today)
    if not doubts:
        agree_handover(uow, handover_id, how=AgreedHow.DEEMED)
    elif not handover.asked_again:
        _ask_again(uow, handover, doubts)
    else:
        contest(uow, handover, reason=NOT_ANSWERED, photo_id=None)
    return not doubts


def _ask_again(uow: UnitOfWork, handover: Handover, doubts: Sequence[WhyNotDeemed]) -> None:
    handover.asked_again, handover.answer_by = True, answer_by(uow)
    uow.emit(
        HandoverAskedAgain(
            handover_id=handover.id,
            number=handover.number,
            doubts=tuple(doubt.value for doubt in doubts),
            answer_by=handover.answer_by,
        )
    )


def _refuse_other_day(uow: UnitOfWork, handover: Handover, day: date) -> None:
    """Only a delivery came on another day than it was sent: a round was made on its own, a return was handed back."""
    first = day_of(handover.sent_at) if handover.sent_at else uow.today
    if handover.kind is not HandoverKind.DELIVERY or not first <= day <= uow.today:
        raise Refused(
            _l("Barang datang antara hari dikirim dan hari ini; isi tanggal di antaranya."), field="goods_on"
        )


def refuse_both_sides(uow: UnitOfWork, handover: Handover) -> None:
    """Whoever stands for one side was not the one who stood for the other."""
    me = uow.actor
    if me.on_behalf_of is not None and me.user_id is not None and me.user_id == handover.prepared_by:
        raise Refused(
            _l("Anda menyiapkan surat ini atas nama pihak lain; yang menjawab pihak penerimanya sendiri.")
        )
