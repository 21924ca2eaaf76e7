"""Who trades with whom, and with what goods: what pages offer to choose from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.catalog.listing import on_sale
from marketplace.catalog.models import Product, Variant
from marketplace.db.reading import Listing
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import OutletId, PartnerId, ProducerId, ProductId, VariantId
from marketplace.ordering.basket import full_name
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.models.terms import TradeTerm
from marketplace.ordering.states import AGREED, HandoverKind
from marketplace.partners.models import Outlet
from marketplace.partners.queries import open_on
from marketplace.producers.models import Producer

MOST = 30  # outlets that a page offers
RETURN = HandoverKind.RETURN


@dataclass(frozen=True)
class Shop:
    """An outlet a maker may bring goods to; `traded` says whether they know each other."""

    id: OutletId
    public_id: str
    partner: str
    name: str
    address: str
    traded: bool


def outlets_of_trade(
    session: Session,
    *,
    producer_id: ProducerId | None = None,
    merged: Collection[ProducerId] = (),
    partner_id: PartnerId | None = None,
) -> Sequence[tuple[OutletId, str, str, str]]:
    """Outlets with handovers of this side: id, public id, partner, name."""
    query: Listing = (
        select(Outlet.id, Outlet.public_id, Organisation.name, Outlet.name)
        .join(Organisation, Organisation.id == Outlet.partner_id)
        .where(_handed_over(producer_id, merged, partner_id))
        .order_by(Organisation.name, Outlet.name, Outlet.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]


def shops_for(session: Session, producer_id: ProducerId, text: str, day: date) -> Sequence[Shop]:
    """Open outlets, those traded with first; all others only where their name was asked for."""
    known = _traded_with(producer_id)
    query: Listing = (
        select(Outlet.id, Outlet.public_id, Organisation.name, Outlet.name, Outlet.address, known)
        .join(Organisation, Organisation.id == Outlet.partner_id)
        .where(open_on(day), Outlet.partner_id != producer_id)
        .order_by(known.desc(), Organisation.name, Outlet.name, Outlet.id)
        .limit(MOST)
    )
    words = text.split()
    for word in words:
        like = f"%{_plain(word)}%"
        query = query.where(
            or_(
                Organisation.name.ilike(like, escape="\\"),
                Outlet.name.ilike(like, escape="\\"),
                Outlet.address.ilike(like, escape="\\"),
            )
        )
    return [Shop(*row) for row in session.execute(query if words else query.where(known))]


def shop_named(session: Session, producer_id: ProducerId, public_id: str) -> Shop:
    """Raises NotFound."""
    query: Listing = (
        select(
            Outlet.id,
            Outlet.public_id,
            Organisation.name,
            Outlet.name,
            Outlet.address,
            _traded_with(producer_id),
        )
        .join(Organisation, Organisation.id == Outlet.partner_id)
        .where(Outlet.public_id == public_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound(f"outlet {public_id}")
    return Shop(*found)


def _traded_with(producer_id: ProducerId) -> ColumnElement[bool]:
    return or_(
        *(
            Outlet.id.in_(select(table.outlet_id).where(table.producer_id == producer_id))
            for table in (Handover, Order, TradeTerm)
        )
    )


def made_by(producer_id: ProducerId, merged: Collection[ProducerId] = ()) -> ColumnElement[bool]:
    """Handovers of a maker, and of the records that became part of its; one alone is read off an index in order."""
    if not merged:
        return Handover.producer_id == producer_id
    return Handover.producer_id.in_((producer_id, *merged))


def _handed_over(
    producer_id: ProducerId | None, merged: Collection[ProducerId], partner_id: PartnerId | None
) -> ColumnElement[bool]:
    """Asked outlet by outlet: of these there are fewer than of handovers."""
    rules = [Handover.outlet_id == Outlet.id]
    if producer_id is not None:
        rules.append(made_by(producer_id, merged))
    found = exists().where(*rules)
    return found if partner_id is None else and_(Outlet.partner_id == partner_id, found)


def _plain(word: str) -> str:
    """Letters that LIKE reads as anything stand for themselves."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


@dataclass(frozen=True)
class OwnGood:
    """A variant of a maker's approved products, without what is archived."""

    variant_id: VariantId
    public_id: str
    product_id: ProductId
    name: str
    unit: str


def own_goods(session: Session, producer_id: ProducerId) -> Sequence[OwnGood]:
    query: Listing = (
        select(Variant.id, Variant.public_id, Product.id, full_name(), Variant.unit)
        .join(Product, Product.id == Variant.product_id)
        .where(Product.producer_id == producer_id, Product.approved_number.is_not(None))
        .where(Product.archived_at.is_(None), on_sale())
        .order_by(Product.name, Variant.id)
    )
    return [OwnGood(*row) for row in session.execute(query)]


@dataclass(frozen=True)
class Source:
    """A maker whose goods an outlet of the shop received, and when it did so last."""

    producer_id: ProducerId
    slug: str
    maker: str
    outlet_id: OutletId
    outlet_public_id: str
    outlet: str
    last_at: datetime


def sources_of(session: Session, partner_id: PartnerId) -> Sequence[Source]:
    """The newest first."""
    last: ColumnElement[Any] = func.max(Handover.agreed_at.expression)
    query: Listing = (
        select(Producer.id, Producer.slug, Organisation.name, Outlet.id, Outlet.public_id, Outlet.name, last)
        .select_from(Handover)
        .join(Producer, Producer.id == Handover.producer_id)
        .join(Organisation, Organisation.id == Producer.id)
        .join(Outlet, Outlet.id == Handover.outlet_id)
        .where(Handover.partner_id == partner_id, Handover.state == AGREED, Handover.kind != RETURN)
        .group_by(Producer.id, Producer.slug, Organisation.name, Outlet.id, Outlet.public_id, Outlet.name)
        .order_by(last.desc(), Producer.id, Outlet.id)
    )
    return [Source(*row) for row in session.execute(query)]
