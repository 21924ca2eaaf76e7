"""Who buys: registered by the office, of a kind and a chain that the office sets, described by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from marketplace.accounts.models import Organisation
from marketplace.adapters import identifiers
from marketplace.db.uow import UnitOfWork
from marketplace.kernel import roles
from marketplace.kernel.clock import day_of
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import _l
from marketplace.partners import policies
from marketplace.partners.events import PartnerChanged, PartnerDescribed, PartnerRegistered
from marketplace.partners.models import Partner, PartnerHistory, PartnerKind


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
    if parent_id is not None:
        _check_top(_locked(uow, parent_id)[parent_id])
    organisation = uow.add(Organisation(kind=roles.PARTNER, name=name, created_at=uow.now))
    partner = uow.add(Partner(id=organisation.id, kind=kind, staff_count=staff_count, parent_id=parent_id))
    uow.emit(PartnerRegistered(partner_id=partner.id, kind=kind.value))
    return partner


def change_partner(
    uow: UnitOfWork,
    partner_id: PartnerId,
    *,
    kind: PartnerKind,
    staff_count: int | None,
    parent_id: PartnerId | None = None,
) -> Partner:
    """The kind decides whether an MoU is needed and which clauses apply, so only an official changes it.

    A chain is one step high: refused under a partner that has a head itself, and for one that heads others. What it
    was until yesterday is kept, as a running period is judged by its first day.
    """
    rows = _locked(uow, partner_id, parent_id)
    partner = rows[partner_id]
    uow.demand(policies.CHANGE, partner)
    if parent_id is not None and parent_id != partner.parent_id:
        _check_chain(uow, partner, rows[parent_id])
    new = {"kind": kind, "staff_count": staff_count, "parent_id": parent_id}
    changes = {name: (getattr(partner, name), value) for name, value in new.items()}
    if any(was != value for was, value in changes.values()):
        _keep_until_yesterday(uow, partner)
    for name, value in new.items():
        setattr(partner, name, value)
    uow.emit(
        PartnerChanged(
            partner_id=partner.id,
            kind=kind.value,
            staff_count=staff_count,
            changes={name: pair for name, pair in changes.items() if pair[0] != pair[1]},
        )
    )
    return partner


def _keep_until_yesterday(uow: UnitOfWork, partner: Partner) -> None:
    """Nothing where it was so for no whole day: changed or registered today."""
    yesterday = uow.today - timedelta(days=1)
    kept = select(PartnerHistory.id).filter_by(partner_id=partner.id, until_on=yesterday)
    registered = day_of(uow.get(Organisation, partner.id).created_at)
    if registered <= yesterday and uow.session.scalar(kept) is None:
        uow.add(
            PartnerHistory(
                partner_id=partner.id,
                until_on=yesterday,
                kind=partner.kind,
                staff_count=partner.staff_count,
                parent_id=partner.parent_id,
            )
        )


def describe_partner(
    uow: UnitOfWork, partner_id: PartnerId, *, about: str = "", contact: str = "", whatsapp: str = ""
) -> Partner:
    """What the partner says of itself to the public, and who answers for purchasing to makers and the office."""
    partner = uow.get(Partner, partner_id, lock=True)
    uow.demand(policies.DESCRIBE, partner)
    new: dict[str, Any] = {
        "about": about.strip(),
        "contact": " ".join(contact.split()),
        "whatsapp": _whatsapp(whatsapp) if whatsapp.strip() else None,
    }
    changed = tuple(name for name, value in new.items() if getattr(partner, name) != value)
    for name, value in new.items():
        setattr(partner, name, value)
    if changed:
        uow.emit(PartnerDescribed(partner_id=partner.id, changed=changed))
    return partner


def _locked(uow: UnitOfWork, *ids: PartnerId | None) -> dict[PartnerId, Partner]:
    """Always in the same order, so that two that are put under each other at once do not wait in a circle."""
    return {one: uow.get(Partner, one, lock=True) for one in sorted({one for one in ids if one is not None})}


def _check_top(parent: Partner) -> None:
    if parent.parent_id is not None:
        raise Refused(
            _l("Mitra itu sendiri anggota jaringan lain; pilih induk jaringannya."), field="parent_id"
        )


def _check_chain(uow: UnitOfWork, partner: Partner, parent: Partner) -> None:
    if parent is partner:
        raise Refused(_l("Sebuah mitra bukan induk dirinya sendiri; pilih mitra lain."), field="parent_id")
    _check_top(parent)
    if uow.session.scalar(select(func.count()).where(Partner.parent_id == partner.id)):
        raise Refused(
            _l("Mitra ini induk jaringan; lepaskan dahulu anggotanya sebelum memberinya induk."),
            field="parent_id",
        )


def _whatsapp(text: str) -> str:
    number = identifiers.phone(text)
    if number is None or not number.startswith("+628"):
        sentence = _l(
            "Nomor WhatsApp “%(typed)s” tidak dikenal; tulis misalnya 0812-3456-7890.", typed=text.strip()
        )
        raise Refused(sentence, field="whatsapp")
    return number
