"""Who may order, answer, deliver and receive."""

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import policy
from marketplace.kernel.roles import APPROVER, AUDITOR, BUSINESS_ROLES, OFFICER, SYSTEM, VIEWER
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.partners.models import Outlet


@policy
def buyer(actor: Actor, row: Order | Handover | Outlet) -> bool:
    return actor.has(*BUSINESS_ROLES, at=row.partner_id)


@policy
def maker(actor: Actor, row: Order | Handover) -> bool:
    return actor.has(*BUSINESS_ROLES, at=row.producer_id)


@policy
def officer(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER)


@policy
def looks_on(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER, APPROVER, AUDITOR, VIEWER)


@policy
def system(actor: Actor, _: object) -> bool:
    return actor.has(SYSTEM)


SEE = buyer | maker | looks_on
ORDER = buyer | system
CONFIRM = maker | system
CALL_OFF = buyer | maker | officer | system
DELIVER = maker | system
RECEIVE = buyer | system
