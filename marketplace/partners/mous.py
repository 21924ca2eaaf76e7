"""Memoranda as pages and other packages ask for them: what holds on a day, lists, and one with its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, join

from marketplace.accounts.models import Organisation
from marketplace.db.listing import Listing, Row, by, col, where
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import Label, _l
from marketplace.partners import policies
from marketplace.partners.models import Mou
from marketplace.partners.states import DRAFT, SIGNED, MouAcceptance, MouStanding, MouState

EXPIRING = timedelta(days=30)


def in_force(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Signed and accepted, begun, neither past its end nor ended early; an addendum is part of another."""
    last_day = func.coalesce(Mou.ended_on, Mou.ends_on)
    return and_(Mou.accepted_on <= day, Mou.starts_on <= day, last_day >= day, Mou.amends_id.is_(None))


def mou_in_force(session: Session, partner_id: PartnerId, day: date) -> Mou | None:
    return session.scalars(select(Mou).where(Mou.partner_id == partner_id, in_force(day))).first()


def holding_between(session: Session, partner_id: PartnerId, first: date, last: date) -> Mou | None:
    """A signed one of the partner, no addendum, that holds on one of these days."""
    last_day = func.coalesce(Mou.ended_on, Mou.ends_on)
    return session.scalars(
        select(Mou).where(
            Mou.partner_id == partner_id,
            Mou.state != DRAFT,
            Mou.amends_id.is_(None),
            Mou.starts_on <= last,
            last_day >= first,
            last_day >= Mou.starts_on,
        )
    ).first()


class MouRow(Row):
    public_id = col(Mou.public_id)
    number = col(Mou.number)
    partner = col(Organisation.name)
    partner_public_id = col(Organisation.public_id)
    state = col(Mou.state)
    starts_on = col(Mou.starts_on)
    ends_on = col(Mou.ends_on)
    ended_on = col(Mou.ended_on)
    replaces_id = col(Mou.replaces_id)
    amends_id = col(Mou.amends_id)
    discarded_on = col(Mou.discarded_on)
    accepted_on = col(Mou.accepted_on)

    @property
    def last_day(self) -> date:
        return self.ended_on or self.ends_on

    @property
    def sort(self) -> Label:
        return sort_of(self.replaces_id, self.amends_id)

    def status(self, day: date) -> MouStanding:
        return status(self, day)


def sort_of(replaces_id: int | None, amends_id: int | None) -> Label:
    if amends_id is not None:
        return _l("Adendum")
    return _l("MoU") if replaces_id is None else _l("Perpanjangan")


def mou_status_of(
    state: MouState,
    starts_on: date,
    ends_on: date,
    day: date,
    *,
    accepted_on: date | None,
    ended_on: date | None = None,
) -> MouStanding:
    if state is DRAFT:
        return MouStanding.DRAFT
    if ended_on is not None and ended_on < day:
        return MouStanding.ENDED
    if ends_on < day:
        return MouStanding.EXPIRED
    if accepted_on is None or accepted_on > day:
        return MouStanding.WAITING
    if starts_on > day:
        return MouStanding.COMING
    return MouStanding.EXPIRING if (ended_on or ends_on) <= day + EXPIRING else MouStanding.IN_FORCE


def status(mou: Mou | MouRow, day: date) -> MouStanding:
    """What it is on that day (WIB)."""
    if mou.discarded_on is not None:
        return MouStanding.DISCARDED
    return mou_status_of(
        mou.state, mou.starts_on, mou.ends_on, day, accepted_on=mou.accepted_on, ended_on=mou.ended_on
    )


class MouList(Listing[MouRow]):
    """Memoranda, newest first; `expiring_on` narrows to those that end within 30 days and have no successor."""

    source = join(Mou, Organisation, Organisation.id == Mou.partner_id)
    sort = by(Mou.id, down=True)

    partner_id: PartnerId | None = where(Mou.partner_id)
    state: MouState | None = where(
        lambda state: and_(Mou.state == state, Mou.discarded_on.is_(None)), arg="state"
    )
    expiring_on: date | None = where(
        lambda day: and_(
            in_force(day), func.coalesce(Mou.ended_on, Mou.ends_on) <= day + EXPIRING, ~succeeded()
        )
    )


def expiring_mous(session: Session, day: date) -> Sequence[MouRow]:
    """In force, ending within 30 days, without a successor; the nearest end first."""
    return sorted(MouList(expiring_on=day).rows(session), key=lambda row: row.last_day)


def expiring_mou(session: Session, partner_id: PartnerId, day: date) -> MouRow | None:
    return next(iter(MouList(partner_id=partner_id, expiring_on=day).rows(session)), None)


def succeeded() -> ColumnElement[bool]:
    """Within a select over memoranda: a later one is accepted, and nobody needs to be reminded any more."""
    later = aliased(Mou)
    return exists().where(
        later.partner_id == Mou.partner_id,
        later.state == SIGNED,
        later.accepted_on.is_not(None),
        later.amends_id.is_(None),
        later.starts_on > Mou.starts_on,
    )


@dataclass(frozen=True)
class MouPage:
    """A memorandum with its text; `scan` is the public id of its scan."""

    public_id: str
    number: str
    text: str
    text_sha256: str | None
    status: MouStanding
    starts_on: date
    ends_on: date
    ended_on: date | None
    ended_because: str | None
    signed_on: date | None
    city: tuple[str, str]
    partner: tuple[str, str]
    scan: str | None
    sort: Label = _l("MoU")
    discarded_on: date | None = None
    discarded_because: str | None = None
    accepted_on: date | None = None
    accepted_how: MouAcceptance | None = None

    @property
    def last_day(self) -> date:
        return self.ended_on or self.ends_on


def mou_page(session: Session, mou: Mou, day: date) -> MouPage:
    return MouPage(
        public_id=mou.public_id,
        number=mou.number,
        text=mou.text,
        text_sha256=mou.text_sha256,
        status=status(mou, day),
        starts_on=mou.starts_on,
        ends_on=mou.ends_on,
        ended_on=mou.ended_on,
        ended_because=mou.ended_because,
        signed_on=mou.signed_on,
        city=(mou.city_signatory, mou.city_position),
        partner=(mou.partner_signatory, mou.partner_position),
        scan=session.scalar(select(Attachment.public_id).where(Attachment.id == mou.scan_id)),
        sort=sort_of(mou.replaces_id, mou.amends_id),
        discarded_on=mou.discarded_on,
        discarded_because=mou.discarded_because,
        accepted_on=mou.accepted_on,
        accepted_how=mou.accepted_how,
    )


def mou_pages(session: Session, partner_id: PartnerId, day: date) -> Sequence[MouPage]:
    """A partner's signed memoranda: the one in force first, then the newest."""
    query = (
        select(Mou)
        .where(Mou.partner_id == partner_id, Mou.state != DRAFT)
        .order_by(in_force(day).desc(), Mou.starts_on.desc(), Mou.id.desc())
    )
    return [mou_page(session, mou, day) for mou in session.scalars(query)]


@dataclass(frozen=True)
class Related:
    """Another memorandum that this one replaces or amends, or that replaces or amends it; `how` says which."""

    how: Label
    public_id: str
    number: str
    state: MouState


def related_mous(session: Session, mou: Mou) -> Sequence[Related]:
    columns = select(Mou.public_id, Mou.number, Mou.state).where(Mou.discarded_on.is_(None)).order_by(Mou.id)
    ways = (
        (_l("Memperpanjang"), Mou.id == mou.replaces_id),
        (_l("Mengubah"), Mou.id == mou.amends_id),
        (_l("Diperpanjang oleh"), Mou.replaces_id == mou.id),
        (_l("Diubah oleh"), Mou.amends_id == mou.id),
    )
    return [Related(how, *row) for how, which in ways for row in session.execute(columns.where(which))]


def is_renewed(session: Session, mou: Mou) -> bool:
    """A renewal is on its way or signed, or something later is."""
    later = or_(and_(Mou.replaces_id == mou.id, Mou.discarded_on.is_(None)), Mou.state == SIGNED)
    after = Mou.partner_id == mou.partner_id, Mou.amends_id.is_(None), Mou.starts_on > mou.starts_on
    return session.scalar(select(Mou.id).where(*after, later).limit(1)) is not None


def shows_mou_scan(uow: UnitOfWork, attachment: Attachment) -> bool:
    """Both parties to a memorandum may see its scan."""
    mous = uow.session.scalars(select(Mou).where(Mou.scan_id == attachment.id))
    return any(uow.allows(policies.SEE_MOU, mou) for mou in mous)


def waiting_mou(session: Session, partner_id: PartnerId, day: date) -> Mou | None:
    """Signed and not over, which the partner has not accepted yet; the oldest first."""
    query = select(Mou).where(
        Mou.partner_id == partner_id, Mou.state == SIGNED, Mou.accepted_on.is_(None), Mou.ends_on >= day
    )
    return session.scalars(query.order_by(Mou.id).limit(1)).first()
