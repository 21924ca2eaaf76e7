"""Who may do what with a maker's record."""

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import in_person, policy
from marketplace.kernel.roles import APPROVER, AUDITOR, BUSINESS_ROLES, OFFICER, OWNER, SYSTEM, VIEWER
from marketplace.producers.models import Producer


@policy
def maker(actor: Actor, producer: Producer) -> bool:
    return actor.has(*BUSINESS_ROLES, at=producer.id)


@policy
def officer(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER, SYSTEM)


@policy
def person(actor: Actor, _: object) -> bool:
    return actor.user_id is not None


@policy
def viewing_official(actor: Actor, _: object) -> bool:
    return actor.has(APPROVER, AUDITOR, VIEWER)


@policy
def auditor(actor: Actor, _: object) -> bool:
    return actor.has(AUDITOR)


@policy
def owner(actor: Actor, producer: Producer) -> bool:
    return actor.has(OWNER, at=producer.id)


@policy
def elsewhere(actor: Actor, producer: Producer) -> bool:
    return not actor.sits_in(producer.id)


REGISTER = person | officer
SEE = maker | officer | viewing_official
EDIT = maker | officer
SUBMIT = maker | officer
REVIEW = officer
VOUCH = officer  # for where a maker works
HOLD = officer
TEACH = officer  # the names registers call a maker by
BANK = owner & in_person
REVEAL = (owner & in_person) | officer
REVEAL_ACCOUNT = (owner & in_person) | auditor
MERGE = officer & elsewhere
