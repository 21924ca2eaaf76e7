"""Who may say which days are holidays."""

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import policy
from marketplace.kernel.roles import OFFICER, SYSTEM


@policy
def officer(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER, SYSTEM)


LIST_HOLIDAYS = officer
