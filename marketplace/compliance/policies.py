"""Who leads a month to its report, who may object, and who sees whose figures."""

from marketplace.kernel.actor import Actor
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.policy import in_person, policy
from marketplace.kernel.roles import APPROVER, AUDITOR, BUSINESS_ROLES, OFFICER, SYSTEM, VIEWER


@policy
def officer(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER, SYSTEM)


@policy
def system(actor: Actor, _: object) -> bool:
    return actor.has(SYSTEM)


@policy
def approver(actor: Actor, _: object) -> bool:
    return actor.has(APPROVER)


@policy
def official(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER, APPROVER, AUDITOR, VIEWER, SYSTEM)


@policy
def their_own(actor: Actor, partner_id: PartnerId) -> bool:
    return actor.has(*BUSINESS_ROLES, at=partner_id)


@policy
def outside(actor: Actor, partner_id: PartnerId) -> bool:
    return not actor.sits_in(partner_id)


OPEN_TO_OBJECTIONS = officer | approver
PUBLISH = approver
OBJECT = their_own & in_person
ANSWER_OBJECTION = officer & outside
SEE_ALL = official
SEE = their_own | official
ROTATE_KEY = system  # at the office's own machine
