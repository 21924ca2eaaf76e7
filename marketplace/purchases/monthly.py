"""What was bought from registered makers, month by month, as the ledger stands: not judged, only added up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan
from marketplace.producers.models import Producer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine


class MonthlyPurchases(NamedTuple):
    """Rupiah without VAT, returns and reversals subtracted; how many shops bought, from how many makers."""

    net: Rupiah
    partners: int
    makers: int


def bought_by_month(
    session: Session,
    span: MonthSpan,
    *,
    producer_id: ProducerId | None = None,
    partner_id: PartnerId | None = None,
) -> Mapping[Month, MonthlyPurchases]:
    """Of the whole city, one maker or one partner; a month without any purchase is left out."""
    maker = func.coalesce(Producer.merged_into_id, Producer.id)
    year, month = extract("year", Purchase.bought_on), extract("month", Purchase.bought_on)
    query = (
        select(
            year,
            month,
            func.sum(PurchaseLine.net),
            func.count(Purchase.partner_id.distinct()),
            func.count(maker.distinct()),
        )
        .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
        .join(Producer, Producer.id == Purchase.producer_id)
        .where(Purchase.bought_on.between(span.first_day, span.last_day))
        .group_by(year, month)
    )
    if producer_id is not None:
        query = query.where(maker == producer_id)
    if partner_id is not None:
        query = query.where(Purchase.partner_id == partner_id)
    return {
        Month(int(in_year), int(in_month)): MonthlyPurchases(Rupiah(net), partners, makers)
        for in_year, in_month, net, partners, makers in session.execute(query)
    }
