"""Who trades with whom, and with what goods: what pages offer to choose from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, join

from marketplace.accounts.models import Organisation
from marketplace.catalog.listing import on_sale
from marketplace.catalog.models import Product, Variant
from marketplace.db.keyset import Sort
from marketplace.db.listing import AnySelect, Listing, Row, by, col, required, where
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import OutletId, PartnerId, ProducerId
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


class TradingOutlet(Row):
    """An outlet a maker may bring goods to; `traded` says whether they know each other."""

    id = col(Outlet.id)
    public_id = col(Outlet.public_id)
    partner = col(Organisation.name)
    name = col(Outlet.name)
    address = col(Outlet.address)
    traded = col(lambda listing: _traded_with(listing.producer_id))


class ShopList(Listing[TradingOutlet]):
    """Open outlets, those traded with first; `words` are in the name of the shop or the outlet, or in the address."""

    source = join(Outlet, Organisation, Organisation.id == Outlet.partner_id)

    producer_id: ProducerId
    day: date | None = where(lambda day: open_on(day))
    public_id: str | None = where(Outlet.public_id)
    words: Sequence[str] = ()

    def order(self) -> Sort:
        unknown = ~_traded_with(self.producer_id)
        return by(unknown, Organisation.name, Outlet.name, Outlet.id)

    def more(self) -> Iterator[ColumnElement[bool]]:
        for word in self.words:
            like = f"%{_plain(word)}%"
            columns = Organisation.name, Outlet.name, Outlet.address
            yield or_(*(column.ilike(like, escape="\\") for column in columns))


def outlets_of_trade(
    session: Session,
    *,
    producer_id: ProducerId | None = None,
    merged: Collection[ProducerId] = (),
    partner_id: PartnerId | None = None,
) -> Sequence[tuple[OutletId, str, str, str]]:
    """Outlets with handovers of this side: id, public id, partner, name."""
    query: AnySelect = (
        select(Outlet.id, Outlet.public_id, Organisation.name, Outlet.name)
        .join(Organisation, Organisation.id == Outlet.partner_id)
        .where(_handed_over(producer_id, merged, partner_id))
        .order_by(Organisation.name, Outlet.name, Outlet.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]


def shops_for(session: Session, producer_id: ProducerId, text: str, day: date) -> Sequence[TradingOutlet]:
    """Open outlets, those traded with first; all others only where their name was asked for."""
    listed = ShopList(producer_id=producer_id, day=day, words=text.split())
    known = [] if listed.words else [_traded_with(producer_id)]
    return listed.rows(session, Outlet.partner_id != producer_id, *known, limit=MOST)


def shop_named(session: Session, producer_id: ProducerId, public_id: str) -> TradingOutlet:
    """Raises NotFound."""
    found = ShopList(producer_id=producer_id, public_id=public_id).one(session)
    if found is None:
        raise NotFound(f"outlet {public_id}")
    return found


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


class OwnGood(Row):
    """A variant of a maker's approved products, without what is archived."""

    variant_id = col(Variant.id)
    public_id = col(Variant.public_id)
    product_id = col(Product.id)
    name: str = col(full_name())
    unit = col(Variant.unit)


class OwnGoods(Listing[OwnGood]):
    source = join(Variant, Product, Product.id == Variant.product_id)
    sort = by(Product.name, Variant.id)
    always = (Product.approved_number.is_not(None), Product.archived_at.is_(None), on_sale())

    producer_id: ProducerId = required(Product.producer_id)


def own_goods(session: Session, producer_id: ProducerId) -> Sequence[OwnGood]:
    return OwnGoods(producer_id=producer_id).rows(session)


@dataclass(frozen=True)
class SupplyingMaker:
    """A maker whose goods an outlet of the shop received, and when it did so last."""

    producer_id: ProducerId
    slug: str
    maker: str
    outlet_id: OutletId
    outlet_public_id: str
    outlet: str
    last_at: datetime


def sources_of(session: Session, partner_id: PartnerId) -> Sequence[SupplyingMaker]:
    """The newest first."""
    last: ColumnElement[Any] = func.max(Handover.agreed_at.expression)
    query: AnySelect = (
        select(Producer.id, Producer.slug, Organisation.name, Outlet.id, Outlet.public_id, Outlet.name, last)
        .select_from(Handover)
        .join(Producer, Producer.id == Handover.producer_id)
        .join(Organisation, Organisation.id == Producer.id)
        .join(Outlet, Outlet.id == Handover.outlet_id)
        .where(Handover.partner_id == partner_id, Handover.state == AGREED, Handover.kind != RETURN)
        .group_by(Producer.id, Producer.slug, Organisation.name, Outlet.id, Outlet.public_id, Outlet.name)
        .order_by(last.desc(), Producer.id, Outlet.id)
    )
    return [SupplyingMaker(*row) for row in session.execute(query)]
