"""Who may do what with people, seats and sessions."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.accounts.models import Organisation, SignIn, User
from marketplace.accounts.queries import LiveSeat
from marketplace.kernel import roles
from marketplace.kernel.actor import Actor
from marketplace.kernel.ids import UserId
from marketplace.kernel.policy import policy


@policy
def system(actor: Actor, _: object) -> bool:
    return actor.has(roles.SYSTEM)


@policy
def sysadmin(actor: Actor, _: object) -> bool:
    return actor.has(roles.SYSADMIN)


@policy
def sysadmin_at_the_office(actor: Actor, organisation: Organisation) -> bool:
    return organisation.kind is roles.OFFICE and actor.has(roles.SYSADMIN)


@policy
def owner(actor: Actor, organisation: Organisation) -> bool:
    return actor.has(roles.OWNER, at=organisation.id)


@policy
def officer_with_a_business(actor: Actor, organisation: Organisation) -> bool:
    return organisation.kind is not roles.OFFICE and actor.has(roles.OFFICER)


@policy
def elsewhere(actor: Actor, organisation: Organisation) -> bool:
    return not actor.sits_in(organisation.id)


@policy
def proven(_: Actor, sign_in: SignIn) -> bool:
    """Whether this session has passed its second factor."""
    return sign_in.second_factor_at is not None


@dataclass(frozen=True)
class Helped:
    """Somebody who cannot get in, and the seats they hold."""

    user_id: UserId
    seats: tuple[LiveSeat, ...]


@policy
def officer_helping_a_business(actor: Actor, helped: Helped) -> bool:
    return actor.has(roles.OFFICER) and all(seat.kind is not roles.OFFICE for seat in helped.seats)


@policy
def owner_helping_their_own(actor: Actor, helped: Helped) -> bool:
    """Whoever lets somebody in could come in their place, so they must sit nowhere but here."""
    return bool(helped.seats) and all(
        actor.has(roles.OWNER, at=seat.organisation_id) for seat in helped.seats
    )


@policy
def oneself(actor: Actor, user: User) -> bool:
    return actor.user_id == user.id


OWN = owner
HELP_IN = system | sysadmin | officer_helping_a_business | owner_helping_their_own
INVITE_ANYBODY = system | sysadmin_at_the_office | owner
MANAGE_SEATS = system | sysadmin | owner | officer_with_a_business
MANAGE_PEOPLE = system | sysadmin
TEND_ACCOUNT = oneself
REPRESENT = officer_with_a_business & elsewhere
PROVEN = proven
