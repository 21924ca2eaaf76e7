"""Who writes a circular down, and who signs it: never the same person."""

from marketplace.circulars.models import Circular
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import policy
from marketplace.kernel.roles import APPROVER, OFFICER, SYSTEM


@policy
def officer(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER, SYSTEM)


@policy
def approver(actor: Actor, _: object) -> bool:
    return actor.has(APPROVER)


@policy
def another_drafted(actor: Actor, circular: Circular) -> bool:
    return actor.user_id is not None and actor.user_id != circular.drafted_by


DRAFT = officer
APPROVE = approver & another_drafted
EXEMPT = approver
