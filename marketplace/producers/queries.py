"""Makers as pages and neighbours ask for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased, join, outerjoin

from marketplace.accounts.models import Organisation, User
from marketplace.db.holds import HoldRow, holds_of
from marketplace.db.listing import AnySelect, Listing, Row, by, col, contains, maybe, required, where
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.review import APPROVED, ReviewState
from marketplace.kernel.roles import BUSINESS_ROLES
from marketplace.places.models import Region
from marketplace.producers.models import (
    Locality,
    Producer,
    ProducerAccount,
    ProducerAlias,
    ProducerHold,
    ProducerMerge,
    Scale,
)

Day = date | SQLColumnExpression[date]
Kept, Merged = aliased(Organisation), aliased(Organisation)
_Stretch, _Hold = aliased(Locality), aliased(ProducerHold)  # made once: an alias is dear to make


def local_on(session: Session, producer_id: ProducerId, day: date) -> bool:
    """Whether the maker counts as local on that day (WIB)."""
    return bool(session.scalar(select(is_local(producer_id, day))))


def is_local(producer_id: ProducerId | SQLColumnExpression[ProducerId], day: Day) -> ColumnElement[bool]:
    """The same inside a larger select: `is_local(Purchase.producer_id, Purchase.bought_on)`."""
    return exists().where(
        _Stretch.producer_id == producer_id,
        or_(_Stretch.from_on.is_(None), _Stretch.from_on <= day),
        or_(_Stretch.until_on.is_(None), _Stretch.until_on >= day),
    )


def is_held(producer_id: SQLColumnExpression[ProducerId], day: Day) -> ColumnElement[bool]:
    return exists().where(
        _Hold.producer_id == producer_id,
        _Hold.from_on <= day,
        or_(_Hold.until_on.is_(None), _Hold.until_on >= day),
    )


def any_sealed(session: Session) -> str | None:
    """One of the numbers that are kept sealed, to try the key on."""
    of_person = func.coalesce(Producer.nik_sealed, Producer.npwp_sealed)
    account = ProducerAccount.account_sealed
    for query in (
        select(of_person).where(of_person.is_not(None)),
        select(account).where(account.is_not(None)).order_by(ProducerAccount.id.desc()),
    ):
        found: str | None = session.scalar(query.limit(1))
        if found:
            return found
    return None


def aliases(session: Session) -> Mapping[str, ProducerId]:
    """Names as `same_name` gives them -> whose they are: what makers are taught to be called."""
    return dict(session.execute(select(ProducerAlias.same, ProducerAlias.producer_id)).all())


class ProducerRow(Row):
    id = col(Producer.id)
    public_id = col(Organisation.public_id)
    slug = col(Producer.slug)
    name = col(Organisation.name)
    nib = col(Producer.nib)
    scale = col(Producer.scale)
    kelurahan = maybe(Region.name)
    state = col(Producer.state)
    story = col(Producer.story)
    local = col(lambda listing: is_local(Producer.id, listing.day))
    held = col(lambda listing: is_held(Producer.id, listing.day))


class ProducerList(Listing[ProducerRow]):
    """Makers by name, narrowed by whatever is given; `public` leaves those that strangers may see."""

    source = join(Producer, Organisation, Organisation.id == Producer.id).outerjoin(
        Region, Region.code == Producer.kelurahan_code
    )
    sort = by(Organisation.name, Producer.id)
    always = (Producer.merged_into_id.is_(None),)

    day: date
    name: str = where(
        lambda name: or_(contains(name, Organisation.name), Producer.nib == name), arg="q", default=""
    )
    kelurahan: str = where(Producer.kelurahan_code, arg="kelurahan", default="")
    state: ReviewState | None = where(Producer.state, arg="state")
    scale: Scale | None = where(Producer.scale)
    public: bool = False

    def more(self) -> Iterator[ColumnElement[bool]]:
        if self.public:
            yield and_(Producer.state == APPROVED, ~is_held(Producer.id, self.day))


class LocalityRow(Row):
    """`evidence` is the public id of the letter or photo."""

    id = col(Locality.id)
    basis = col(Locality.basis)
    from_on = col(Locality.from_on)
    until_on = col(Locality.until_on)
    verified_by = maybe(User.name)
    evidence = maybe(Attachment.public_id)


class LocalityList(Listing[LocalityRow]):
    """The newest first."""

    source = outerjoin(Locality, User, User.id == Locality.verified_by).outerjoin(
        Attachment, Attachment.id == Locality.evidence_id
    )
    sort = by(Locality.id, down=True)
    producer_id: ProducerId = required(Locality.producer_id)


def localities(session: Session, producer_id: ProducerId) -> Sequence[LocalityRow]:
    return LocalityList(producer_id=producer_id).rows(session)


def holds(session: Session, producer_id: ProducerId) -> Sequence[HoldRow]:
    return holds_of(session, ProducerHold, producer_id=producer_id)


def aliases_of(session: Session, producer_id: ProducerId) -> Sequence[str]:
    query = select(ProducerAlias.text).where(ProducerAlias.producer_id == producer_id)
    return session.scalars(query.order_by(ProducerAlias.text)).all()


def waiting_profiles() -> AnySelect:
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


class MergeRow(Row):
    """`name` and `public_id` are of the record that went into the other."""

    id = col(ProducerMerge.id)
    kept_id = col(ProducerMerge.kept_id)
    kept = col(Kept.name)
    kept_public_id = col(Kept.public_id)
    name = col(Merged.name)
    public_id = col(Merged.public_id)
    reason = col(ProducerMerge.reason)
    merged_at = col(ProducerMerge.merged_at)
    who = maybe(User.name)


class MergeList(Listing[MergeRow]):
    """The merges that stand and have this record on either side, the newest first."""

    source = (
        join(ProducerMerge, Kept, Kept.id == ProducerMerge.kept_id)
        .join(Merged, Merged.id == ProducerMerge.merged_id)
        .outerjoin(User, User.id == ProducerMerge.merged_by)
    )
    sort = by(ProducerMerge.id, down=True)
    always = (ProducerMerge.undone_at.is_(None),)

    producer_id: ProducerId = required(
        lambda maker: or_(ProducerMerge.kept_id == maker, ProducerMerge.merged_id == maker)
    )


def merges_of(session: Session, producer_id: ProducerId) -> Sequence[MergeRow]:
    return MergeList(producer_id=producer_id).rows(session)
