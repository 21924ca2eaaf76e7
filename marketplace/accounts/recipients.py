"""Whom a letter to a business goes to: its owners who have an address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Seat, User
from marketplace.db.prepared import perform
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.roles import OWNER


class Recipient(NamedTuple):
    name: str
    email: str


OWNERS = (
    select(Seat.organisation_id, User.name, User.email)
    .join(User, User.id == Seat.user_id)
    .where(Seat.organisation_id.in_(bindparam("of", expanding=True)), Seat.role == OWNER)
    .where(Seat.until_at.is_(None), User.email.is_not(None), User.disabled_at.is_(None))
    .order_by(Seat.id)
)


def owners_of(
    session: Session, organisation_ids: Collection[OrganisationId]
) -> Mapping[OrganisationId, Sequence[Recipient]]:
    """By organisation, in one statement; one whose owners have no address is not in it."""
    found: dict[OrganisationId, list[Recipient]] = defaultdict(list)
    for organisation_id, name, email in perform(session, OWNERS, {"of": list(organisation_ids)}):
        found[organisation_id].append(Recipient(name, str(email)))
    return found
