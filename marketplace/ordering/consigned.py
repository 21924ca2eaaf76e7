"""What lies at outlets and is still the maker's, as either side asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, ScalarSelect, Subquery, and_, cast, func, select
from sqlalchemy.orm import Session, aliased, join

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product, Variant
from marketplace.db.listing import AnySelect, Listing, Row, by, col, required
from marketplace.kernel.clock import day_of
from marketplace.kernel.ids import OutletId, PartnerId, ProducerId, VariantId
from marketplace.kernel.money import Rupiah
from marketplace.ordering.basket import full_name
from marketplace.ordering.lots import ConsignedLot, lots_at, lying_lots
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.terms import Consigned, TradeTerm
from marketplace.ordering.states import AGREED, HandoverKind, TradeModel
from marketplace.partners.models import Outlet


def _last_round(*which: ColumnElement[bool]) -> ScalarSelect[Any]:
    """When goods there were counted last, by a round that both sides agreed."""
    query = select(func.max(Handover.sent_at))
    return query.where(
        Handover.kind == HandoverKind.ROUND, Handover.state == AGREED, *which
    ).scalar_subquery()


class BalanceRow(Row):
    """`unsold_rounds` are agreed rounds without a sale."""

    variant_id = col(Variant.id)
    variant_public_id = col(Variant.public_id)
    product_id = col(Product.id)
    product_public_id = col(Product.public_id)
    name: str = col(full_name())
    unit = col(Variant.unit)
    balance = col(Consigned.balance)
    unsold_rounds = col(Consigned.unsold_rounds)
    counted_at: datetime | None = col(
        _last_round(
            Handover.producer_id == Consigned.producer_id,
            Handover.outlet_id == Consigned.outlet_id,
            Handover.lines.any(
                and_(HandoverLine.variant_id == Consigned.variant_id, HandoverLine.counted.is_not(None))
            ),
        )
    )

    @property
    def last_round(self) -> date | None:
        return day_of(self.counted_at) if self.counted_at else None


class BalanceList(Listing[BalanceRow]):
    """Every item of the maker that lies there, or has lain there: those with a balance first, then by name."""

    source = join(Consigned, Variant, Variant.id == Consigned.variant_id).join(
        Product, Product.id == Variant.product_id
    )
    sort = by(Consigned.balance == 0, func.lower(Product.name), Variant.id)

    producer_id: ProducerId = required(Consigned.producer_id)
    outlet_id: OutletId = required(Consigned.outlet_id)


def balances(session: Session, producer_id: ProducerId, outlet_id: OutletId) -> Sequence[BalanceRow]:
    return BalanceList(producer_id=producer_id, outlet_id=outlet_id).rows(session)


class OutletBalance(NamedTuple):
    """`lots` are the oldest first, and add up to the balance."""

    balance: int
    lots: Sequence[ConsignedLot]


def balances_at(
    session: Session, producer_id: ProducerId, outlet_id: OutletId
) -> Mapping[VariantId, OutletBalance]:
    """Per variant what lies there or has lain there."""
    query = select(Consigned.variant_id, Consigned.balance).filter_by(
        producer_id=producer_id, outlet_id=outlet_id
    )
    lots = lots_at(session, producer_id, outlet_id)
    return {row[0]: OutletBalance(row[1], lots.get(row[0], ())) for row in session.execute(query)}


@dataclass(frozen=True)
class ConsignedRow:
    """A maker's goods at an outlet: how many items, units and rupiah lie there, and when they were counted last."""

    outlet_id: OutletId
    outlet_public_id: str
    outlet: str
    outlet_address: str
    partner: str
    producer_id: ProducerId
    maker_public_id: str
    maker: str
    items: int
    units: int
    value: Rupiah
    visited_at: datetime | None

    @property
    def last_visit(self) -> date | None:
        return day_of(self.visited_at) if self.visited_at else None


def consigned_outlets(session: Session, producer_id: ProducerId) -> Sequence[ConsignedRow]:
    """Outlets where goods of the maker lie or may be consigned, longest not visited first."""
    lots = lying_lots(Handover.producer_id == producer_id)
    return _rows(session, lots, Consigned.producer_id == producer_id, TradeTerm.producer_id == producer_id)


def consigned_at(session: Session, partner_id: PartnerId) -> Sequence[ConsignedRow]:
    """The same for a shop: makers whose goods lie at its outlets."""
    mine = select(Outlet.id).where(Outlet.partner_id == partner_id)
    lots = lying_lots(Handover.partner_id == partner_id)
    return _rows(session, lots, Consigned.outlet_id.in_(mine), TradeTerm.outlet_id.in_(mine))


def _rows(
    session: Session, lots: Subquery, lying: ColumnElement[bool], agreed: ColumnElement[bool]
) -> list[ConsignedRow]:
    pairs = _pairs(lying, agreed).subquery()
    buyer, maker = aliased(Organisation), aliased(Organisation)
    here = and_(Consigned.producer_id == pairs.c.producer_id, Consigned.outlet_id == pairs.c.outlet_id)
    worth = _worth(lots)
    of_pair = and_(worth.c.producer_id == pairs.c.producer_id, worth.c.outlet_id == pairs.c.outlet_id)
    visited = _last_round(
        Handover.producer_id == pairs.c.producer_id, Handover.outlet_id == pairs.c.outlet_id
    ).label("visited")
    query: AnySelect = (
        select(
            Outlet.id,
            Outlet.public_id,
            Outlet.name,
            Outlet.address,
            buyer.name,
            maker.id,
            maker.public_id,
            maker.name,
            _sum_of(func.count(), here, Consigned.balance > 0),
            _sum_of(func.coalesce(func.sum(Consigned.balance), 0), here),
            func.coalesce(worth.c.value, 0),
            visited,
        )
        .select_from(pairs)
        .join(Outlet, Outlet.id == pairs.c.outlet_id)
        .join(buyer, buyer.id == Outlet.partner_id)
        .join(maker, maker.id == pairs.c.producer_id)
        .outerjoin(worth, of_pair)
        .order_by(visited.nulls_first(), Outlet.name, maker.name)
    )
    return [ConsignedRow(*row) for row in session.execute(query)]


def _worth(lots: Subquery) -> Subquery:
    """What lies at each outlet, by the lots."""
    value = cast(func.sum(lots.c.units * lots.c.unit_price), BigInteger).label("value")
    both = lots.c.producer_id, lots.c.outlet_id
    return select(*both, value).group_by(*both).subquery()


def _pairs(lying: ColumnElement[bool], agreed: ColumnElement[bool]) -> Any:
    """Makers and outlets with a balance, or with terms of consignment that hold."""
    newest = select(func.max(TradeTerm.id)).where(agreed).group_by(TradeTerm.producer_id, TradeTerm.outlet_id)
    consigns = select(TradeTerm.producer_id, TradeTerm.outlet_id).where(
        TradeTerm.id.in_(newest), TradeTerm.model == TradeModel.CONSIGNMENT
    )
    there = select(Consigned.producer_id, Consigned.outlet_id).where(lying, Consigned.balance > 0)
    return there.union(consigns)


def _sum_of(figure: ColumnElement[Any], *where: ColumnElement[bool]) -> ColumnElement[Any]:
    return select(figure).where(*where).scalar_subquery()
