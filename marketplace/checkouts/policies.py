"""Who says on which account a maker is paid, and who looks at what gateways tell."""

from marketplace.kernel.actor import Actor
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.policy import in_person, policy
from marketplace.kernel.roles import OFFICER, OWNER


@policy
def owner(actor: Actor, producer_id: ProducerId) -> bool:
    return actor.has(OWNER, at=producer_id)


@policy
def officer(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER)


STATE_ACCOUNT = owner & in_person
CLEAR = officer
