"""Who may do what with a certificate; it belongs to a maker."""

from marketplace.certification.models import Certificate, RequirementChange
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import policy
from marketplace.kernel.roles import APPROVER, AUDITOR, BUSINESS_ROLES, OFFICER, SYSTEM, VIEWER


@policy
def maker(actor: Actor, certificate: Certificate) -> bool:
    return actor.has(*BUSINESS_ROLES, at=certificate.producer_id)


@policy
def officer(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER, SYSTEM)


@policy
def viewing_official(actor: Actor, _: object) -> bool:
    return actor.has(APPROVER, AUDITOR, VIEWER)


@policy
def approver(actor: Actor, _: object) -> bool:
    return actor.has(APPROVER)


@policy
def another_proposed(actor: Actor, change: RequirementChange) -> bool:
    return actor.user_id is not None and actor.user_id != change.proposed_by


SEE = maker | officer | viewing_official
SUBMIT = maker | officer
REVIEW = officer
REVOKE = officer
HOLD = officer
LAY_DOWN = officer  # requirements
PROPOSE = officer
WITHDRAW = officer & ~another_proposed
DECIDE = approver & another_proposed
