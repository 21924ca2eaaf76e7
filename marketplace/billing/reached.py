"""What came in at makers of what partners came to owe in some months: as the makers themselves confirmed it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.billing.models import Due, Receipt
from marketplace.billing.queries import sum_per_due
from marketplace.kernel.period import MonthSpan


class ReachedMakers(NamedTuple):
    """Whole rupiah, less returns. What was paid and no maker has confirmed is in `left`."""

    owed: int
    received: int
    deducted: int

    @property
    def left(self) -> int:
        return self.owed - self.received - self.deducted


def reached_makers(session: Session, span: MonthSpan) -> Mapping[int, ReachedMakers]:
    """By partner, of dues that deliveries of these months made, whenever they were paid; in one statement."""
    of_each = (
        select(
            Due.payer_id,
            Due.amount.label("owed"),
            sum_per_due(Receipt.received).label("received"),
            sum_per_due(Receipt.deducted).label("deducted"),
        )
        .where(Due.owed_on.between(span.first_day, span.last_day))
        .subquery()
    )
    rows = session.execute(
        select(
            of_each.c.payer_id,
            func.sum(of_each.c.owed),
            func.sum(of_each.c.received),
            func.sum(of_each.c.deducted),
        ).group_by(of_each.c.payer_id)
    )
    return {payer: ReachedMakers(int(owed), int(came), int(kept)) for payer, owed, came, kept in rows}


def all_together(some: Mapping[int, ReachedMakers]) -> ReachedMakers:
    return ReachedMakers(
        sum(one.owed for one in some.values()),
        sum(one.received for one in some.values()),
        sum(one.deducted for one in some.values()),
    )
