"""Who may record, see, answer and decide what stands in the ledger."""

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import in_person, policy
from marketplace.kernel.roles import APPROVER, AUDITOR, BUSINESS_ROLES, OFFICER, SYSTEM, VIEWER
from marketplace.purchases.models.declarations import SpendDeclaration
from marketplace.purchases.models.declared_figures import DeclaredFigure
from marketplace.purchases.models.ledger import Purchase, RememberedName
from marketplace.purchases.models.told import ToldSale
from marketplace.purchases.sellers import Sale

Bought = Purchase | RememberedName | Sale | SpendDeclaration | DeclaredFigure | ToldSale  # by one partner


@policy
def buyer(actor: Actor, row: Bought) -> bool:
    return actor.has(*BUSINESS_ROLES, at=row.partner_id)


@policy
def seller(actor: Actor, sale: Sale) -> bool:
    return sale.producer_id is not None and actor.has(*BUSINESS_ROLES, at=sale.producer_id)


@policy
def officer(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER, SYSTEM)


@policy
def auditor(actor: Actor, _: object) -> bool:
    return actor.has(AUDITOR)


@policy
def outside(actor: Actor, row: Bought) -> bool:
    return not actor.sits_in(row.partner_id)


@policy
def another_filed(actor: Actor, declaration: SpendDeclaration | DeclaredFigure) -> bool:
    return actor.user_id is None or actor.user_id != declaration.submitted_by


@policy
def neutral(actor: Actor, purchase: Purchase | ToldSale) -> bool:
    return purchase.producer_id is None or not actor.sits_in(purchase.producer_id)


@policy
def another_recorded(actor: Actor, purchase: Purchase) -> bool:
    return actor.user_id is None or actor.user_id != purchase.recorded_by


@policy
def viewing_official(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER, APPROVER, AUDITOR, VIEWER)


RECORD = buyer | officer
REPLY_TO_FIGURE = buyer & in_person & neutral
TELL = seller & in_person
ANSWER_SALE = buyer & in_person & neutral
SETTLE_SALE = officer & outside & neutral
CONFIRM_NAME = officer & outside
ANSWER = seller & in_person
CONFIRM = ANSWER & outside  # whoever sits in the shop as well would agree with themselves
SEE = buyer | seller | viewing_official
DECLARE = (buyer & in_person) | officer  # it is signed
DECIDE = officer & outside & another_filed
SETTLE_CLAIM = officer & outside & neutral & another_recorded
AUDIT = auditor & outside
ANSWER_REFUSAL = buyer & in_person
