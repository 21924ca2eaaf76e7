"""Acting on behalf, as the door-keeper and the represented business read it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, join

from marketplace.accounts.models import Organisation, Representation, User
from marketplace.db.listing import Listing, Row, by, col, required, where
from marketplace.kernel.ids import OrganisationId, UserId

ends_at = func.coalesce(Representation.ended_at, Representation.until_at)


class Represented(Row):
    """The business that a session stands for, until when."""

    organisation_id = col(Organisation.id)
    public_id = col(Organisation.public_id)
    name = col(Organisation.name)
    kind = col(Organisation.kind)
    until_at = col(Representation.until_at)


class RepresentedNow(Listing[Represented]):
    source = join(Representation, Organisation, Organisation.id == Representation.organisation_id)
    sort = by(Representation.id)
    always = (Representation.ended_at.is_(None),)

    representation_id: int = required(Representation.id)
    now: datetime = required(lambda now: Representation.until_at > now)


def represented(session: Session, representation_id: int, now: datetime) -> Represented | None:
    """None once it has ended, by itself or by hand."""
    return RepresentedNow(representation_id=representation_id, now=now).one(session)


def acted_for(session: Session, user_id: UserId, organisation_id: OrganisationId, at: datetime) -> bool:
    """Whether this person stood for the organisation at that moment without being of it."""
    query = exists().where(
        Representation.user_id == user_id,
        Representation.organisation_id == organisation_id,
        Representation.from_at <= at,
        ends_at >= at,
    )
    return bool(session.scalar(select(query)))


class RepresentationRow(Row):
    """Who stood for the business, from when to when, and why."""

    officer = col(User.name)
    reason = col(Representation.reason)
    from_at = col(Representation.from_at)
    ends_at = col(ends_at)


class RepresentationList(Listing[RepresentationRow]):
    """Everybody who acted on behalf of a business, the latest first."""

    source = join(Representation, User, User.id == Representation.user_id)
    sort = by(Representation.id, down=True)

    organisation_id: OrganisationId = required(Representation.organisation_id)
    since: datetime | None = where(lambda since: ends_at > since)
