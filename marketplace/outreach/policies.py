"""Who may plan activities, see who came, and carry licence cases."""

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import policy
from marketplace.kernel.roles import APPROVER, AUDITOR, BUSINESS_ROLES, OFFICER, SYSTEM, VIEWER
from marketplace.outreach.models import Candidate, LicenceCase


@policy
def officer(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER, SYSTEM)


@policy
def viewing_official(actor: Actor, _: object) -> bool:
    return actor.has(APPROVER, AUDITOR, VIEWER)


@policy
def oneself(actor: Actor, candidate: Candidate) -> bool:
    return actor.user_id is not None and actor.user_id == candidate.user_id


@policy
def maker(actor: Actor, case: LicenceCase) -> bool:
    return case.producer_id is not None and actor.has(*BUSINESS_ROLES, at=case.producer_id)


PLAN = officer
RECEIVE = officer  # at the door
SEE_PERSON = officer | oneself
ERASE_PERSON = officer | oneself
OPEN_CASE = officer | maker
SEE_CASE = officer | maker
CARRY = officer  # a case, from the first step to the certificate
LOOK_AT_FIGURES = officer | viewing_official
