"""Whole registers into the ledger: the same rows that `record_purchase` writes, by the ten thousand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.db.bulk import insert_rows, reserve_ids
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import CategoryId, PartnerId, ProducerId, ProductId, VariantId, new_public_ids
from marketplace.purchases.models import Purchase, PurchaseLine, Recognition, Source

PURCHASE = (
    "id", "public_id", "source", "source_ref", "partner_id", "producer_id", "seller_text", "bought_on",
    "document_number", "recognition", "one_sided", "batch_id", "recorded_by", "recorded_at",
)  # fmt: skip
LINE = (
    "purchase_id", "variant_id", "product_id", "category_id", "text", "quantity_milli", "unit", "unit_price",
    "net", "tax", "certified",
)  # fmt: skip


class Entry(NamedTuple):
    """A line of a register, which becomes a purchase of one line.

    Money is rupiah without VAT, below zero for a return; `quantity_milli` thousandths of `unit`; `certified` what
    held for a known product on that day.
    """

    source_ref: str
    producer_id: ProducerId | None
    seller_text: str
    bought_on: date
    document_number: str | None
    variant_id: VariantId | None
    product_id: ProductId | None
    category_id: CategoryId | None
    text: str
    quantity_milli: int
    unit: str
    unit_price: int
    net: int
    tax: int
    certified: bool | None


def recorded_refs(
    session: Session, source: Source, partner_id: PartnerId, first: date, last: date
) -> set[str]:
    """What stands in the ledger already of a partner's purchases on these days."""
    query = select(Purchase.source_ref).where(
        Purchase.source == source,
        Purchase.partner_id == partner_id,
        Purchase.bought_on.between(first, last),
    )
    return set(session.scalars(query))


def record_entries(
    uow: UnitOfWork, source: Source, partner_id: PartnerId, batch_id: int, entries: Sequence[Entry]
) -> None:
    """Write entries that are not in the ledger yet; who may, and the fact told, are the caller's.

    The database refuses all of them when one `source_ref` is there already.
    """
    ids = reserve_ids(uow.session, Purchase, len(entries))
    purchases = (
        (
            id, public_id, source, entry.source_ref, partner_id, entry.producer_id, entry.seller_text,
            entry.bought_on, entry.document_number, Recognition.RECEIVED, False, batch_id,
            uow.actor.user_id, uow.now,
        )
        for id, public_id, entry in zip(ids, new_public_ids(len(entries)), entries, strict=True)
    )  # fmt: skip
    insert_rows(uow.session, Purchase, PURCHASE, purchases)
    lines = (
        (
            id, entry.variant_id, entry.product_id, entry.category_id, entry.text, entry.quantity_milli,
            entry.unit, entry.unit_price, entry.net, entry.tax, entry.certified,
        )
        for id, entry in zip(ids, entries, strict=True)
    )  # fmt: skip
    insert_rows(uow.session, PurchaseLine, LINE, lines)
