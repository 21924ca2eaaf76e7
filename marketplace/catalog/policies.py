"""Who may change, see and pause a product."""

from marketplace.catalog.models import Product
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import policy
from marketplace.kernel.roles import (
    APPROVER,
    AUDITOR,
    BUSINESS_ROLES,
    OFFICE,
    OFFICER,
    PARTNER,
    SYSTEM,
    VIEWER,
)


@policy
def maker(actor: Actor, product: Product) -> bool:
    return actor.has(*BUSINESS_ROLES, at=product.producer_id)


@policy
def officer(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER, SYSTEM)


@policy
def viewing_official(actor: Actor, _: object) -> bool:
    return actor.has(APPROVER, AUDITOR, VIEWER)


@policy
def buys(actor: Actor, _: object) -> bool:
    return actor.kind in (PARTNER, OFFICE) and actor.user_id is not None


WRITE = maker | officer
SEE = maker | officer | viewing_official
REVIEW = officer
HOLD = officer
SEE_PRICES = buys  # strangers and other makers see the suggested retail price
LIST_SYNONYMS = officer
