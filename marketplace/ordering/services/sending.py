"""A step of every handover: it leaves its issuer, with the terms of that day, and waits for the other side."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.inventory import services as inventory
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import HandoverId, OutletId, VariantId
from marketplace.kernel.labels import _l
from marketplace.ordering import states
from marketplace.ordering.deadlines import answer_by
from marketplace.ordering.events import HandoverSent
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order
from marketplace.ordering.shelf_life import too_short
from marketplace.ordering.states import Invoicing, TradeModel
from marketplace.ordering.terms import term_between
from marketplace.partners.models import Outlet


def send_off(
    uow: UnitOfWork, handover: Handover, *, trade: TradeModel | None = None, goods_on: date | None = None
) -> None:
    """The goods are on their way. `trade` says whose goods they are where the terms do not; they count on `goods_on`,
    without it today.

    Refused when something keeps shorter than the outlet asks, and when counted stock is short of what is brought.
    """
    _check_life(uow, handover)
    handover.state = states.SEND(handover.state)
    term = term_between(uow.session, handover.producer_id, handover.outlet_id)
    handover.trade = trade or term.model
    handover.days_to_pay, handover.loss_on = term.days_to_pay, term.loss_on
    handover.invoicing = None if term.invoicing is Invoicing.BY_HAND else term.invoicing
    handover.sent_at, handover.answer_by = uow.now, answer_by(uow)
    handover.goods_on = goods_on or uow.today
    for line in by_variant(handover):
        if line.order_line_id is None and line.brought:
            line.reserved = inventory.reserve(uow, line.variant_id, line.brought)
    uow.emit(
        HandoverSent(
            handover_id=handover.id,
            order_id=handover.order_id,
            number=handover.number,
            kind=handover.kind.value,
            trade=handover.trade.value,
            brought=sum(line.brought for line in handover.lines),
            taken_back=sum(line.taken_back for line in handover.lines),
            sold=sum(line.sold_so for line in handover.lines),
            amount=handover.value,
        )
    )


def by_variant(handover: Handover) -> list[HandoverLine]:
    """Always in the same order, so that two transactions never wait for each other."""
    return sorted(handover.lines, key=lambda line: (line.variant_id, line.id or 0))


def lock_shelf(uow: UnitOfWork, outlet_id: OutletId) -> Outlet:
    """Whoever changes what lies at an outlet on consignment, or says what comes back, waits here for the other."""
    return uow.get(Outlet, outlet_id, lock=True)


def lock_pair(uow: UnitOfWork, handover_id: HandoverId) -> tuple[Handover, Order | None]:
    """The handover and its order; the outlet's shelf first and then the order, as `db/locks.py` has it."""
    places = select(Handover.outlet_id, Handover.order_id).filter_by(id=handover_id)
    outlet_id, order_id = uow.session.execute(places).one_or_none() or (None, None)
    if outlet_id is None:
        raise NotFound(f"Handover {handover_id}")
    lock_shelf(uow, outlet_id)
    order = uow.get(Order, order_id, lock=True) if order_id is not None else None
    return uow.get(Handover, handover_id, lock=True), order


def refuse_closed(uow: UnitOfWork, outlet: Outlet) -> None:
    if outlet.until_on is not None and outlet.until_on < uow.today:
        raise Refused(_l("Gerai ini sudah ditutup; tidak ada barang yang dapat dibawa ke sana."))


def field_of(name: str, variant_id: VariantId) -> str:
    return f"{name}_{variant_id}"


def _check_life(uow: UnitOfWork, handover: Handover) -> None:
    outlet = uow.get(Outlet, handover.outlet_id)
    for line in handover.lines:
        why = too_short(line.best_before, outlet.least_life_days, uow.today) if line.brought else None
        if why is not None:
            raise Refused(
                _l("%(name)s: %(why)s.", name=line.name, why=why),
                field=f"best_before_{line.order_line_id or line.variant_id}",
            )
