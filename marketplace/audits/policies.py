"""Who may plan and carry audits; a partner has its own case only."""

from marketplace.audits.models.cases import AuditCase
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import in_person, policy
from marketplace.kernel.roles import AUDITOR, BUSINESS_ROLES


@policy
def auditor(actor: Actor, _: object) -> bool:
    return actor.has(AUDITOR)


@policy
def audited(actor: Actor, case: AuditCase) -> bool:
    return actor.has(*BUSINESS_ROLES, at=case.partner_id)


PLAN = auditor
CARRY = auditor  # and one of the case's own, which the service asks
ANSWER_CASE = audited & in_person
