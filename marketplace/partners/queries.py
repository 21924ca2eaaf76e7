"""Partners and their outlets as pages and other packages ask for them, and whether they may order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Date, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.db.holds import HoldRow, holds_on
from marketplace.db.prepared import perform
from marketplace.db.reading import Listing
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import OutletId, PartnerId
from marketplace.kernel.labels import Label, _l
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
from marketplace.places.models import Region

NO_MOU = _l("Belum ada MoU yang berlaku; hubungi Dinas untuk membuat atau memperpanjangnya.")
UNBOUND = _l(
    "Hari ini tidak ada surat edaran yang mengikat kantor Anda, jadi pesanan belum dapat dikirim; hubungi Dinas."
)
HELD = _l("Pemesanan ditangguhkan karena “%(reason)s”; perbaiki sebabnya, lalu hubungi Dinas.")


DAY = bindparam("day", type_=Date)
STANDING: Listing = select(
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
    found = perform(session, STANDING, partner=partner_id, day=day).one_or_none()
    if found is None:
        return NO_MOU
    kind, held, under_mou, bound = found
    if held is not None:
        return _l(HELD.template, reason=held)
    if under_mou or (kind in NEED_NO_MOU and bound):
        return None
    return UNBOUND if kind in NEED_NO_MOU else NO_MOU


@dataclass(frozen=True)
class OutletRow:
    id: OutletId
    public_id: str
    name: str
    address: str
    kelurahan: str | None
    from_on: date
    until_on: date | None
    shown: bool
    kelurahan_code: str | None = None
    floor_area: int | None = None
    receiving: str = ""
    least_life_days: int | None = None
    has_pin: bool = False


def outlets_of(session: Session, partner_id: PartnerId, *, day: date | None = None) -> Sequence[OutletRow]:
    """Every outlet, open ones first; with a day those that are open on it."""
    query = _outlets().where(Outlet.partner_id == partner_id)
    if day is not None:
        query = query.where(open_on(day))
    query = query.order_by(Outlet.until_on.is_not(None), Outlet.name)
    return [OutletRow(*values) for values in session.execute(query)]


def outlet_row(session: Session, outlet_id: OutletId) -> OutletRow:
    return OutletRow(*session.execute(_outlets().where(Outlet.id == outlet_id)).one())


def _outlets() -> Listing:
    return select(
        Outlet.id,
        Outlet.public_id,
        Outlet.name,
        Outlet.address,
        Region.name,
        Outlet.from_on,
        Outlet.until_on,
        Outlet.shown,
        Outlet.kelurahan_code,
        Outlet.floor_area,
        Outlet.receiving,
        Outlet.least_life_days,
        Outlet.pin_hash.is_not(None),
    ).outerjoin(Region, Region.code == Outlet.kelurahan_code)


def open_on(day: date) -> ColumnElement[bool]:
    return and_(Outlet.from_on <= day, or_(Outlet.until_on.is_(None), Outlet.until_on >= day))


@dataclass(frozen=True)
class PartnerRow:
    id: PartnerId
    public_id: str
    name: str
    kind: PartnerKind
    staff_count: int | None
    outlets: int
    mou_number: str | None
    mou_ends_on: date | None
    held: bool = False

    @property
    def needs_mou(self) -> bool:
        return self.kind not in NEED_NO_MOU


@dataclass(frozen=True, kw_only=True)
class PartnerList:
    """Partners by name; `mou` narrows to those with ("yes") or without ("no") a memorandum in force."""

    day: date
    kind: PartnerKind | None = None
    text: str = ""
    mou: str = ""
    partner_id: PartnerId | None = None
    parent_id: PartnerId | None = None

    def select(self) -> Listing:
        outlets = (
            select(func.count())
            .where(Outlet.partner_id == Partner.id, open_on(self.day))
            .correlate(Partner)
            .scalar_subquery()
        )
        query: Listing = (
            select(
                Partner.id,
                Organisation.public_id,
                Organisation.name,
                Partner.kind,
                Partner.staff_count,
                outlets,
                Mou.number,
                func.coalesce(Mou.ended_on, Mou.ends_on),
                exists().where(PartnerHold.partner_id == Partner.id, holds_on(PartnerHold, self.day)),
            )
            .join(Organisation, Organisation.id == Partner.id)
            .outerjoin(Mou, and_(Mou.partner_id == Partner.id, in_force(self.day)))
            .order_by(func.lower(Organisation.name), Partner.id)
        )
        if self.kind is not None:
            query = query.where(Partner.kind == self.kind)
        if self.text:
            query = query.where(func.lower(Organisation.name).contains(self.text.lower(), autoescape=True))
        if self.mou:
            query = query.where(Mou.id.is_not(None) if self.mou == "yes" else Mou.id.is_(None))
        if self.partner_id is not None:
            query = query.where(Partner.id == self.partner_id)
        if self.parent_id is not None:
            query = query.where(Partner.parent_id == self.parent_id)
        return query


def partner_row(session: Session, partner_id: PartnerId, day: date) -> PartnerRow:
    found = session.execute(PartnerList(day=day, partner_id=partner_id).select()).one_or_none()
    if found is None:
        raise NotFound(f"partner {partner_id}")
    return PartnerRow(*found)


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
    query = PartnerList(day=day, parent_id=partner_id).select()
    return [PartnerRow(*values) for values in session.execute(query)]


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
    """The newest first."""
    columns = select(PartnerHold.id, PartnerHold.from_on, PartnerHold.until_on, PartnerHold.reason)
    rows = session.execute(columns.filter_by(partner_id=partner_id).order_by(PartnerHold.id.desc()))
    return [HoldRow(*row) for row in rows]


def hold_on(session: Session, partner_id: PartnerId, day: date) -> HoldRow | None:
    """What suspends the partner on this day."""
    rows = partner_holds(session, partner_id)
    return next((row for row in rows if row.from_on <= day and not row.over(day)), None)
