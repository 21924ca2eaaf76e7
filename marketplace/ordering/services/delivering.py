"""The issuer's side of a handover: what is brought, that it is on its way, or that it is not after all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from marketplace.db.uow import UnitOfWork
from marketplace.inventory import services as inventory
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import HandoverId, OrderId, OutletId, VariantId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering import policies, states
from marketplace.ordering.events import HandoverPrepared, HandoverWithdrawn
from marketplace.ordering.goods import OrderedGood, goods_of, round_price, wholesale_price
from marketplace.ordering.lots import usual_prices
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order, OrderLine
from marketplace.ordering.services.drafting import draft, emptied, number
from marketplace.ordering.services.sending import (
    by_variant,
    field_of,
    lock_pair,
    lock_shelf,
    refuse_closed,
    send_off,
)
from marketplace.ordering.states import CONFIRMED, CONTESTED, PREPARED, SENT, HandoverKind
from marketplace.ordering.terms import Between, term_between
from marketplace.partners.models import Outlet


@dataclass(frozen=True, kw_only=True)
class BroughtItem:
    """Something brought without an order; without a price it has that of the terms and the catalog."""

    variant_id: VariantId
    brought: int
    unit_price: Rupiah | None = None
    batch: str = ""
    best_before: date | None = None


def prepare_handover(
    uow: UnitOfWork,
    order_id: OrderId,
    *,
    brought: Mapping[int, int] | None = None,
    best_before: Mapping[int, date] | None = None,
    batches: Mapping[int, str] | None = None,
) -> Handover:
    """Write the delivery note of a confirmed order: units per order line, all that remains unless said otherwise.

    One that was prepared for the order and not sent yet is written anew. Refused for more than remains of a line,
    and for nothing at all.
    """
    order = _locked(uow, order_id)
    uow.demand(policies.DELIVER, order)
    _check_confirmed(order)
    left = remaining(uow, order)
    wanted = left if brought is None else {line_id: brought.get(line_id, 0) for line_id in left}
    _check_within(order, wanted, left)
    handover = _cleared(uow, order) or number(uow, _of_order(uow, order))
    handover.lines.extend(
        _line(line, wanted[line.id], (best_before or {}).get(line.id), (batches or {}).get(line.id, ""))
        for line in order.lines
        if wanted[line.id]
    )
    handover.prepared_by, handover.prepared_at = uow.actor.user_id, uow.now
    _tell_prepared(uow, handover)
    return handover


def prepare_alone(uow: UnitOfWork, outlet_id: OutletId, items: Sequence[BroughtItem]) -> Handover:
    """Write a delivery note without an order: for goods that were agreed by word, or to lie there on consignment.

    One that was prepared for the outlet and not sent yet is written anew. Refused for a closed outlet, for nothing
    at all, for goods of two makers, and for something without a price.
    """
    outlet = lock_shelf(uow, outlet_id)
    wanted = [item for item in items if item.brought]
    goods = goods_of(uow.session, {item.variant_id for item in wanted})
    makers = {good.producer_id for good in goods.values()}
    for producer_id in makers:
        uow.demand(policies.DELIVER, Between(producer_id, outlet.partner_id))
    if len(makers) != 1:
        raise Refused(_l("Isi jumlah sekurangnya satu barang, dari satu pembuat."))
    refuse_closed(uow, outlet)
    producer_id = makers.pop()
    lines = [_alone(uow, item, goods[item.variant_id], outlet) for item in wanted]
    handover = draft(uow, HandoverKind.DELIVERY, producer_id, outlet, issuer_id=producer_id, lines=lines)
    _tell_prepared(uow, handover)
    return handover


def send_handover(uow: UnitOfWork, handover_id: HandoverId) -> Handover:
    """The goods are on their way; from now on the other side has so many working days to agree.

    The terms of this day are copied onto it. Refused for more than remains of its order, and for a round or a return
    that was withdrawn: what lies there may have changed, so it is written anew.
    """
    handover, order = lock_pair(uow, handover_id)
    uow.demand(policies.SEND, handover)
    states.SEND(handover.state)
    if handover.kind is not HandoverKind.DELIVERY:
        raise Refused(_l("Tulis ulang dengan jumlah yang sekarang, lalu kirim."))
    if order is not None:
        _check_confirmed(order)
        units = {line.order_line_id or 0: line.brought for line in handover.lines}
        left = remaining(uow, order)
        _check_within(order, {line_id: units.get(line_id, 0) for line_id in left}, left)
    else:
        refuse_closed(uow, uow.get(Outlet, handover.outlet_id))
    send_off(uow, handover)
    return handover


def withdraw_handover(uow: UnitOfWork, handover_id: HandoverId) -> Handover:
    """Its issuer takes it back before it is answered; counted stock that it held is free again."""
    handover, _ = lock_pair(uow, handover_id)
    uow.demand(policies.SEND, handover)
    handover.state = states.WITHDRAW(handover.state)
    handover.sent_at = handover.answer_by = handover.goods_on = None
    handover.asked_again = False
    for line in by_variant(handover):
        inventory.release(uow, line.variant_id, line.reserved)
        line.reserved = 0
    uow.emit(HandoverWithdrawn(handover_id=handover.id, order_id=handover.order_id, number=handover.number))
    return handover


def remaining(uow: UnitOfWork, order: Order) -> dict[int, int]:
    """Units per order line that are neither accepted nor on their way."""
    open_ones = (
        select(HandoverLine.order_line_id, func.sum(HandoverLine.brought))
        .join(Handover, Handover.id == HandoverLine.handover_id)
        .where(Handover.order_id == order.id, Handover.state.in_((SENT, CONTESTED)))
        .group_by(HandoverLine.order_line_id)
    )
    underway = {row[0]: row[1] for row in uow.session.execute(open_ones)}
    return {line.id: line.quantity - line.accepted - underway.get(line.id, 0) for line in order.lines}


def _locked(uow: UnitOfWork, order_id: OrderId) -> Order:
    """Behind its outlet's shelf: what is prepared is often sent at once."""
    outlet_id = uow.session.scalar(select(Order.outlet_id).filter_by(id=order_id))
    if outlet_id is not None:
        lock_shelf(uow, outlet_id)
    return uow.get(Order, order_id, lock=True)


def _check_confirmed(order: Order) -> None:
    if order.state is not CONFIRMED:
        raise Refused(
            _l(
                "Pesanan berstatus “%(state)s”; hanya yang dikonfirmasi dapat dikirim.",
                state=order.state.label,
            )
        )


def _cleared(uow: UnitOfWork, order: Order) -> Handover | None:
    """The order's note that was prepared and not sent, without its lines."""
    query = select(Handover).filter_by(order_id=order.id, state=PREPARED).order_by(Handover.id).limit(1)
    handover = uow.session.scalar(query)
    return emptied(uow, handover) if handover is not None else None


def _of_order(uow: UnitOfWork, order: Order) -> Handover:
    return Handover(
        number="",
        order_id=order.id,
        producer_id=order.producer_id,
        issuer_id=order.producer_id,
        partner_id=order.partner_id,
        outlet_id=order.outlet_id,
        prepared_by=uow.actor.user_id,
        prepared_at=uow.now,
    )


def _line(line: OrderLine, brought: int, best_before: date | None, batch: str) -> HandoverLine:
    return HandoverLine(
        order_line_id=line.id,
        variant_id=line.variant_id,
        name=line.name,
        unit=line.unit,
        unit_price=line.unit_price,
        brought=brought,
        best_before=best_before,
        batch=batch.strip(),
    )


def _alone(uow: UnitOfWork, item: BroughtItem, good: OrderedGood, outlet: Outlet) -> HandoverLine:
    price = item.unit_price or _usual_price(uow, item, good, outlet)
    if item.brought < 0 or price is None or price < 0:
        raise Refused(
            _l("%(name)s: isi jumlah dan harganya.", name=good.name),
            field=field_of("brought" if item.brought < 0 else "price", item.variant_id),
        )
    return HandoverLine(
        variant_id=item.variant_id,
        name=good.name,
        unit=good.unit,
        unit_price=price,
        brought=item.brought,
        best_before=item.best_before,
        batch=item.batch.strip(),
    )


def _usual_price(uow: UnitOfWork, item: BroughtItem, good: OrderedGood, outlet: Outlet) -> Rupiah | None:
    term = term_between(uow.session, good.producer_id, outlet.id)
    if not term.consigns:
        return wholesale_price(good, item.brought, uow.today)
    usual = usual_prices(uow.session, good.producer_id, outlet.id).get(item.variant_id)
    return round_price(good, term, item.brought, uow.today, usual=usual)


def _check_within(order: Order, wanted: Mapping[int, int], left: Mapping[int, int]) -> None:
    for line in order.lines:
        if not 0 <= wanted[line.id] <= left[line.id]:
            raise Refused(
                _l("%(name)s: sisa pesanan %(left)s; kurangi jumlahnya.", name=line.name, left=left[line.id]),
                field=f"brought_{line.id}",
            )
    if not any(wanted.values()):
        raise Refused(_l("Isi jumlah sekurangnya satu barang."))


def _tell_prepared(uow: UnitOfWork, handover: Handover) -> None:
    uow.emit(
        HandoverPrepared(
            handover_id=handover.id,
            order_id=handover.order_id,
            number=handover.number,
            brought=sum(line.brought for line in handover.lines),
        )
    )
