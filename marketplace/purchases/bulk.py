"""Whole registers into the ledger: the same rows that `record_purchase` writes, by the ten thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import repeat
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.db.bulk import insert_columns, reserve_ids
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import CategoryId, PartnerId, ProducerId, ProductId, VariantId, new_public_ids
from marketplace.purchases.models import Purchase, PurchaseLine, Recognition, Source


@dataclass(frozen=True, kw_only=True)
class Entries:
    """Lines of a register, column by column; each becomes a purchase of one line.

    Money is rupiah without VAT, below zero for a return; `quantity_milli` thousandths of `unit`; `certified` what
    held for a known product on that day.
    """

    source_ref: Sequence[str]
    producer_id: Sequence[ProducerId | None]
    seller_text: Sequence[str]
    bought_on: Sequence[date]
    document_number: Sequence[str | None]
    variant_id: Sequence[VariantId | None]
    product_id: Sequence[ProductId | None]
    category_id: Sequence[CategoryId | None]
    text: Sequence[str]
    quantity_milli: Sequence[int]
    unit: Sequence[str]
    unit_price: Sequence[int]
    net: Sequence[int]
    tax: Sequence[int]
    certified: Sequence[bool | None]

    def __len__(self) -> int:
        return len(self.source_ref)


NAMES = [field.name for field in fields(Entries)]
OF_PURCHASE, OF_LINE = NAMES[:5], NAMES[5:]


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
    uow: UnitOfWork, source: Source, partner_id: PartnerId, batch_id: int, entries: Entries
) -> None:
    """Write entries that are not in the ledger yet; who may, and the fact told, are the caller's.

    The database refuses all of them when one `source_ref` is there already.
    """
    ids = reserve_ids(uow.session, Purchase, len(entries))
    column = vars(entries)
    purchases: dict[str, Iterable[Any]] = {
        "id": ids,
        "public_id": new_public_ids(len(entries)),
        "source": repeat(source),
        "partner_id": repeat(partner_id),
        "recognition": repeat(Recognition.RECEIVED),
        "one_sided": repeat(uow.actor.on_behalf_of is not None),
        "batch_id": repeat(batch_id),
        "recorded_by": repeat(uow.actor.user_id),
        "recorded_at": repeat(uow.now),
    }
    insert_columns(uow.session, Purchase, purchases | {name: column[name] for name in OF_PURCHASE})
    lines: dict[str, Iterable[Any]] = {"purchase_id": ids} | {name: column[name] for name in OF_LINE}
    insert_columns(uow.session, PurchaseLine, lines)
