"""The maker's word on what the shop took or counted otherwise: agreed, or an objection that goes to an officer.

The lower figure is booked already. An objection is a contested handover of the units that only the maker stands by:
the shop may still agree to it, or an officer settles it as any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import AttachmentId, HandoverId
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.ordering import policies, states
from marketplace.ordering.deadlines import decide_by
from marketplace.ordering.events import DifferenceAgreed, DifferenceObjected, HandoverContested
from marketplace.ordering.models.differences import HandoverDifference
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order
from marketplace.ordering.services.agreeing import refuse_counted_again
from marketplace.ordering.services.delivering import remaining
from marketplace.ordering.services.drafting import number
from marketplace.ordering.services.sending import lock_pair
from marketplace.ordering.states import CONFIRMED, PREPARED, DifferenceAnswer


def agree_difference(uow: UnitOfWork, handover_id: HandoverId) -> HandoverDifference:
    """The maker agrees to the shop's lower figure; nothing more is booked. Refused once it was answered."""
    _, _, difference = _open(uow, handover_id)
    _answer(uow, difference, DifferenceAnswer.AGREED)
    uow.emit(DifferenceAgreed(handover_id=handover_id))
    return difference


def object_to_difference(
    uow: UnitOfWork, handover_id: HandoverId, *, reason: str, photo_id: AttachmentId | None = None
) -> Handover:
    """The maker insists; returns the contested handover of the units between both figures, of the same day.

    Also after the days to answer are over, until the month of the goods is published (whoever publishes refuses it
    then). Refused without a reason, once it was answered, and where the goods were counted again since.
    """
    handover, order, difference = _open(uow, handover_id)
    if not reason.strip():
        raise Refused(_l("Tulis mengapa angka Anda yang benar."), field="reason")
    difference.reason, difference.photo_id = reason.strip(), photo_id
    _answer(uow, difference, DifferenceAnswer.OBJECTED)
    rest = _rest(uow, handover, order)
    rest.contested_because, rest.contest_photo_id = reason.strip(), photo_id
    uow.session.flush()
    refuse_counted_again(uow, rest, handover.id)
    counts_on = handover.counts_on or uow.today
    uow.emit(
        DifferenceObjected(
            handover_id=handover.id,
            rest_id=rest.id,
            reason=reason.strip(),
            partner_id=handover.partner_id,
            month=str(Month.of(counts_on)),
        )
    )
    uow.emit(HandoverContested(handover_id=rest.id, reason=reason.strip()))
    return rest


def _open(uow: UnitOfWork, handover_id: HandoverId) -> tuple[Handover, Order | None, HandoverDifference]:
    handover, order = lock_pair(uow, handover_id)
    uow.demand(policies.SEND, handover)
    difference = uow.session.get(HandoverDifference, handover.id, populate_existing=True)
    if difference is None:
        raise NotFound(f"a difference of handover {handover_id}")
    if difference.answer is not None:
        raise Refused(_l("Selisih ini sudah Anda jawab."))
    return handover, order, difference


def _answer(uow: UnitOfWork, difference: HandoverDifference, answer: DifferenceAnswer) -> None:
    difference.answer, difference.answered_by, difference.answered_at = answer, uow.actor.user_id, uow.now


def _rest(uow: UnitOfWork, handover: Handover, order: Order | None) -> Handover:
    """Contested as soon as it is written; with the terms and the day of the handover whose difference it holds."""
    within = order is not None and _fits(uow, handover, order)
    rest = Handover(
        number="",
        kind=handover.kind,
        trade=handover.trade,
        days_to_pay=handover.days_to_pay,
        loss_on=handover.loss_on,
        order_id=handover.order_id if within else None,
        producer_id=handover.producer_id,
        partner_id=handover.partner_id,
        outlet_id=handover.outlet_id,
        issuer_id=handover.issuer_id,
        rest_of_id=handover.id,
        state=states.CONTEST(states.SEND(PREPARED)),
        prepared_by=uow.actor.user_id,
        prepared_at=uow.now,
        sent_at=uow.now,
        goods_on=handover.counts_on,
        answer_by=decide_by(uow),
    )
    rest.lines.extend(line for one in handover.lines for line in _lines(one, within=within))
    return number(uow, rest)


def _fits(uow: UnitOfWork, handover: Handover, order: Order) -> bool:
    """Whether the order still has room for what was rejected: nothing else was brought instead or written off."""
    left = remaining(uow, order)
    ordered = [line for line in handover.lines if line.order_line_id is not None]
    return order.state is CONFIRMED and all(
        left[line.order_line_id or 0] >= (line.rejected or 0) for line in ordered
    )


def _lines(line: HandoverLine, *, within: bool) -> Iterator[HandoverLine]:
    """What was rejected as brought; what was not owed as sold, of which some may still lie in the balance."""
    if line.rejected:
        yield _line(
            line,
            order_line_id=line.order_line_id if within else None,
            brought=line.rejected,
            batch=line.batch,
            best_before=line.best_before,
        )
    if line.differs:
        more = (line.counted or 0) - (line.counted_as_sent or 0)
        yield _line(line, opening=line.differs, counted=0, lies=min(line.differs, max(0, more)))


def _line(line: HandoverLine, **given: Any) -> HandoverLine:
    known: dict[str, Any] = {
        "variant_id": line.variant_id,
        "name": line.name,
        "unit": line.unit,
        "unit_price": line.unit_price,
    }
    return HandoverLine(**known | given)
