"""How the two sides of a trade reach each other; whoever asks has seen that they trade."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.kernel.ids import OrganisationId, OutletId, ProducerId
from marketplace.ordering.states import Side
from marketplace.partners.models import Outlet, Partner
from marketplace.places.models import Region
from marketplace.producers.models import Producer


@dataclass(frozen=True)
class TradingContact:
    """`hours` says when goods are taken in, in a shop's own words; `days` (mon … sun) when a maker delivers."""

    organisation_id: OrganisationId
    name: str
    person: str  # who answers
    whatsapp: str | None
    address: str
    hours: str = ""
    days: tuple[str, ...] = ()


def contact_of(session: Session, side: Side, producer_id: ProducerId, outlet_id: OutletId) -> TradingContact:
    """Of the maker, or of the shop at this outlet. What a merged record traded is answered for by the kept maker."""
    return _maker(session, producer_id) if side is Side.MAKER else _shop(session, outlet_id)


def _maker(session: Session, producer_id: ProducerId) -> TradingContact:
    kept = select(func.coalesce(Producer.merged_into_id, Producer.id)).where(Producer.id == producer_id)
    maker = aliased(Producer)
    there, name, whatsapp, days, address, place = session.execute(
        select(
            Organisation.id,
            Organisation.name,
            maker.whatsapp,
            maker.delivery_days,
            maker.address,
            Region.name,
        )
        .join(maker, maker.id == Organisation.id)
        .outerjoin(Region, Region.code == maker.kelurahan_code)
        .where(maker.id == kept.scalar_subquery())
    ).one()
    return TradingContact(there, name, "", whatsapp, _address(address, place), days=tuple(days))


def _shop(session: Session, outlet_id: OutletId) -> TradingContact:
    there, name, outlet, person, whatsapp, address, place, hours = session.execute(
        select(
            Organisation.id,
            Organisation.name,
            Outlet.name,
            Partner.contact,
            Partner.whatsapp,
            Outlet.address,
            Region.name,
            Outlet.receiving,
        )
        .join(Partner, Partner.id == Organisation.id)
        .join(Outlet, Outlet.partner_id == Partner.id)
        .outerjoin(Region, Region.code == Outlet.kelurahan_code)
        .where(Outlet.id == outlet_id)
    ).one()
    return TradingContact(there, name, person, whatsapp, _address(outlet, address, place), hours=hours)


def _address(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)
