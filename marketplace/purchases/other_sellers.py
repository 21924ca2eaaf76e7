"""What a shop buys from sellers who are no local makers, by what its receipts call it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Subquery, case, distinct, func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.db.listing import AnySelect
from marketplace.kernel.ids import CategoryId, PartnerId
from marketplace.kernel.money import Rupiah
from marketplace.producers.models import Producer
from marketplace.producers.queries import is_local
from marketplace.purchases.models.ledger import Purchase, PurchaseLine

KEPT = func.coalesce(Producer.merged_into_id, Producer.id)


class BoughtText(NamedTuple):
    """One text: rupiah without VAT over all its lines, and how it was bought last."""

    text: str
    net: Rupiah
    times: int
    category_id: CategoryId | None  # where all its lines agree
    last_on: date
    seller: str
    unit: str
    unit_price: Rupiah


class BoughtFromOthers(NamedTuple):
    """All that was bought so, and the texts with the most in them, the biggest first."""

    net: Rupiah
    texts: Sequence[BoughtText]


def bought_from_others(
    session: Session, partner_id: PartnerId, since: date, until: date, *, most: int
) -> BoughtFromOthers:
    """From the first day to the last, both counted. What was reversed or given back is not in it."""
    lines = _by_text(partner_id, since, until)
    total = session.scalar(select(func.coalesce(func.sum(lines.c.net), 0))) or 0
    query: AnySelect = (
        select(
            PurchaseLine.text,
            lines.c.net,
            lines.c.times,
            case((lines.c.categories == 1, lines.c.category_id)),
            Purchase.bought_on,
            func.coalesce(Organisation.name, Purchase.seller_text),
            PurchaseLine.unit,
            PurchaseLine.unit_price,
        )
        .select_from(lines)
        .join(PurchaseLine, PurchaseLine.id == lines.c.last)
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .outerjoin(Organisation, Organisation.id == Purchase.producer_id)
        .order_by(lines.c.net.desc(), lines.c.same)
        .limit(most)
    )
    return BoughtFromOthers(Rupiah(int(total)), [_bought(*row) for row in session.execute(query)])


def _bought(text: str, net: int, times: int, *rest: object) -> BoughtText:
    return BoughtText._make((text, Rupiah(int(net)), int(times), *rest))


def _by_text(partner_id: PartnerId, since: date, until: date) -> Subquery:
    """A row for each text, however its letters are written, with the last line that bought something."""
    same = func.lower(PurchaseLine.text)
    net = func.sum(PurchaseLine.net)
    query = (
        select(
            same.label("same"),
            net.label("net"),
            func.sum(case((PurchaseLine.net > 0, 1), else_=0)).label("times"),
            func.min(PurchaseLine.category_id).label("category_id"),
            func.count(distinct(PurchaseLine.category_id)).label("categories"),
            func.max(case((PurchaseLine.net > 0, PurchaseLine.id))).label("last"),
        )
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .outerjoin(Producer, Producer.id == Purchase.producer_id)
        .where(
            Purchase.partner_id == partner_id,
            Purchase.bought_on.between(since, until),
            ~is_local(KEPT, Purchase.bought_on),  # so whoever has no record, too
        )
        .group_by(same)
        .having(net > 0)
    )
    return query.subquery()
