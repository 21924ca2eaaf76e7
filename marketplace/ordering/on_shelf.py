"""What stands on a shop's shelves, as far as is known: bought of late, or lying there in consignment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel.ids import PartnerId, VariantId
from marketplace.ordering.models.terms import Consigned
from marketplace.partners.models import Outlet
from marketplace.purchases.models.ledger import Purchase, PurchaseLine

OF_LATE = timedelta(days=180)
MOST = 200  # variants


def on_shelf(session: Session, partner_id: PartnerId, day: date) -> Sequence[VariantId]:
    """The variants that this shop has in consignment, then those it bought within half a year, the last ones first.

    What was all returned or reversed in that time is not among them. At most 200.
    """
    last = func.max(Purchase.bought_on)
    bought = (
        select(PurchaseLine.variant_id)
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .where(
            Purchase.partner_id == partner_id,
            Purchase.bought_on > day - OF_LATE,
            PurchaseLine.variant_id.is_not(None),
        )
        .group_by(PurchaseLine.variant_id)
        .having(func.sum(PurchaseLine.quantity_milli) > 0)
        .order_by(last.desc(), PurchaseLine.variant_id)
    )
    lying = (
        select(Consigned.variant_id)
        .join(Outlet, Outlet.id == Consigned.outlet_id)
        .where(Outlet.partner_id == partner_id, Consigned.balance > 0)
        .order_by(Consigned.variant_id)
    )
    found = [*session.scalars(lying), *(one for one in session.scalars(bought) if one is not None)]
    return list(dict.fromkeys(found))[:MOST]
