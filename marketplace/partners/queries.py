"""Partners and their outlets as pages and other packages ask for them, and whether they may order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, ScalarSelect, and_, bindparam, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased, join, outerjoin

from marketplace.accounts.models import Organisation
from marketplace.db.holds import HoldRow, holds_of, holds_on
from marketplace.db.listing import AnySelect, Listing, Row, by, col, maybe, where
from marketplace.db.statements import run
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import OutletId, PartnerId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.period import Month
from marketplace.partners.models import (
    NEED_NO_MOU,
    BoundKind,
    Mou,
    Outlet,
    Partner,
    PartnerHold,
    PartnerKind,
)
from marketplace.partners.mous import in_force
from marketplace.partners.states import DRAFT
from marketplace.places.models import Region

NO_MOU = _l("Belum ada MoU yang berlaku; hubungi Dinas untuk membuat atau memperpanjangnya.")
UNBOUND = _l(
    "Hari ini tidak ada surat edaran yang mengikat kantor Anda, jadi pesanan belum dapat dikirim; hubungi Dinas."
)
HELD = _l("Pemesanan ditangguhkan karena “%(reason)s”; perbaiki sebabnya, lalu hubungi Dinas.")


DAY = bindparam("day", type_=Date)
STANDING: AnySelect = select(
    Partner.kind,
    select(func.min(PartnerHold.reason))
    .where(PartnerHold.partner_id == Partner.id, holds_on(PartnerHold, DAY))
    .scalar_subquery(),
    exists().where(Mou.partner_id == Partner.id, in_force(DAY)),
    exists().where(
        BoundKind.kind == Partner.kind,
        BoundKind.from_on <= DAY,
        or_(BoundKind.until_on.is_(None), BoundKind.until_on >= DAY),
    ),
).where(Partner.id == bindparam("partner"))


def may_order(session: Session, partner_id: PartnerId, day: date) -> bool:
    """The one question before an order, for pages and programs alike."""
    return closed_because(session, partner_id, day) is None


def closed_because(session: Session, partner_id: PartnerId, day: date) -> Label | None:
    """Why the partner may not order on this day (WIB), in a sentence that names the fix; None when it may.

    Ordering needs a memorandum in force, or a kind that a circular binds on that day; and no suspension.
    """
    found = run(session, STANDING, partner=partner_id, day=day).one_or_none()
    if found is None:
        return NO_MOU
    kind, held, under_mou, bound = found
    if held is not None:
        return _l(HELD.template, reason=held)
    if under_mou or (kind in NEED_NO_MOU and bound):
        return None
    return UNBOUND if kind in NEED_NO_MOU else NO_MOU


class OutletRow(Row):
    id = col(Outlet.id)
    public_id = col(Outlet.public_id)
    name = col(Outlet.name)
    address = col(Outlet.address)
    kelurahan = maybe(Region.name)
    from_on = col(Outlet.from_on)
    until_on = col(Outlet.until_on)
    shown = col(Outlet.shown)
    kelurahan_code = col(Outlet.kelurahan_code)
    floor_area = col(Outlet.floor_area)
    receiving = col(Outlet.receiving)
    least_life_days = col(Outlet.least_life_days)
    has_pin = col(Outlet.pin_hash.is_not(None))


class OutletList(Listing[OutletRow]):
    """Open ones first, by name; with a day those that are open on it."""

    source = outerjoin(Outlet, Region, Region.code == Outlet.kelurahan_code)
    sort = by(Outlet.until_on.is_not(None), Outlet.name, Outlet.id)

    partner_id: PartnerId | None = where(Outlet.partner_id)
    id: OutletId | None = where(Outlet.id)
    day: date | None = where(lambda day: open_on(day))


def outlets_of(session: Session, partner_id: PartnerId, *, day: date | None = None) -> Sequence[OutletRow]:
    return OutletList(partner_id=partner_id, day=day).rows(session)


def outlet_row(session: Session, outlet_id: OutletId) -> OutletRow:
    (found,) = OutletList(id=outlet_id).rows(session)
    return found


def open_on(day: date) -> ColumnElement[bool]:
    return and_(Outlet.from_on <= day, or_(Outlet.until_on.is_(None), Outlet.until_on >= day))


def is_suspended(day: date) -> ColumnElement[bool]:
    return exists().where(PartnerHold.partner_id == Partner.id, holds_on(PartnerHold, day))


class PartnerRow(Row):
    id = col(Partner.id)
    public_id = col(Organisation.public_id)
    name = col(Organisation.name)
    kind = col(Partner.kind)
    staff_count = col(Partner.staff_count)
    outlets: int = col(lambda listing: _open_outlets(listing.day))
    mou_number = maybe(Mou.number)
    mou_ends_on = maybe(func.coalesce(Mou.ended_on, Mou.ends_on))
    held = col(lambda listing: is_suspended(listing.day))

    @property
    def needs_mou(self) -> bool:
        return self.kind not in NEED_NO_MOU


class PartnerList(Listing[PartnerRow]):
    """Partners by name; `mou` narrows to those with ("yes") or without ("no") a memorandum in force."""

    sort = by(func.lower(Organisation.name), Partner.id)

    day: date
    kind: PartnerKind | None = where(Partner.kind, arg="kind")
    text: str = where(
        lambda text: func.lower(Organisation.name).contains(text.lower(), autoescape=True),
        arg="q",
        default="",
    )
    mou: str = where(
        lambda mou: {"yes": Mou.id.is_not(None), "no": Mou.id.is_(None)}.get(mou, true()),
        arg="mou",
        default="",
    )
    partner_id: PartnerId | None = where(Partner.id)
    parent_id: PartnerId | None = where(Partner.parent_id)

    def joins(self) -> Any:
        held = and_(Mou.partner_id == Partner.id, in_force(self.day))
        return join(Partner, Organisation, Organisation.id == Partner.id).outerjoin(Mou, held)


def _open_outlets(day: date) -> ScalarSelect[Any]:
    query = select(func.count()).where(Outlet.partner_id == Partner.id, open_on(day))
    return query.correlate(Partner).scalar_subquery()


def partner_row(session: Session, partner_id: PartnerId, day: date) -> PartnerRow:
    found = PartnerList(day=day, partner_id=partner_id).one(session)
    if found is None:
        raise NotFound(f"partner {partner_id}")
    return found


def partner_named(session: Session, public_id: str, day: date) -> PartnerRow:
    """By the public id of its organisation. Raises NotFound."""
    partner_id = session.scalar(select(Organisation.id).where(Organisation.public_id == public_id))
    return partner_row(session, partner_id or PartnerId(0), day)


@dataclass(frozen=True)
class PartnerAbout:
    """What it says of itself, whom makers and the office ask for, and the head of its chain."""

    about: str
    contact: str
    whatsapp: str | None
    parent: str | None
    parent_public_id: str | None


def partner_about(session: Session, partner_id: PartnerId) -> PartnerAbout:
    query = (
        select(Partner.about, Partner.contact, Partner.whatsapp, Organisation.name, Organisation.public_id)
        .outerjoin(Organisation, Organisation.id == Partner.parent_id)
        .where(Partner.id == partner_id)
    )
    return PartnerAbout(*session.execute(query).one())


def members_of(session: Session, partner_id: PartnerId, day: date) -> Sequence[PartnerRow]:
    """Of the chain that this partner heads."""
    return PartnerList(day=day, parent_id=partner_id).rows(session)


def possible_heads(session: Session, partner_id: PartnerId) -> Sequence[tuple[str, str]]:
    """Public ids and names of the partners that this one may be put under; none while it heads others itself."""
    member = aliased(Partner)
    query = (
        select(Organisation.public_id, Organisation.name)
        .join(Partner, Partner.id == Organisation.id)
        .where(Partner.parent_id.is_(None), Partner.id != partner_id)
        .where(~exists().where(member.parent_id == partner_id))
        .order_by(func.lower(Organisation.name))
    )
    return [(public_id, name) for public_id, name in session.execute(query)]


def partner_holds(session: Session, partner_id: PartnerId) -> Sequence[HoldRow]:
    return holds_of(session, PartnerHold, partner_id=partner_id)


def hold_on(session: Session, partner_id: PartnerId, day: date) -> HoldRow | None:
    """What suspends the partner on this day."""
    rows = partner_holds(session, partner_id)
    return next((row for row in rows if row.from_on <= day and not row.over(day)), None)


def memoranda_in(session: Session, partner_id: PartnerId, month: Month) -> Sequence[Mou]:
    """Signed ones of a partner that a day of this month falls into, the oldest first; addenda stand under theirs."""
    query = select(Mou).where(
        Mou.partner_id == partner_id,
        Mou.amends_id.is_(None),
        Mou.state != DRAFT,
        Mou.starts_on <= month.last_day,
        func.coalesce(Mou.ended_on, Mou.ends_on) >= month.first_day,
    )
    return session.scalars(query.order_by(Mou.starts_on, Mou.id)).all()


def kelurahan_of_partners(session: Session, month: Month) -> Sequence[tuple[int, str]]:
    """Where each partner had an outlet on a day of the month, once for each place."""
    query = select(Outlet.partner_id, Outlet.kelurahan_code).where(
        Outlet.kelurahan_code.is_not(None),
        Outlet.from_on <= month.last_day,
        or_(Outlet.until_on.is_(None), Outlet.until_on >= month.first_day),
    )
    return [(partner_id, str(code)) for partner_id, code in session.execute(query.distinct())]


def names_of_partners(session: Session, partner_ids: Collection[int]) -> Mapping[int, str]:
    named = select(Organisation.id, Organisation.name).where(Organisation.id.in_(partner_ids))
    return dict(session.execute(named).all())
