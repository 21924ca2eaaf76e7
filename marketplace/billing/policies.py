"""Who may say what of money: who is paid confirms it, never who pays."""

from __future__ import annotations

from typing import NamedTuple

from marketplace.kernel.actor import Actor
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.policy import policy
from marketplace.kernel.roles import AUDITOR, BUSINESS_ROLES, OFFICER

NOBODY = OrganisationId(0)  # owes by what a maker says of itself alone


class Debt(NamedTuple):
    """A due as it concerns who may act on it: of a return the maker is the one who pays."""

    payee_id: OrganisationId
    payer_id: OrganisationId


@policy
def payee(actor: Actor, debt: Debt) -> bool:
    return actor.has(*BUSINESS_ROLES, at=debt.payee_id)


@policy
def payer(actor: Actor, debt: Debt) -> bool:
    return actor.has(*BUSINESS_ROLES, at=debt.payer_id)


@policy
def auditor(actor: Actor, _: object) -> bool:
    return actor.has(AUDITOR)


@policy
def officer(actor: Actor, _: Debt) -> bool:
    return actor.has(OFFICER)


AUDIT = auditor
SEE_PROOF = payee | payer | auditor
SEE_DISPUTED = officer  # a proof, with a reason, while the two sides do not agree
SAY_PAID = payer
CONFIRM = payee
