"""Makers whose goods a partner bought for the first time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.kernel.period import Month
from marketplace.purchases.models.ledger import Purchase
from marketplace.uptake.ledger import TAKEN_BACK, Record


class FirstSale(NamedTuple):
    maker_id: int
    public_id: str
    name: str
    bought_on: date


def first_sold(session: Session, month: Month) -> Sequence[FirstSale]:
    """Makers with a purchase in this month and none before it, by day; what was taken back never happened.

    A merged record's sales are the kept maker's. One statement, by each maker's index.
    """
    bought = and_(Purchase.producer_id == Record.id, ~TAKEN_BACK)
    in_month = (
        select(func.min(Purchase.bought_on))
        .where(bought, Purchase.bought_on.between(month.first_day, month.last_day))
        .correlate(Record)
        .scalar_subquery()
    )
    before = exists().where(bought, Purchase.bought_on < month.first_day).correlate(Record)
    kept = func.coalesce(Record.merged_into_id, Record.id)
    known = select(kept).where(before)
    rows = session.execute(
        select(
            kept.label("kept"), Organisation.public_id, Organisation.name, func.min(in_month).label("first")
        )
        .join(Organisation, Organisation.id == kept)
        .where(in_month.is_not(None), kept.not_in(known))
        .group_by(kept, Organisation.public_id, Organisation.name)
        .order_by("first", Organisation.name)
    )
    return [FirstSale(*row) for row in rows]
