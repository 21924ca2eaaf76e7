"""A step of every agreement: the figures both sides stand by, and what they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import HandoverId, VariantId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering.deadlines import MAKER, SHOP, answer_by
from marketplace.ordering.differences import answered_value
from marketplace.ordering.events import FigureChange, HandoverAgreed, HandoverDiffers
from marketplace.ordering.models.differences import HandoverDifference
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order
from marketplace.ordering.services.answering import close_order
from marketplace.ordering.services.booking import book, is_one_sided, move_goods, number_papers
from marketplace.ordering.services.figures import LineDifference, settle_figures
from marketplace.ordering.states import (
    AGREED,
    CONTESTED,
    SENT,
    AgreedHow,
    HandoverKind,
    HandoverState,
)

BY_A_SIDE = (AgreedHow.ACCOUNT, AgreedHow.CODE, AgreedHow.SCAN)  # the one that did not write it


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

    Where the other side answered otherwise than its issuer wrote, the lower figure counts, and the issuer is asked.
    """
    before, asks = handover.value, how in BY_A_SIDE and handover.rest_of_id is None
    changed = tuple(settle_figures(handover, differences, asks=asks))
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
    if asks and handover.differs:
        _ask_issuer(uow, handover, before)
    if order is not None and all(line.accepted == line.quantity for line in order.lines):
        close_order(uow, order)


def refuse_counted_again(uow: UnitOfWork, rest: Handover, original_id: HandoverId) -> None:
    """A count settles what the count before it left open: what is gone by then was sold in between, and is owed there.

    Refused where such goods would be owed, or leave the shelf, a second time.
    """
    back = rest.consigned and rest.kind is HandoverKind.RETURN
    moved = {line.variant_id for line in rest.lines if line.sold_so or (back and line.taken_back)}
    again = counted_again(uow, rest, original_id)
    for variant_id in moved & again.keys():
        number, name = again[variant_id]
        raise Refused(
            _l(
                "%(name)s sudah dihitung lagi pada kunjungan %(number)s; yang kurang di rak sudah terhitung terjual"
                " di sana.",
                name=name,
                number=number,
            )
        )


def counted_again(
    uow: UnitOfWork, of: Handover, original_id: HandoverId
) -> Mapping[VariantId, tuple[str, str]]:
    """Items counted at that outlet after a handover: by variant the number of the visit, and what it calls the item."""
    query = (
        select(HandoverLine.variant_id, Handover.number, HandoverLine.name)
        .join(Handover, Handover.id == HandoverLine.handover_id)
        .where(
            Handover.producer_id == of.producer_id,
            Handover.outlet_id == of.outlet_id,
            Handover.kind == HandoverKind.ROUND,
            Handover.state.in_((SENT, CONTESTED, AGREED)),
            Handover.rest_of_id.is_(None),
            Handover.id > original_id,
            HandoverLine.opening.is_not(None),
        )
        .order_by(Handover.id.desc())
    )
    return {row[0]: (row[1], row[2]) for row in uow.session.execute(query)}


def _ask_issuer(uow: UnitOfWork, handover: Handover, before: Rupiah) -> None:
    deadline = answer_by(uow, days=MAKER if handover.issuer_id == handover.producer_id else SHOP)
    uow.add(HandoverDifference(handover_id=handover.id, answer_by=deadline))
    uow.emit(
        HandoverDiffers(
            handover_id=handover.id,
            number=handover.number,
            before=before,
            after=answered_value(handover),
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
