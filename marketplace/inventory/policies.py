"""Who may count a maker's stock."""

from marketplace.catalog.models import Variant
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import policy
from marketplace.kernel.roles import BUSINESS_ROLES, SYSTEM


@policy
def maker(actor: Actor, variant: Variant) -> bool:
    return actor.has(*BUSINESS_ROLES, at=variant.producer_id)


@policy
def system(actor: Actor, _: object) -> bool:
    return actor.has(SYSTEM)


COUNT = maker | system
