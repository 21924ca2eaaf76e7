"""Whom a letter goes to: a person with an address, or the owners of a business who have one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Seat, User
from marketplace.db.listing import AnySelect
from marketplace.db.statements import run
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.letters import Letter
from marketplace.kernel.roles import OWNER


class Recipient(NamedTuple):
    user_id: UserId
    name: str
    email: str
    locale: str


WHO: AnySelect = select(User.id, User.name, User.email, User.locale).where(
    User.email.is_not(None), User.disabled_at.is_(None)
)
OWNERS = (
    WHO.add_columns(Seat.organisation_id)
    .join(Seat, Seat.user_id == User.id)
    .where(Seat.organisation_id.in_(bindparam("of", expanding=True)), Seat.role == OWNER)
    .where(Seat.until_at.is_(None))
    .order_by(Seat.id)
)


def recipient(session: Session, user_id: UserId) -> Recipient | None:
    """None for whoever has no address, was erased or is shut out."""
    row = session.execute(WHO.where(User.id == user_id)).one_or_none()
    return Recipient(*row) if row else None


def owners_of(
    session: Session, organisation_ids: Collection[OrganisationId]
) -> Mapping[OrganisationId, Sequence[Recipient]]:
    """By organisation, in one statement; one whose owners have no address is not in it."""
    found: dict[OrganisationId, list[Recipient]] = defaultdict(list)
    for *one, organisation_id in run(session, OWNERS, {"of": list(organisation_ids)}):
        found[organisation_id].append(Recipient(*one))
    return found


def write_to_owners(
    uow: UnitOfWork, letter: Letter, figures: Mapping[OrganisationId, Mapping[str, Any]]
) -> None:
    """A letter to each owner with an address, with their business's figures; the others find the same on their home."""
    owners = owners_of(uow.session, [*figures])
    letters = [
        letter.to(one.user_id, **about) for there, about in figures.items() for one in owners.get(there, ())
    ]
    uow.later_each("send_mail", letters)
