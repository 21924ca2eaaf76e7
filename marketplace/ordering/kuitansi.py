"""What a kuitansi tells of one payment, for the side that asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.billing.models import Due, PaidBy, PaymentMade, Receipt
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.kernel.money import Rupiah
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.money import Buyer, Maker, Payee
from marketplace.purchases.sellers import records_of


class KuitansiFacts(NamedTuple):
    """One payment, with the numbers of the handovers that it was shared out to."""

    reference: str
    payer: str
    payee: str
    amount: Rupiah
    paid_on: date
    way: str
    handovers: Sequence[str]


def kuitansi_of(
    session: Session, act: str, *, payee_id: ProducerId | None = None, payer_id: PartnerId | None = None
) -> KuitansiFacts:
    """One payment of this side's own. Raises NotFound for others', and where no money came or it was taken back."""
    query = (
        select(
            Buyer.name,
            Maker.name,
            func.sum(PaymentMade.amount),
            func.max(PaymentMade.paid_on),
            func.max(PaymentMade.paid_by),
        )
        .join(Buyer, Buyer.id == PaymentMade.payer_id)
        .join(Payee, Payee.id == PaymentMade.payee_id)
        .join(Maker, Maker.id == func.coalesce(Payee.merged_into_id, Payee.id))
        .where(PaymentMade.act == act)
        .group_by(Buyer.name, Maker.name)
    )
    if payee_id is not None:
        query = query.where(PaymentMade.payee_id.in_(records_of(payee_id)))
    if payer_id is not None:
        query = query.where(PaymentMade.payer_id == payer_id)
    found = session.execute(query).one_or_none()
    if found is None or found[2] <= 0:
        raise NotFound(f"no payment {act}")
    payer, payee, amount, paid_on, paid_by = found
    numbers = select(Handover.number).distinct().join(Due).join(Receipt).where(Receipt.act == act)
    handovers = session.scalars(numbers.order_by(Handover.number)).all()
    way = str(PaidBy(paid_by).label)
    return KuitansiFacts(f"KW-{act}", payer, payee, Rupiah(amount), paid_on, way, handovers)
