"""What shops owe makers, and what makers say they were paid."""

from __future__ import annotations

from datetime import timedelta

from marketplace.billing.events import AmountOwed
from marketplace.billing.models import Due
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import HandoverId, OutletId, PartnerId, ProducerId
from marketplace.kernel.money import Rupiah


def owe(
    uow: UnitOfWork,
    *,
    handover_id: HandoverId,
    payee_id: ProducerId,
    payer_id: PartnerId,
    outlet_id: OutletId,
    amount: Rupiah,
    days_to_pay: int,
) -> Due | None:
    """A step of an agreement: what it makes the shop owe from today; nothing is written for Rp0.

    A return (below zero) is taken off at once, so it is due the same day.
    """
    if not amount:
        return None
    due = uow.add(
        Due(
            handover_id=handover_id,
            payee_id=payee_id,
            payer_id=payer_id,
            outlet_id=outlet_id,
            amount=amount,
            owed_on=uow.today,
            due_on=uow.today + timedelta(days=days_to_pay if amount > 0 else 0),
        )
    )
    uow.emit(AmountOwed(due_id=due.id, handover_id=handover_id, amount=amount, due_on=due.due_on))
    return due
