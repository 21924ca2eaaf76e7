"""Who reads the journal and takes parts of it along."""

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import policy
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, VIEWER


@policy
def official(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER, APPROVER, AUDITOR, VIEWER)


HAND_OUT = official
