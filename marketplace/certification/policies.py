"""Who may do what with a certificate; it belongs to a maker."""

from marketplace.certification.models import Certificate
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
def looks_on(actor: Actor, _: object) -> bool:
    return actor.has(APPROVER, AUDITOR, VIEWER)


SEE = maker | officer | looks_on
SUBMIT = maker | officer
REVIEW = officer
REVOKE = officer
LAY_DOWN = officer  # requirements
