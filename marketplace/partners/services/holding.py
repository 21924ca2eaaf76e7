"""A partner is suspended and orders nothing for a while; what it logs and declares still counts."""

from __future__ import annotations

from datetime import date

from marketplace.db import holds
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import _l
from marketplace.partners import policies
from marketplace.partners.events import PartnerFreed, PartnerHeld
from marketplace.partners.models import Partner, PartnerHold


def hold_partner(
    uow: UnitOfWork,
    partner_id: PartnerId,
    *,
    reason: str,
    from_on: date | None = None,
    until_on: date | None = None,
) -> PartnerHold:
    """From a day on (WIB, today unless given) through a last day; None until it is lifted. Its owners are told.

    The partner's row is locked: an order that is being placed comes wholly before or wholly after.
    """
    partner = uow.get(Partner, partner_id, lock=True)
    uow.demand(policies.HOLD, partner)
    if not reason.strip():
        raise Refused(_l("Tulis alasan penangguhan; mitra akan membacanya."), field="reason")
    placed = holds.place(uow, reason=reason, from_on=from_on, until_on=until_on)
    hold = uow.add(PartnerHold(partner_id=partner.id, **placed))
    uow.emit(
        PartnerHeld(
            partner_id=partner.id,
            hold_id=hold.id,
            from_on=hold.from_on,
            until_on=hold.until_on,
            reason=hold.reason,
        )
    )
    return hold


def free_partner(uow: UnitOfWork, hold_id: int) -> PartnerHold:
    """From today on. Refused when the suspension is over already."""
    hold = uow.get(PartnerHold, hold_id, lock=True)
    uow.demand(policies.HOLD, uow.get(Partner, hold.partner_id))
    holds.lift(uow, hold)
    uow.emit(PartnerFreed(partner_id=hold.partner_id, hold_id=hold.id))
    return hold
