"""Where goods are taken in: opened, changed, shown and closed, and the PIN of whoever receives without an account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from marketplace.accounts import hashing
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OutletId, PartnerId
from marketplace.kernel.labels import _l
from marketplace.partners import policies
from marketplace.partners.events import (
    OutletAdded,
    OutletChanged,
    OutletClosed,
    OutletPinChanged,
    OutletShown,
)
from marketplace.partners.models import Outlet, Partner
from marketplace.places.models import Region

PIN_LENGTHS = range(4, 7)


def add_outlet(
    uow: UnitOfWork,
    partner_id: PartnerId,
    *,
    name: str,
    address: str = "",
    kelurahan_code: str | None = None,
    floor_area: int | None = None,
    receiving: str = "",
    least_life_days: int | None = None,
    shown: bool = False,
    from_on: date | None = None,
) -> Outlet:
    """A shop of the partner where goods are delivered. Refused when an open one has this name."""
    outlet = Outlet(
        partner_id=partner_id,
        name=" ".join(name.split()),
        address=address,
        kelurahan_code=kelurahan_code or None,
        floor_area=floor_area,
        receiving=receiving.strip(),
        least_life_days=least_life_days,
        from_on=from_on or uow.today,
        shown=shown,
    )
    uow.demand(policies.RUN_OUTLETS, outlet)
    uow.get(Partner, partner_id, lock=True)
    _check(uow, outlet.partner_id, outlet.name, kelurahan_code)
    uow.add(outlet)
    uow.emit(OutletAdded(outlet_id=outlet.id, partner_id=partner_id, kelurahan=outlet.kelurahan_code))
    return outlet


def change_outlet(
    uow: UnitOfWork,
    outlet_id: OutletId,
    *,
    name: str,
    address: str = "",
    kelurahan_code: str | None = None,
    floor_area: int | None = None,
    receiving: str = "",
    least_life_days: int | None = None,
    shown: bool = False,
) -> Outlet:
    """Orders and deliveries that stand keep what they say. Refused for a closed one and for a name taken."""
    uow.get(Partner, uow.get(Outlet, outlet_id).partner_id, lock=True)
    outlet = uow.get(Outlet, outlet_id, lock=True)
    uow.demand(policies.RUN_OUTLETS, outlet)
    _check_open(uow, outlet)
    new: dict[str, Any] = {
        "name": " ".join(name.split()),
        "address": address,
        "kelurahan_code": kelurahan_code or None,
        "floor_area": floor_area,
        "receiving": receiving.strip(),
        "least_life_days": least_life_days,
    }
    _check(uow, outlet.partner_id, new["name"], kelurahan_code, but=outlet.id)
    changes = {one: (getattr(outlet, one), value) for one, value in new.items()}
    for one, value in new.items():
        setattr(outlet, one, value)
    if recorded := _recorded({one: pair for one, pair in changes.items() if pair[0] != pair[1]}):
        uow.emit(OutletChanged(outlet_id=outlet.id, partner_id=outlet.partner_id, changes=recorded))
    if shown != outlet.shown:
        show_outlet(uow, outlet.id, shown=shown)
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


def hash_of_outlet_pin(pin: str) -> str:
    """For `set_outlet_pin`, before any unit of work. Raises Refused when it is easily guessed."""
    _check_pin(pin)
    return hashing.hash_of_pin(pin)


def set_outlet_pin(uow: UnitOfWork, outlet_id: OutletId, pin_hash: str | None) -> Outlet:
    """Of whoever receives goods there without an account; None takes it away. Only its hash is kept.

    Set by an owner in person: a PIN that somebody else knows proves nothing.
    """
    outlet = uow.get(Outlet, outlet_id, lock=True)
    uow.demand(policies.SET_PIN, outlet)
    if pin_hash is not None:
        _check_open(uow, outlet)
    outlet.pin_hash = pin_hash
    uow.emit(OutletPinChanged(outlet_id=outlet.id, partner_id=outlet.partner_id, given=pin_hash is not None))
    return outlet


def pin_matches(outlet: Outlet, pin: str) -> bool:
    """Never for an outlet without one; that takes as long as a wrong one."""
    return hashing.matches(outlet.pin_hash, pin)


def _check(
    uow: UnitOfWork, partner_id: PartnerId, name: str, kelurahan_code: str | None, but: OutletId | None = None
) -> None:
    if kelurahan_code:
        uow.get(Region, kelurahan_code)
    taken = select(Outlet.id).where(
        Outlet.partner_id == partner_id,
        func.lower(Outlet.name) == name.lower(),
        Outlet.until_on.is_(None),
        Outlet.id != (but or 0),
    )
    if uow.session.scalar(taken) is not None:
        raise Refused(_l("Gerai %(name)s sudah ada.", name=name), field="name")


def _check_open(uow: UnitOfWork, outlet: Outlet) -> None:
    if outlet.until_on is not None and outlet.until_on <= uow.today:
        raise Refused(_l("Gerai ini sudah ditutup."))


def _check_pin(pin: str) -> None:
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_LENGTHS):
        raise Refused(_l("PIN terdiri dari 4 sampai 6 angka."), field="pin")
    steps = {int(after) - int(before) for before, after in zip(pin, pin[1:], strict=False)}
    if len(steps) == 1 and steps <= {-1, 0, 1}:  # 1111, 1234, 6543
        raise Refused(_l("PIN ini mudah ditebak; pakai angka yang tidak berurutan."), field="pin")


def _recorded(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any] | None]:
    """Old and new, but of an address only that it changed: a small shop is somebody's home."""
    return {name: None if name == "address" else pair for name, pair in changes.items()}
