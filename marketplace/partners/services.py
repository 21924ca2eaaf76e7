"""Partners and their outlets."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from marketplace.accounts.models import Organisation
from marketplace.db.uow import UnitOfWork
from marketplace.kernel import roles
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OutletId, PartnerId
from marketplace.kernel.labels import _l
from marketplace.partners import policies
from marketplace.partners.events import (
    OutletAdded,
    OutletClosed,
    OutletShown,
    PartnerChanged,
    PartnerRegistered,
)
from marketplace.partners.models import Outlet, Partner, PartnerKind
from marketplace.places.models import Region


def register_partner(
    uow: UnitOfWork,
    *,
    name: str,
    kind: PartnerKind,
    staff_count: int | None = None,
    parent_id: PartnerId | None = None,
) -> Partner:
    """A retailer or office that buys, with its organisation. Refused when a partner has this name already."""
    uow.demand(policies.REGISTER, None)
    name = " ".join(name.split())
    taken = select(Organisation.id).where(
        Organisation.kind == roles.PARTNER, func.lower(Organisation.name) == name.lower()
    )
    if uow.session.scalar(taken) is not None:
        raise Refused(_l("Sudah ada mitra bernama %(name)s.", name=name), field="name")
    organisation = uow.add(Organisation(kind=roles.PARTNER, name=name, created_at=uow.now))
    partner = uow.add(Partner(id=organisation.id, kind=kind, staff_count=staff_count, parent_id=parent_id))
    uow.emit(PartnerRegistered(partner_id=partner.id, kind=kind.value))
    return partner


def change_partner(
    uow: UnitOfWork, partner_id: PartnerId, *, kind: PartnerKind, staff_count: int | None
) -> Partner:
    """The kind decides whether an MoU is needed and which clauses apply, so only an official changes it."""
    partner = uow.get(Partner, partner_id, lock=True)
    uow.demand(policies.CHANGE, partner)
    partner.kind, partner.staff_count = kind, staff_count
    uow.emit(PartnerChanged(partner_id=partner.id, kind=kind.value, staff_count=staff_count))
    return partner


def add_outlet(
    uow: UnitOfWork,
    partner_id: PartnerId,
    *,
    name: str,
    address: str = "",
    kelurahan_code: str | None = None,
    shown: bool = False,
    from_on: date | None = None,
) -> Outlet:
    """A shop of the partner where goods are delivered. Refused when an open one has this name."""
    outlet = Outlet(
        partner_id=partner_id,
        name=" ".join(name.split()),
        address=address,
        kelurahan_code=kelurahan_code or None,
        from_on=from_on or uow.today,
        shown=shown,
    )
    uow.demand(policies.RUN_OUTLETS, outlet)
    uow.get(Partner, partner_id, lock=True)
    if kelurahan_code:
        uow.get(Region, kelurahan_code)
    taken = select(Outlet.id).where(
        Outlet.partner_id == partner_id,
        func.lower(Outlet.name) == outlet.name.lower(),
        Outlet.until_on.is_(None),
    )
    if uow.session.scalar(taken) is not None:
        raise Refused(_l("Gerai %(name)s sudah ada.", name=outlet.name), field="name")
    uow.add(outlet)
    uow.emit(OutletAdded(outlet_id=outlet.id, partner_id=partner_id, kelurahan=outlet.kelurahan_code))
    return outlet


def close_outlet(uow: UnitOfWork, outlet_id: OutletId) -> Outlet:
    """From tomorrow on nothing is ordered for it; what was bought there stays."""
    outlet = uow.get(Outlet, outlet_id, lock=True)
    uow.demand(policies.RUN_OUTLETS, outlet)
    if outlet.until_on is not None:
        raise Refused(_l("Gerai ini sudah ditutup."))
    outlet.until_on = uow.today
    uow.emit(OutletClosed(outlet_id=outlet.id, partner_id=outlet.partner_id, until_on=outlet.until_on))
    return outlet


def show_outlet(uow: UnitOfWork, outlet_id: OutletId, *, shown: bool) -> Outlet:
    """Consent, or its withdrawal, to be named to the public under "Dijual di"."""
    outlet = uow.get(Outlet, outlet_id, lock=True)
    uow.demand(policies.RUN_OUTLETS, outlet)
    outlet.shown = shown
    uow.emit(OutletShown(outlet_id=outlet.id, partner_id=outlet.partner_id, shown=shown))
    return outlet
