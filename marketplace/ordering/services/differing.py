"""The word of whoever wrote a handover on an answer that says otherwise: agreed, or an objection.

The lower figure is booked already. What only one side stands by becomes a handover of its own, its rest: what the shop
says beyond what its maker wrote is agreed with the maker's yes; what is objected to is contested: the other side may
still agree to it, or an officer settles it as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import AttachmentId, HandoverId, OrganisationId
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.ordering import policies, states
from marketplace.ordering.deadlines import decide_by
from marketplace.ordering.events import DifferenceAgreed, DifferenceObjected, HandoverContested
from marketplace.ordering.models.differences import HandoverDifference
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order
from marketplace.ordering.returns import bought_lots
from marketplace.ordering.services.agreeing import conclude, counted_again, refuse_counted_again
from marketplace.ordering.services.delivering import remaining
from marketplace.ordering.services.drafting import number
from marketplace.ordering.services.sending import lock_pair
from marketplace.ordering.states import CONFIRMED, PREPARED, AgreedHow, DifferenceAnswer, HandoverKind

Units = Callable[[HandoverLine], int]


def agree_difference(uow: UnitOfWork, handover_id: HandoverId) -> HandoverDifference:
    """The issuer agrees to what was answered: a lower figure stays, and what the shop says beyond is booked now.

    Goods that were counted again since are booked by that count. Refused once it was answered.
    """
    handover, order, difference = _open(uow, handover_id)
    _answer(uow, difference, DifferenceAnswer.AGREED)
    uow.emit(DifferenceAgreed(handover_id=handover_id))
    if (rest := _claimed(uow, handover, order)) is not None:
        of_order = order if rest.order_id is not None else None
        how = handover.agreed_how or AgreedHow.ACCOUNT
        conclude(uow, rest, of_order, states.AGREE(rest.state), differences=(), how=how)
    return difference


def object_to_difference(
    uow: UnitOfWork, handover_id: HandoverId, *, reason: str, photo_id: AttachmentId | None = None
) -> Handover:
    """The issuer insists; returns the contested handover of the units between both figures, of the same day.

    Also after the days to answer are over, until the month of the goods is published (whoever publishes refuses it
    then). Refused without a reason, once it was answered, and where the goods were counted again since.
    """
    handover, order, difference = _open(uow, handover_id)
    if not reason.strip():
        raise Refused(_l("Tulis mengapa angka Anda yang benar."), field="reason")
    difference.reason, difference.photo_id = reason.strip(), photo_id
    _answer(uow, difference, DifferenceAnswer.OBJECTED)
    mine, theirs = _insisted(uow, handover, order), _claimed(uow, handover, order, again=True)
    rests = [rest for rest in (mine, theirs) if rest is not None]
    for rest in rests:
        rest.state = states.CONTEST(rest.state)
        rest.contested_because, rest.contest_photo_id = reason.strip(), photo_id
        uow.session.flush()
        refuse_counted_again(uow, rest, handover.id)
        _tell_objection(uow, handover, rest, reason.strip())
    return rests[0]


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


def _tell_objection(uow: UnitOfWork, handover: Handover, rest: Handover, reason: str) -> None:
    uow.emit(
        DifferenceObjected(
            handover_id=handover.id,
            rest_id=rest.id,
            reason=reason,
            partner_id=handover.partner_id,
            month=str(Month.of(handover.counts_on or uow.today)),
        )
    )
    uow.emit(HandoverContested(handover_id=rest.id, reason=reason))


def _insisted(uow: UnitOfWork, handover: Handover, order: Order | None) -> Handover | None:
    """What the issuer wrote and the other side did not acknowledge.

    Refused for bought goods that went back by another paper since.
    """
    if handover.kind is HandoverKind.RETURN and not handover.consigned:
        _refuse_given_back(uow, handover)
    within = _fits(uow, handover, order, lambda line: line.rejected or 0)
    lines = [part for line in handover.lines for part in _not_acknowledged(handover, line, within=within)]
    return _rest(uow, handover, handover.issuer_id, lines, within=within)


def _refuse_given_back(uow: UnitOfWork, handover: Handover) -> None:
    there = bought_lots(uow.session, handover.producer_id, handover.outlet_id)
    for line in handover.lines:
        left = sum(lot.units for lot in there.get(line.variant_id, ()) if lot.unit_price == line.unit_price)
        if line.differs > left:
            raise Refused(
                _l(
                    "%(name)s: yang masih dapat diretur tinggal %(left)s; selebihnya sudah diretur dengan surat lain.",
                    name=line.name,
                    left=left,
                )
            )


def _claimed(
    uow: UnitOfWork, handover: Handover, order: Order | None, *, again: bool = False
) -> Handover | None:
    """What the shop says beyond what its maker wrote; with `again` also where it was counted again since."""
    settled = {} if again else counted_again(uow, handover, handover.id)
    within = _fits(uow, handover, order, lambda line: line.beyond)
    lines = [
        part
        for line in handover.lines
        for part in _beyond(line, within=within, counted=line.variant_id not in settled)
    ]
    return _rest(uow, handover, handover.partner_id, lines, within=within)


def _rest(
    uow: UnitOfWork, handover: Handover, issuer_id: OrganisationId, lines: list[HandoverLine], *, within: bool
) -> Handover | None:
    """With the terms and the day of the handover whose difference it holds; None without lines."""
    if not lines:
        return None
    mine = issuer_id == handover.issuer_id
    rest = Handover(
        number="",
        kind=handover.kind,
        trade=handover.trade,
        days_to_pay=handover.days_to_pay,
        loss_on=handover.loss_on,
        invoicing=handover.invoicing,
        order_id=handover.order_id if within else None,
        producer_id=handover.producer_id,
        partner_id=handover.partner_id,
        outlet_id=handover.outlet_id,
        issuer_id=issuer_id,
        rest_of_id=handover.id,
        state=states.SEND(PREPARED),
        prepared_by=uow.actor.user_id if mine else handover.agreed_by,
        prepared_at=uow.now if mine else handover.agreed_at or uow.now,
        sent_at=uow.now,
        goods_on=handover.counts_on,
        answer_by=decide_by(uow),
    )
    rest.lines.extend(lines)
    return number(uow, rest)


def _fits(uow: UnitOfWork, handover: Handover, order: Order | None, units: Units) -> bool:
    """Whether the order still has room for so many: nothing else was brought instead or written off."""
    if order is None or order.state is not CONFIRMED:
        return False
    left = remaining(uow, order)
    ordered = [line for line in handover.lines if line.order_line_id is not None]
    return all(left[line.order_line_id or 0] >= units(line) for line in ordered)


def _not_acknowledged(handover: Handover, line: HandoverLine, *, within: bool) -> Iterator[HandoverLine]:
    """What was rejected as brought; what was not owed as sold, of which some may still lie in the balance; what did
    not come back as taken back.
    """
    if line.rejected:
        yield _brought(line, line.rejected, within=within)
    if line.differs > 0 and handover.kind is HandoverKind.RETURN:
        yield _line(line, taken_back=line.differs, take_back_reason=line.take_back_reason)
    elif line.differs > 0:
        yield _sold(line, line.differs, (line.counted or 0) - (line.other_count or 0))


def _beyond(line: HandoverLine, *, within: bool, counted: bool) -> Iterator[HandoverLine]:
    if line.beyond:
        yield _brought(line, line.beyond, within=within)
    if line.differs < 0 and counted:
        yield _sold(line, -line.differs, (line.counted or 0) - (line.other_count or 0))


def _brought(line: HandoverLine, units: int, *, within: bool) -> HandoverLine:
    return _line(
        line,
        order_line_id=line.order_line_id if within else None,
        brought=units,
        batch=line.batch,
        best_before=line.best_before,
    )


def _sold(line: HandoverLine, units: int, lie: int) -> HandoverLine:
    """`lie` of them are still in the balance, as one side counted."""
    return _line(line, opening=units, counted=0, lies=min(units, max(0, lie)))


def _line(line: HandoverLine, **given: Any) -> HandoverLine:
    known: dict[str, Any] = {
        "variant_id": line.variant_id,
        "name": line.name,
        "unit": line.unit,
        "unit_price": line.unit_price,
    }
    return HandoverLine(**known | given)
