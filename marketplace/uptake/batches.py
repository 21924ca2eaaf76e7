"""What one import changed: the rupiah of local makers in its months, with it and without it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import MonthSpan
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from marketplace.uptake.ledger import lines_of


class LocalChange(NamedTuple):
    """Rupiah without VAT of local makers, as a report would count them, before any clause narrows them down."""

    without: Rupiah
    now: Rupiah


def local_change(session: Session, partner_id: int, batch_id: int, span: MonthSpan) -> LocalChange:
    """Lines that an auditor refused or a maker disputes are in neither sum."""
    of_batch = select(PurchaseLine.id).join(Purchase, Purchase.id == PurchaseLine.purchase_id)
    brought = set(session.scalars(of_batch.where(Purchase.batch_id == batch_id)))
    lines = lines_of(session, span, partner_ids=[partner_id]).get(partner_id, ())
    local = [line for line in lines if line.local and not line.refused and not line.disputed]
    now = sum(line.net for line in local)
    return LocalChange(Rupiah(now - sum(line.net for line in local if line.id in brought)), Rupiah(now))
