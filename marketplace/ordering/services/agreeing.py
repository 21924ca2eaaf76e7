"""A step of every agreement: the figures both sides stand by, and what they change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId
from marketplace.kernel.labels import _l
from marketplace.ordering.counting import count_round
from marketplace.ordering.events import FigureChange, HandoverAgreed
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order
from marketplace.ordering.services.answering import close_order
from marketplace.ordering.services.booking import book, is_one_sided, move_goods, number_papers
from marketplace.ordering.states import (
    AgreedHow,
    HandoverKind,
    HandoverState,
    RejectReason,
    TakeBackReason,
)


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
    """It is agreed with these differences, and booked. An agreed handover never changes again."""
    changed = tuple(_settle(handover, differences))
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
    if order is not None and all(line.accepted == line.quantity for line in order.lines):
        close_order(uow, order)


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
        _take(line, difference)
        _count(handover, line, difference)
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
