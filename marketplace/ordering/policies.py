"""Who may order, answer, deliver and receive."""

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import policy
from marketplace.kernel.roles import APPROVER, AUDITOR, BUSINESS_ROLES, OFFICER, SYSTEM, VIEWER
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.terms import Between
from marketplace.partners.models import Outlet


@policy
def buyer(actor: Actor, row: Order | Handover | Outlet | Between) -> bool:
    return actor.has(*BUSINESS_ROLES, at=row.partner_id)


@policy
def maker(actor: Actor, row: Order | Handover | Between) -> bool:
    return actor.has(*BUSINESS_ROLES, at=row.producer_id)


@policy
def issuer(actor: Actor, handover: Handover) -> bool:
    return actor.has(*BUSINESS_ROLES, at=handover.issuer_id)


@policy
def answerer(actor: Actor, handover: Handover) -> bool:
    """The other side than the one that wrote it."""
    return actor.has(*BUSINESS_ROLES, at=handover.answerer_id)


@policy
def outside(actor: Actor, row: Order | Handover) -> bool:
    return not actor.sits_in(row.partner_id) and not actor.sits_in(row.producer_id)


@policy
def officer(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER)


@policy
def viewing_official(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER, APPROVER, AUDITOR, VIEWER)


@policy
def system(actor: Actor, _: object) -> bool:
    return actor.has(SYSTEM)


SEE = buyer | maker | viewing_official
ORDER = buyer | system
CONFIRM = maker | system
ACCEPT = buyer | system  # what the maker proposed
CALL_OFF = buyer | maker | officer | system
DELIVER = maker | system
TRADE = buyer | maker | system  # terms and returns are either side's to write
SEND = issuer | system
RECEIVE = answerer | system
SETTLE = officer & outside
