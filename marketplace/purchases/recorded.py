"""What the ledger holds of a shop's month, and what the shop usually declares: what a total is weighed against."""

from __future__ import annotations

from statistics import median_low
from typing import NamedTuple

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.kernel.ids import PartnerId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.producers.models import Locality, Producer
from marketplace.purchases.counted import COUNTED_NET, DISPUTED
from marketplace.purchases.models.answers import PurchaseAnswer
from marketplace.purchases.models.declarations import SpendDeclaration
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from marketplace.purchases.standing import stands

USUAL_OF = 6  # months back
FEWEST = 3  # declared months that make a habit


class RecordedSpend(NamedTuple):
    """Rupiah without VAT, returns subtracted: all that is recorded, and what of it counts as local."""

    total: Rupiah
    local: Rupiah


def recorded_spend(session: Session, partner_id: PartnerId, month: Month) -> RecordedSpend:
    """Local is who was local on the day; what the maker disputed is left out of it, and what an auditor refused."""
    record = aliased(Producer)
    local = exists().where(
        Locality.producer_id == func.coalesce(record.merged_into_id, record.id),
        or_(Locality.from_on.is_(None), Locality.from_on <= Purchase.bought_on),
        or_(Locality.until_on.is_(None), Locality.until_on >= Purchase.bought_on),
    )
    counted = case((and_(record.id.is_not(None), local, ~DISPUTED), COUNTED_NET), else_=0)
    reversal = aliased(Purchase)
    query = (
        select(func.coalesce(func.sum(PurchaseLine.net), 0), func.coalesce(func.sum(counted), 0))
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .outerjoin(record, record.id == Purchase.producer_id)
        .outerjoin(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
        .where(
            Purchase.partner_id == partner_id,
            Purchase.bought_on.between(month.first_day, month.last_day),
            Purchase.reverses_id.is_(None),
            ~exists().where(reversal.reverses_id == Purchase.id),
        )
    )
    total, local_net = session.execute(query).one()
    return RecordedSpend(Rupiah(total), Rupiah(local_net))


def usual_total(session: Session, partner_id: PartnerId, month: Month) -> Rupiah | None:
    """The median of what stands for the last months before it; None while too few are declared."""
    first = month
    for _ in range(USUAL_OF):
        first = first.previous
    query = select(SpendDeclaration.total).where(
        SpendDeclaration.partner_id == partner_id,
        SpendDeclaration.month.between(str(first), str(month.previous)),
        stands(),
    )
    totals = list(session.scalars(query))
    return Rupiah(median_low(totals)) if len(totals) >= FEWEST else None
