"""Orders and handovers as pages show them. A page narrows every question to its own organisation first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import SQLColumnExpression, exists, func, select
from sqlalchemy.orm import Session, aliased, selectinload

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product, Variant
from marketplace.kernel.clock import day_of
from marketplace.kernel.ids import OutletId, PartnerId, ProductId
from marketplace.ordering.basket import full_name
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import BasketLine, Order, OrderGroup, OrderProposal
from marketplace.ordering.terms import Between
from marketplace.partners.models import Outlet
from marketplace.places.models import Region
from marketplace.producers.locality import local_since
from marketplace.producers.models import Producer


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
    local_since: date | None  # on the day that it was ordered or sent, as producers.locality has it


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
            maker_local_since(row),
        )
        .select_from(Outlet)
        .join(buyer, buyer.id == Outlet.partner_id)
        .join(Producer, Producer.id == row.producer_id)
        .join(maker, maker.id == Producer.id)
        .outerjoin(Region, Region.code == Outlet.kelurahan_code)
        .where(Outlet.id == row.outlet_id)
    ).one()
    return Parties(*found)


def maker_local_since(row: Order | Handover) -> SQLColumnExpression[date | None]:
    """Of its maker beside `Producer`, on the day (WIB) on which it was ordered or sent.

    What a merged record traded is judged as the kept maker's.
    """
    at = row.placed_at if isinstance(row, Order) else row.sent_at or row.prepared_at
    return local_since(func.coalesce(Producer.merged_into_id, Producer.id), day_of(at))


def readers_of(session: Session, row: Order | Handover) -> Between:
    """Whose it is to read: what a merged record traded is the kept maker's, and nobody's to act on any more."""
    kept = session.scalar(select(Producer.merged_into_id).where(Producer.id == row.producer_id))
    return Between(kept or row.producer_id, row.partner_id)


def products_of(session: Session, row: Order | Handover) -> dict[int, ProductId]:
    """Which product each variant of its lines is of: for pictures."""
    ids = [line.variant_id for line in row.lines]
    query = select(Variant.id, Product.id).join(Product, Product.id == Variant.product_id)
    return {found[0]: found[1] for found in session.execute(query.where(Variant.id.in_(ids)))}


def proposals_of(session: Session, order: Order) -> Sequence[OrderProposal]:
    """What the maker offered instead, each with every line before and after; the newest first."""
    query = select(OrderProposal).filter_by(order_id=order.id).order_by(OrderProposal.number.desc())
    return session.scalars(query.options(selectinload(OrderProposal.lines))).all()


def in_basket(session: Session, outlet_id: OutletId) -> Mapping[str, int]:
    """Units of each variant, named by its public id, that this outlet is about to order."""
    query = select(Variant.public_id, BasketLine.quantity).join(Variant, Variant.id == BasketLine.variant_id)
    return dict(session.execute(query.where(BasketLine.outlet_id == outlet_id)).all())


def called(session: Session, public_id: str) -> str:
    """What this variant is called with its product; empty for one that is not there."""
    query = select(full_name()).join_from(Variant, Product, Product.id == Variant.product_id)
    return session.scalar(query.where(Variant.public_id == public_id)) or ""


def has_ordered(session: Session, outlet_id: OutletId) -> bool:
    """Whether there is something to order again for this outlet."""
    return bool(session.scalar(select(exists().where(OrderGroup.outlet_id == outlet_id))))


def basket_size(session: Session, partner_id: PartnerId) -> int:
    """Lines in the baskets of all the partner's outlets."""
    query = select(func.count()).select_from(BasketLine).join(Outlet, Outlet.id == BasketLine.outlet_id)
    return session.scalar(query.where(Outlet.partner_id == partner_id)) or 0
