"""Who looks at flags: auditors, and of their own businesses none of them."""

from marketplace.flags.models import RiskFlag
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import policy
from marketplace.kernel.roles import AUDITOR


@policy
def auditor(actor: Actor, _: object) -> bool:
    return actor.has(AUDITOR)


@policy
def outside(actor: Actor, flag: RiskFlag) -> bool:
    return not actor.sits_in(flag.partner_id)


SETTLE = auditor & outside
