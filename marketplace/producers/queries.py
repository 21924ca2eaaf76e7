"""Makers as pages and neighbours ask for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, literal, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation, User
from marketplace.db.holds import HoldRow
from marketplace.db.reading import Listing
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.review import APPROVED, ReviewState
from marketplace.kernel.roles import BUSINESS_ROLES
from marketplace.places.models import Region
from marketplace.producers.models import (
    Locality,
    LocalityBasis,
    Producer,
    ProducerAlias,
    ProducerHold,
    ProducerMerge,
    Scale,
)

Day = date | SQLColumnExpression[date]


def local_on(session: Session, producer_id: ProducerId, day: date) -> bool:
    """Whether the maker counts as local on that day (WIB)."""
    return bool(session.scalar(select(is_local(producer_id, day))))


def is_local(producer_id: ProducerId | SQLColumnExpression[ProducerId], day: Day) -> ColumnElement[bool]:
    """The same inside a larger select: `is_local(Purchase.producer_id, Purchase.bought_on)`."""
    stretch = aliased(Locality)
    return exists().where(
        stretch.producer_id == producer_id,
        or_(stretch.from_on.is_(None), stretch.from_on <= day),
        or_(stretch.until_on.is_(None), stretch.until_on >= day),
    )


def is_held(producer_id: SQLColumnExpression[ProducerId], day: Day) -> ColumnElement[bool]:
    hold = aliased(ProducerHold)
    return exists().where(
        hold.producer_id == producer_id,
        hold.from_on <= day,
        or_(hold.until_on.is_(None), hold.until_on >= day),
    )


def aliases(session: Session) -> Mapping[str, ProducerId]:
    """Names as `same_name` gives them -> whose they are: what makers are taught to be called."""
    return dict(session.execute(select(ProducerAlias.same, ProducerAlias.producer_id)).all())


@dataclass(frozen=True)
class ProducerRow:
    id: ProducerId
    public_id: str
    slug: str
    name: str
    nib: str | None
    scale: Scale | None
    kelurahan: str | None
    state: ReviewState
    story: str
    local: bool
    held: bool


@dataclass(frozen=True, kw_only=True)
class ProducerList:
    """Makers by name, narrowed by whatever is given; `public` leaves those that strangers may see."""

    day: date
    name: str = ""
    kelurahan: str = ""
    state: ReviewState | None = None
    scale: Scale | None = None
    public: bool = False

    def select(self) -> Listing:
        held = is_held(Producer.id, self.day)
        query: Listing = (
            select(
                Producer.id,
                Organisation.public_id,
                Producer.slug,
                Organisation.name,
                Producer.nib,
                Producer.scale,
                Region.name,
                Producer.state,
                Producer.story,
                is_local(Producer.id, self.day),
                held,
            )
            .join(Organisation, Organisation.id == Producer.id)
            .outerjoin(Region, Region.code == Producer.kelurahan_code)
            .where(Producer.merged_into_id.is_(None))
            .order_by(Organisation.name, Producer.id)
        )
        if self.name:
            named = Organisation.name.icontains(self.name, autoescape=True)
            query = query.where(or_(named, Producer.nib == self.name))
        if self.kelurahan:
            query = query.where(Producer.kelurahan_code == self.kelurahan)
        if self.state is not None:
            query = query.where(Producer.state == self.state)
        if self.scale is not None:
            query = query.where(Producer.scale == self.scale)
        if self.public:
            query = query.where(and_(Producer.state == APPROVED, ~held))
        return query


class LocalityRow(NamedTuple):
    id: int
    basis: LocalityBasis
    from_on: date | None
    until_on: date | None
    verified_by: str | None
    evidence: str | None  # public id of the letter or photo


def localities(session: Session, producer_id: ProducerId) -> Sequence[LocalityRow]:
    """The newest first."""
    found = session.execute(
        select(
            Locality.id,
            Locality.basis,
            Locality.from_on,
            Locality.until_on,
            User.name,
            Attachment.public_id,
        )
        .outerjoin(User, User.id == Locality.verified_by)
        .outerjoin(Attachment, Attachment.id == Locality.evidence_id)
        .where(Locality.producer_id == producer_id)
        .order_by(Locality.id.desc())
    )
    return [LocalityRow(*row) for row in found]


def holds(session: Session, producer_id: ProducerId) -> Sequence[HoldRow]:
    """The newest first."""
    found = session.execute(
        select(ProducerHold.id, ProducerHold.from_on, ProducerHold.until_on, ProducerHold.reason)
        .where(ProducerHold.producer_id == producer_id)
        .order_by(ProducerHold.id.desc())
    )
    return [HoldRow(*row) for row in found]


def aliases_of(session: Session, producer_id: ProducerId) -> Sequence[str]:
    query = select(ProducerAlias.text).where(ProducerAlias.producer_id == producer_id)
    return session.scalars(query.order_by(ProducerAlias.text)).all()


def waiting_profiles() -> Listing:
    """Profiles that officials have to look over, as the columns of a review queue."""
    return (
        select(
            Organisation.public_id,
            Producer.id.label("producer_id"),
            Organisation.name.label("maker"),
            literal("").label("detail"),
            Producer.submitted_at,
            Producer.submitted_by,
        )
        .join(Organisation, Organisation.id == Producer.id)
        .where(Producer.state == ReviewState.SUBMITTED, Producer.merged_into_id.is_(None))
    )


def names_of(session: Session, producer_ids: Collection[ProducerId]) -> Mapping[ProducerId, str]:
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(producer_ids))
    return dict(session.execute(query).all())


def merged_into(session: Session, producer_id: ProducerId) -> Sequence[ProducerId]:
    """The records that became part of this maker's."""
    return session.scalars(select(Producer.id).filter_by(merged_into_id=producer_id)).all()


def shows_merged_papers(uow: UnitOfWork, attachment: Attachment) -> bool:
    """Uploads stay where they were made: whoever keeps a merged record's papers may open them."""
    kept = select(Producer.merged_into_id).where(Producer.id == attachment.organisation_id)
    kept_id = uow.session.scalar(kept)
    return kept_id is not None and uow.actor.has(*BUSINESS_ROLES, at=kept_id)


class MergeRow(NamedTuple):
    """`name` and `public_id` are of the record that went into the other."""

    id: int
    kept_id: ProducerId
    kept: str
    kept_public_id: str
    name: str
    public_id: str
    reason: str
    merged_at: datetime
    who: str | None


def merges_of(session: Session, producer_id: ProducerId) -> Sequence[MergeRow]:
    """The merges that stand and have this record on either side, the newest first."""
    kept, merged = aliased(Organisation), aliased(Organisation)
    found = session.execute(
        select(
            ProducerMerge.id,
            ProducerMerge.kept_id,
            kept.name,
            kept.public_id,
            merged.name,
            merged.public_id,
            ProducerMerge.reason,
            ProducerMerge.merged_at,
            User.name,
        )
        .join(kept, kept.id == ProducerMerge.kept_id)
        .join(merged, merged.id == ProducerMerge.merged_id)
        .outerjoin(User, User.id == ProducerMerge.merged_by)
        .where(or_(ProducerMerge.kept_id == producer_id, ProducerMerge.merged_id == producer_id))
        .where(ProducerMerge.undone_at.is_(None))
        .order_by(ProducerMerge.id.desc())
    )
    return [MergeRow(*row) for row in found]
