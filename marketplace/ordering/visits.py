"""Where a maker may bring goods, as the pages of visits and terms ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.db.listing import AnySelect
from marketplace.kernel.clock import day_of
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import OutletId, PartnerId, ProducerId, VariantId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.review import APPROVED
from marketplace.ordering.consigned import balances
from marketplace.ordering.goods import goods_of, round_price
from marketplace.ordering.lots import ConsignedLot, lots_at, usual_prices
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.terms import Consigned
from marketplace.ordering.states import AGREED, CONTESTED, PREPARED, SENT, HandoverKind
from marketplace.ordering.terms import term_between
from marketplace.ordering.trading import own_goods
from marketplace.partners.models import Outlet
from marketplace.places.models import Region
from marketplace.producers.models import Producer


@dataclass(frozen=True)
class Place:
    """An outlet as a maker who comes by knows it."""

    id: OutletId
    public_id: str
    name: str
    partner_id: PartnerId
    partner: str
    address: str
    kelurahan: str | None

    @property
    def where(self) -> str:
        known = self.kelurahan is None or self.kelurahan in self.address
        return ", ".join(filter(None, (self.address, None if known else self.kelurahan)))


def place_of(session: Session, public_id: str) -> Place:
    """Raises NotFound."""
    found = session.execute(_places().where(Outlet.public_id == public_id)).one_or_none()
    if found is None:
        raise NotFound(f"outlet {public_id}")
    return Place(*found)


def _places() -> AnySelect:
    return (
        select(
            Outlet.id,
            Outlet.public_id,
            Outlet.name,
            Outlet.partner_id,
            Organisation.name,
            Outlet.address,
            Region.name,
        )
        .join(Organisation, Organisation.id == Outlet.partner_id)
        .outerjoin(Region, Region.code == Outlet.kelurahan_code)
    )


@dataclass(frozen=True)
class VisitItem:
    """A good on a shelf, or one that may be brought there.

    `unit_price` is what the shop pays for one that is brought, if known; `lots` are what lies there, the oldest first.
    """

    variant_id: VariantId
    name: str
    unit: str
    unit_price: Rupiah | None
    balance: int = 0
    unsold_rounds: int = 0
    lots: Sequence[ConsignedLot] = ()


class Shelf(NamedTuple):
    here: Sequence[VisitItem]  # what lies there or has lain there
    others: Sequence[VisitItem]  # what else the maker has


def shelf_of(session: Session, producer_id: ProducerId, outlet_id: OutletId, day: date) -> Shelf:
    rows, lots = balances(session, producer_id, outlet_id), lots_at(session, producer_id, outlet_id)
    usual, term = usual_prices(session, producer_id, outlet_id), term_between(session, producer_id, outlet_id)
    known = {row.variant_id for row in rows}
    new = [good for good in own_goods(session, producer_id) if good.variant_id not in known]
    goods = goods_of(session, [*known, *(good.variant_id for good in new)])
    price = {one: round_price(good, term, 1, day, usual=usual.get(one)) for one, good in goods.items()}
    here = [
        VisitItem(
            row.variant_id,
            row.name,
            row.unit,
            price[row.variant_id],
            row.balance,
            row.unsold_rounds,
            lots.get(row.variant_id, ()),
        )
        for row in rows
    ]
    return Shelf(
        here, [VisitItem(good.variant_id, good.name, good.unit, price[good.variant_id]) for good in new]
    )


class Unsold(NamedTuple):
    items: int
    rounds: int  # of the item that waits longest


def unsold_at(session: Session, producer_id: ProducerId) -> Mapping[OutletId, Unsold]:
    """Outlets where something lies of which nothing was sold at the last visit."""
    query = (
        select(Consigned.outlet_id, func.count(), func.max(Consigned.unsold_rounds.expression))
        .where(Consigned.producer_id == producer_id, Consigned.balance > 0, Consigned.unsold_rounds > 0)
        .group_by(Consigned.outlet_id)
    )
    return {row[0]: Unsold(row[1], row[2]) for row in session.execute(query)}


def makers_to_trade(session: Session) -> Sequence[tuple[str, str]]:
    """Public id and name of every approved maker, by name."""
    query = (
        select(Organisation.public_id, Organisation.name)
        .join(Producer, Producer.id == Organisation.id)
        .where(Producer.state == APPROVED)
        .order_by(func.lower(Organisation.name))
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def maker_named(session: Session, public_id: str) -> tuple[ProducerId, str]:
    """Id and name of a maker by the public id of its organisation. Raises NotFound."""
    query = select(Producer.id, Organisation.name).join(Organisation, Organisation.id == Producer.id)
    found = session.execute(query.where(Organisation.public_id == public_id)).one_or_none()
    if found is None:
        raise NotFound(f"maker {public_id}")
    return found[0], found[1]


def sent_before(session: Session, producer_id: ProducerId, client_id: str) -> Handover | None:
    """What a phone that sends again has sent already."""
    query = select(Handover).filter_by(issuer_id=producer_id, client_id=client_id)
    return session.scalars(query).one_or_none() if client_id else None


def last_visit(session: Session, producer_id: ProducerId, outlet_id: OutletId) -> date | None:
    """The day (WIB) it was counted there last, and both agreed."""
    query = select(func.max(Handover.sent_at.expression)).filter_by(
        kind=HandoverKind.ROUND, state=AGREED, producer_id=producer_id, outlet_id=outlet_id
    )
    sent_at = session.scalar(query)
    return day_of(sent_at) if sent_at else None


def open_rounds(session: Session, producer_id: ProducerId) -> Mapping[OutletId, Handover]:
    """Visits that are not agreed yet; before the next one at the same outlet they have to be."""
    query = select(Handover).filter_by(kind=HandoverKind.ROUND, producer_id=producer_id)
    still = query.where(Handover.state.in_((PREPARED, SENT, CONTESTED)), Handover.rest_of_id.is_(None))
    rounds = session.scalars(still)
    return {handover.outlet_id: handover for handover in rounds}
