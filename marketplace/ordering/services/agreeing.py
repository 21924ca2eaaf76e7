"""A step of every agreement: the figures both sides stand by, and what they change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, HandoverId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering.counting import count_round
from marketplace.ordering.deadlines import MAKER, answer_by
from marketplace.ordering.events import FigureChange, HandoverAgreed, HandoverDiffers
from marketplace.ordering.models.differences import HandoverDifference
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order
from marketplace.ordering.services.answering import close_order
from marketplace.ordering.services.booking import book, is_one_sided, move_goods, number_papers
from marketplace.ordering.states import (
    AGREED,
    CONTESTED,
    SENT,
    AgreedHow,
    HandoverKind,
    HandoverState,
    RejectReason,
    TakeBackReason,
)

BY_THE_SHOP = (AgreedHow.ACCOUNT, AgreedHow.CODE, AgreedHow.SCAN)  # of what the maker wrote


@dataclass(frozen=True, kw_only=True)
class LineDifference:
    """A line that was not as it was sent, in units; what is left out stays as it was.

    Of `accepted` and `rejected` one is enough: they add up to what was brought.
    """

    line_id: int
    accepted: int | None = None
    rejected: int | None = None
    reason: RejectReason | None = None
    photo_id: AttachmentId | None = None
    counted: int | None = None
    taken_back: int | None = None
    take_back_reason: TakeBackReason | None = None
    lost: int | None = None


def conclude(
    uow: UnitOfWork,
    handover: Handover,
    order: Order | None,
    state: HandoverState,
    *,
    differences: Sequence[LineDifference],
    how: AgreedHow,
    note: str = "",
    receiver: str = "",
) -> None:
    """It is agreed with these differences, and booked. An agreed handover never changes again.

    Where the shop took or counted otherwise than its maker sent, the maker is told, and may object.
    """
    before = handover.value
    changed = tuple(_settle(handover, differences))
    if handover.rest_of_id is not None:
        refuse_counted_again(uow, handover, handover.rest_of_id)
    one_sided = is_one_sided(uow, handover, how)
    number_papers(uow, handover)
    move_goods(uow, handover, order)
    uow.session.flush()  # lines first: those of an agreed handover no longer change
    handover.note = "\n".join(filter(None, (handover.note, note.strip())))
    handover.state, handover.agreed_how, handover.receiver = state, how, receiver.strip()
    handover.agreed_by, handover.agreed_at = uow.actor.user_id, uow.now
    uow.session.flush()
    book(uow, handover, one_sided=one_sided)
    uow.emit(_fact(handover, one_sided, changed))
    if how in BY_THE_SHOP and handover.rest_of_id is None:
        _note_difference(uow, handover, before)
    if order is not None and all(line.accepted == line.quantity for line in order.lines):
        close_order(uow, order)


def refuse_counted_again(uow: UnitOfWork, rest: Handover, original_id: HandoverId) -> None:
    """A count settles what the count before it left open: what is gone by then was sold in between, and is owed there.

    Refused where such goods would be owed a second time.
    """
    owed = {line.variant_id for line in rest.lines if line.sold_so}
    query = (
        select(Handover.number, HandoverLine.name)
        .join(HandoverLine, HandoverLine.handover_id == Handover.id)
        .where(
            Handover.producer_id == rest.producer_id,
            Handover.outlet_id == rest.outlet_id,
            Handover.kind == HandoverKind.ROUND,
            Handover.state.in_((SENT, CONTESTED, AGREED)),
            Handover.rest_of_id.is_(None),
            Handover.id > original_id,
            HandoverLine.opening.is_not(None),
            HandoverLine.variant_id.in_(owed),
        )
    )
    for number, name in uow.session.execute(query.limit(1)):
        raise Refused(
            _l(
                "%(name)s sudah dihitung lagi pada kunjungan %(number)s; yang kurang di rak sudah terhitung terjual"
                " di sana.",
                name=name,
                number=number,
            )
        )


def _note_difference(uow: UnitOfWork, handover: Handover, before: Rupiah) -> None:
    if handover.issuer_id != handover.producer_id or not handover.differs:
        return
    deadline = answer_by(uow, days=MAKER)
    uow.add(HandoverDifference(handover_id=handover.id, answer_by=deadline))
    uow.emit(
        HandoverDiffers(
            handover_id=handover.id,
            number=handover.number,
            before=before,
            after=handover.value,
            answer_by=deadline,
        )
    )


def _fact(handover: Handover, one_sided: bool, changed: tuple[FigureChange, ...]) -> HandoverAgreed:
    lines = handover.lines
    return HandoverAgreed(
        handover_id=handover.id,
        order_id=handover.order_id,
        how=handover.agreed_how.value if handover.agreed_how else "",
        one_sided=one_sided,
        accepted=sum(line.accepted or 0 for line in lines),
        rejected=sum(line.rejected or 0 for line in lines),
        taken_back=sum(line.taken_back for line in lines),
        lost=sum(line.lost for line in lines),
        sold=sum(line.sold or 0 for line in lines),
        amount=handover.value,
        changed=changed,
    )


def _settle(handover: Handover, differences: Sequence[LineDifference]) -> Iterator[FigureChange]:
    """Write the figures into the lines; tells those that are not as they were sent."""
    by_line = {difference.line_id: difference for difference in differences}
    if by_line.keys() - {line.id for line in handover.lines}:
        raise LookupError(f"handover {handover.id} has no such lines: {sorted(by_line)}")
    for line in handover.lines:
        difference = by_line.get(line.id) or LineDifference(line_id=line.id)
        before = (line.brought, line.counted or 0, line.taken_back, line.lost)
        owed = line.owed_units(handover.loss_on)
        _take(line, difference)
        _count(handover, line, difference)
        line.differs = max(0, owed - line.owed_units(handover.loss_on))
        line.counted_as_sent = before[1] if line.differs else None
        after = (line.accepted or 0, line.counted or 0, line.taken_back, line.lost)
        for field, was, now in zip(("accepted", "counted", "taken_back", "lost"), before, after, strict=True):
            if was != now:
                yield FigureChange(line_id=line.id, field=field, before=was, after=now)


def _take(line: HandoverLine, difference: LineDifference) -> None:
    accepted, rejected = difference.accepted, difference.rejected
    if accepted is None:
        accepted = line.brought - (rejected or 0)
    if rejected is None:
        rejected = line.brought - accepted
    if accepted < 0 or rejected < 0 or accepted + rejected != line.brought:
        raise Refused(
            _l(
                "%(name)s: diterima dan ditolak harus berjumlah %(brought)s, sebanyak yang dikirim.",
                name=line.name,
                brought=line.brought,
            ),
            field=f"accepted_{line.id}",
        )
    if rejected and difference.reason is None:
        raise Refused(
            _l("%(name)s: pilih alasan %(rejected)s ditolak.", name=line.name, rejected=rejected),
            field=f"reason_{line.id}",
        )
    line.accepted, line.rejected = accepted, rejected
    line.reject_reason = difference.reason if rejected else None
    line.reject_photo_id = difference.photo_id if rejected else None


def _count(handover: Handover, line: HandoverLine, difference: LineDifference) -> None:
    """What was counted, taken back and lost; only what was counted at all can have been lost or sold."""
    taken_back = line.taken_back if difference.taken_back is None else difference.taken_back
    lost = line.lost if difference.lost is None else difference.lost
    if handover.rest_of_id is not None and (taken_back or lost):
        raise Refused(
            _l("%(name)s: isi hanya berapa yang tersisa.", name=line.name), field=f"counted_{line.id}"
        )
    if line.opening is None:
        most = line.taken_back if handover.kind is HandoverKind.RETURN else 0
        _check_uncounted(line, difference, taken_back, most)
    else:
        counted = (line.counted or 0) if difference.counted is None else difference.counted
        count = count_round(
            opening=line.opening,
            counted=counted,
            taken_back=taken_back,
            lost=lost,
            name=line.name,
            field=f"counted_{line.id}",
        )
        line.counted, line.lost, line.sold = counted, lost, count.sold
    line.take_back_reason = (difference.take_back_reason or line.take_back_reason) if taken_back else None
    if taken_back and line.take_back_reason is None:
        raise Refused(
            _l("%(name)s: pilih alasan %(units)s ditarik.", name=line.name, units=taken_back),
            field=f"take_back_reason_{line.id}",
        )
    line.taken_back = taken_back


def _check_uncounted(line: HandoverLine, difference: LineDifference, taken_back: int, most: int) -> None:
    if not 0 <= taken_back <= most:
        raise Refused(
            _l("%(name)s: yang ditulis diretur %(most)s; isi paling banyak itu.", name=line.name, most=most),
            field=f"taken_back_{line.id}",
        )
    if difference.counted or difference.lost:
        raise Refused(
            _l("%(name)s tidak ikut dihitung pada surat ini.", name=line.name), field=f"counted_{line.id}"
        )
