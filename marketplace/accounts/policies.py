"""Who may do what with people, seats and sessions."""

from __future__ import annotations

from marketplace.accounts.models import Organisation, SignIn, User
from marketplace.kernel import roles
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import policy


@policy
def system(actor: Actor, _: object) -> bool:
    return actor.has(roles.SYSTEM)


@policy
def sysadmin(actor: Actor, _: object) -> bool:
    return actor.has(roles.SYSADMIN)


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


@policy
def oneself(actor: Actor, user: User) -> bool:
    return actor.user_id == user.id


OWN = owner
MANAGE_SEATS = system | sysadmin | owner | officer_with_a_business
MANAGE_PEOPLE = system | sysadmin
TEND_ACCOUNT = oneself
REPRESENT = officer_with_a_business & elsewhere
PROVEN = proven
