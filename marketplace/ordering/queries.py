"""Orders and handovers as pages show them. A page narrows every question to its own organisation first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product, Variant
from marketplace.db.reading import Listing
from marketplace.journal.queries import EntryRow, history
from marketplace.kernel.ids import PartnerId, ProducerId, ProductId
from marketplace.kernel.money import Rupiah
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import BasketLine, Order, OrderGroup, OrderLine
from marketplace.ordering.states import OrderState
from marketplace.partners.models import Outlet
from marketplace.places.models import Region
from marketplace.producers.models import Producer


@dataclass(frozen=True)
class OrderRow:
    public_id: str
    number: str
    partner: str
    outlet: str
    maker: str
    state: OrderState
    placed_at: datetime
    answer_by: datetime
    needed_on: date | None
    lines: int
    total: Rupiah


@dataclass(frozen=True, kw_only=True)
class OrderList:
    """Orders, newest first (`oldest` first where they wait for an answer), narrowed by whatever is given."""

    partner_id: PartnerId | None = None
    producer_id: ProducerId | None = None
    state: OrderState | None = None
    oldest: bool = False

    def select(self) -> Listing:
        buyer, maker = aliased(Organisation), aliased(Organisation)
        query: Listing = (
            select(
                Order.public_id,
                Order.number,
                buyer.name,
                Outlet.name,
                maker.name,
                Order.state,
                Order.placed_at,
                Order.answer_by,
                Order.needed_on,
                of_order(func.count()),
                of_order(func.coalesce(func.sum(OrderLine.quantity * OrderLine.unit_price), 0)),
            )
            .join(buyer, buyer.id == Order.partner_id)
            .join(maker, maker.id == Order.producer_id)
            .join(Outlet, Outlet.id == Order.outlet_id)
            .order_by(Order.answer_by if self.oldest else Order.id.desc(), Order.id)
        )
        for column, wanted in (
            (Order.partner_id, self.partner_id),
            (Order.producer_id, self.producer_id),
            (Order.state, self.state),
        ):
            if wanted is not None:
                query = query.where(column == wanted)
        return query


def of_order(figure: ColumnElement[int]) -> ColumnElement[int]:
    return select(figure).where(OrderLine.order_id == Order.id).correlate(Order).scalar_subquery()


@dataclass(frozen=True)
class Parties:
    """Who buys where, and who makes it."""

    partner: str
    outlet: str
    outlet_address: str
    kelurahan: str | None
    maker: str
    maker_slug: str
    whatsapp: str | None


def parties_of(session: Session, row: Order | Handover) -> Parties:
    buyer, maker = aliased(Organisation), aliased(Organisation)
    found = session.execute(
        select(
            buyer.name,
            Outlet.name,
            Outlet.address,
            Region.name,
            maker.name,
            Producer.slug,
            Producer.whatsapp,
        )
        .select_from(Outlet)
        .join(buyer, buyer.id == Outlet.partner_id)
        .join(Producer, Producer.id == row.producer_id)
        .join(maker, maker.id == Producer.id)
        .outerjoin(Region, Region.code == Outlet.kelurahan_code)
        .where(Outlet.id == row.outlet_id)
    ).one()
    return Parties(*found)


def products_of(session: Session, row: Order | Handover) -> dict[int, ProductId]:
    """Which product each variant of its lines is of: for pictures."""
    ids = [line.variant_id for line in row.lines]
    query = select(Variant.id, Product.id).join(Product, Product.id == Variant.product_id)
    return {found[0]: found[1] for found in session.execute(query.where(Variant.id.in_(ids)))}


def story_of(session: Session, order: Order, *, shown_to_shop: bool = False) -> Sequence[EntryRow]:
    """What happened to an order and its handovers, newest first; a shop is not told what was only prepared."""
    entries = [*history(session, "order", order.id)]
    for handover_id in session.scalars(select(Handover.id).where(Handover.order_id == order.id)):
        entries += history(session, "handover", handover_id)
    told = (entry for entry in entries if not (shown_to_shop and entry.action == "HandoverPrepared"))
    return sorted(told, key=lambda entry: entry.seq, reverse=True)


def orders_of_group(session: Session, group: OrderGroup) -> Sequence[str]:
    """Public ids of the orders that one press of the button made."""
    return session.scalars(select(Order.public_id).filter_by(group_id=group.id).order_by(Order.id)).all()


def basket_size(session: Session, partner_id: PartnerId) -> int:
    """Lines in the baskets of all the partner's outlets."""
    query = select(func.count()).select_from(BasketLine).join(Outlet, Outlet.id == BasketLine.outlet_id)
    return session.scalar(query.where(Outlet.partner_id == partner_id)) or 0
