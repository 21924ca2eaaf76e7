"""Partners, outlets and memoranda as pages and other packages ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.db.reading import Listing
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import OutletId, PartnerId
from marketplace.partners import policies
from marketplace.partners.models import NEED_NO_MOU, Mou, Outlet, Partner, PartnerKind
from marketplace.partners.states import DRAFT, SIGNED, MouStanding, MouState
from marketplace.places.models import Region

EXPIRING = timedelta(days=30)


def in_force(day: date) -> ColumnElement[bool]:
    """Signed, begun, and neither past its end nor ended before its time."""
    last_day = func.coalesce(Mou.ended_on, Mou.ends_on)
    return and_(Mou.state != DRAFT, Mou.starts_on <= day, last_day >= day)


def mou_in_force(session: Session, partner_id: PartnerId, day: date) -> Mou | None:
    return session.scalars(select(Mou).where(Mou.partner_id == partner_id, in_force(day))).first()


def may_order(session: Session, partner_id: PartnerId, day: date) -> bool:
    """Ordering needs an MoU in force, unless the circular itself binds this kind of partner."""
    kind = session.scalar(select(Partner.kind).where(Partner.id == partner_id))
    return kind in NEED_NO_MOU or mou_in_force(session, partner_id, day) is not None


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


def outlets_of(session: Session, partner_id: PartnerId, *, day: date | None = None) -> Sequence[OutletRow]:
    """Every outlet, open ones first; with a day those that are open on it."""
    query = (
        select(
            Outlet.id,
            Outlet.public_id,
            Outlet.name,
            Outlet.address,
            Region.name,
            Outlet.from_on,
            Outlet.until_on,
            Outlet.shown,
        )
        .outerjoin(Region, Region.code == Outlet.kelurahan_code)
        .where(Outlet.partner_id == partner_id)
        .order_by(Outlet.until_on.is_not(None), Outlet.name)
    )
    if day is not None:
        query = query.where(open_on(day))
    return [OutletRow(*values) for values in session.execute(query)]


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
                Mou.ends_on,
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
class MouRow:
    public_id: str
    number: str
    partner: str
    partner_public_id: str
    state: MouState
    starts_on: date
    ends_on: date
    ended_on: date | None

    @property
    def last_day(self) -> date:
        return self.ended_on or self.ends_on

    def standing(self, day: date) -> MouStanding:
        return standing_of(self.state, self.starts_on, self.ends_on, self.ended_on, day)


def standing_of(
    state: MouState, starts_on: date, ends_on: date, ended_on: date | None, day: date
) -> MouStanding:
    if state is DRAFT:
        return MouStanding.DRAFT
    if ended_on is not None and ended_on < day:
        return MouStanding.ENDED
    if starts_on > day:
        return MouStanding.COMING
    if ends_on < day:
        return MouStanding.EXPIRED
    return MouStanding.EXPIRING if (ended_on or ends_on) <= day + EXPIRING else MouStanding.IN_FORCE


@dataclass(frozen=True, kw_only=True)
class MouList:
    """Memoranda, newest first; `expiring_on` narrows to those that end within 30 days and have no successor."""

    partner_id: PartnerId | None = None
    state: MouState | None = None
    expiring_on: date | None = None

    def select(self) -> Listing:
        query: Listing = (
            select(
                Mou.public_id,
                Mou.number,
                Organisation.name,
                Organisation.public_id,
                Mou.state,
                Mou.starts_on,
                Mou.ends_on,
                Mou.ended_on,
            )
            .join(Organisation, Organisation.id == Mou.partner_id)
            .order_by(Mou.id.desc())
        )
        if self.partner_id is not None:
            query = query.where(Mou.partner_id == self.partner_id)
        if self.state is not None:
            query = query.where(Mou.state == self.state)
        if self.expiring_on is not None:
            last_day = func.coalesce(Mou.ended_on, Mou.ends_on)
            query = query.where(
                in_force(self.expiring_on), last_day <= self.expiring_on + EXPIRING, ~_succeeded()
            )
        return query


def expiring_mous(session: Session, day: date) -> Sequence[MouRow]:
    """In force, ending within 30 days, without a successor; the nearest end first."""
    rows = [MouRow(*values) for values in session.execute(MouList(expiring_on=day).select())]
    return sorted(rows, key=lambda row: row.last_day)


def expiring_mou(session: Session, partner_id: PartnerId, day: date) -> MouRow | None:
    query = MouList(partner_id=partner_id, expiring_on=day).select()
    return next((MouRow(*values) for values in session.execute(query)), None)


def _succeeded() -> ColumnElement[bool]:
    later = aliased(Mou)
    return exists().where(
        later.partner_id == Mou.partner_id, later.state == SIGNED, later.starts_on > Mou.starts_on
    )


@dataclass(frozen=True)
class MouPage:
    """A memorandum with its text; `scan` is the public id of its scan."""

    public_id: str
    number: str
    text: str
    text_sha256: str | None
    standing: MouStanding
    starts_on: date
    ends_on: date
    ended_on: date | None
    ended_because: str | None
    signed_on: date | None
    city: tuple[str, str]
    partner: tuple[str, str]
    scan: str | None


def mou_page(session: Session, mou: Mou, day: date) -> MouPage:
    return MouPage(
        public_id=mou.public_id,
        number=mou.number,
        text=mou.text,
        text_sha256=mou.text_sha256,
        standing=standing_of(mou.state, mou.starts_on, mou.ends_on, mou.ended_on, day),
        starts_on=mou.starts_on,
        ends_on=mou.ends_on,
        ended_on=mou.ended_on,
        ended_because=mou.ended_because,
        signed_on=mou.signed_on,
        city=(mou.city_signatory, mou.city_position),
        partner=(mou.partner_signatory, mou.partner_position),
        scan=session.scalar(select(Attachment.public_id).where(Attachment.id == mou.scan_id)),
    )


def mou_pages(session: Session, partner_id: PartnerId, day: date) -> Sequence[MouPage]:
    """A partner's signed memoranda: the one in force first, then the newest."""
    query = (
        select(Mou)
        .where(Mou.partner_id == partner_id, Mou.state != DRAFT)
        .order_by(in_force(day).desc(), Mou.starts_on.desc(), Mou.id.desc())
    )
    return [mou_page(session, mou, day) for mou in session.scalars(query)]


def shows_mou_scan(uow: UnitOfWork, attachment: Attachment) -> bool:
    """Both parties to a memorandum may see its scan."""
    mous = uow.session.scalars(select(Mou).where(Mou.scan_id == attachment.id))
    return any(uow.allows(policies.SEE_MOU, mou) for mou in mous)
