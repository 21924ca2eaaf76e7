"""Whole registers into the ledger: the same rows that `record_purchase` writes, by the ten thousand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from datetime import date
from itertools import repeat
from typing import Any, NamedTuple, cast

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from marketplace.db.bulk import SLICE, insert_columns, reserve_ids
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import (
    CategoryId,
    PartnerId,
    ProducerId,
    ProductId,
    PurchaseId,
    VariantId,
    new_public_ids,
)
from marketplace.purchases.documents import document_key, item_key, write_live
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, PurchaseSuccessor, Recognition, Source
from marketplace.purchases.reversing import base_ref


@dataclass(frozen=True, kw_only=True)
class Entries:
    """Lines of a register, column by column; each becomes a purchase of one line.

    Money is rupiah without VAT, below zero for a return; `quantity_milli` thousandths of `unit`; `certified` what
    held for a known product on that day; `named_by`, `goods_named_by` the remembered name that alone told whose it is.
    """

    source_ref: Sequence[str]
    producer_id: Sequence[ProducerId | None]
    seller_text: Sequence[str]
    bought_on: Sequence[date]
    document_number: Sequence[str | None]
    named_by: Sequence[int | None]
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
    goods_named_by: Sequence[int | None]

    def __len__(self) -> int:
        return len(self.source_ref)


Reversal = aliased(Purchase)

OF_RECAPS = (Source.RECAP, Source.UNDATED)  # said by others than the shop: no receipt of its own is kept
NAMES = [field.name for field in fields(Entries)]
OF_PURCHASE, OF_LINE = NAMES[:6], NAMES[6:-1]


class Recorded(NamedTuple):
    """A row of an import that the ledger has, and the purchase that counts for it now; None where it was taken back."""

    purchase_id: PurchaseId
    counts: PurchaseId | None


def recorded_rows(
    session: Session,
    partner_id: PartnerId,
    first: date,
    last: date,
    sources: Sequence[Source] = (Source.IMPORT, Source.RECAP),
) -> tuple[Mapping[str, Recorded], AbstractSet[str]]:
    """Rows of imports on these days by their reference, and the references of those that were undone."""
    found: dict[str, Recorded] = {}
    undone: set[str] = set()
    steps = _successors(session, partner_id)
    query = (
        select(Purchase.id, Purchase.source_ref, Reversal.id, Reversal.batch_id)
        .outerjoin(Reversal, Reversal.reverses_id == Purchase.id)
        .where(
            Purchase.source.in_(sources),
            Purchase.partner_id == partner_id,
            Purchase.bought_on.between(first, last),
            Purchase.reverses_id.is_(None),
        )
        .order_by(Purchase.id)
    )
    for purchase_id, source_ref, reversal_id, undone_of in session.execute(query):
        ref = base_ref(source_ref)
        if reversal_id is None:
            found[ref] = Recorded(purchase_id, purchase_id)
            continue
        counts, is_undone = (None, True) if undone_of is not None else _end(purchase_id, steps)
        if is_undone:
            undone.add(source_ref)
        elif ref not in found:
            found[ref] = Recorded(purchase_id, counts)
    return found, undone


def record_entries(
    uow: UnitOfWork, source: Source, partner_id: PartnerId, batch_id: int, entries: Entries
) -> Sequence[PurchaseId]:
    """Write entries that are not in the ledger yet, and give their ids; who may, and the fact told, are the caller's.

    The database refuses all of them when one `source_ref` is there already.
    """
    ids = cast("Sequence[PurchaseId]", reserve_ids(uow.session, Purchase, len(entries)))
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
        "photo_required": repeat(source in OF_RECAPS),
    }
    insert_columns(uow.session, Purchase, purchases | {name: column[name] for name in OF_PURCHASE})
    numbers = reserve_ids(uow.session, PurchaseLine, len(entries))
    lines: dict[str, Iterable[Any]] = {"id": numbers, "purchase_id": ids} | {
        name: column[name] for name in OF_LINE
    }
    lines["named_by"] = entries.goods_named_by
    insert_columns(uow.session, PurchaseLine, lines)
    for start in range(0, len(entries), SLICE):  # in slices, so that the keys of all are never there at once
        some = slice(start, start + SLICE)
        documents = list(map(document_key, entries.document_number[some], entries.bought_on[some]))
        items = list(map(item_key, entries.producer_id[some], entries.seller_text[some], entries.text[some]))
        write_live(uow.session, partner_id, ids[some], documents, items)
    return ids


class _Step(NamedTuple):
    successor_id: PurchaseId
    is_reversed: bool
    is_undone: bool


def _successors(session: Session, partner_id: PartnerId) -> Mapping[PurchaseId, _Step]:
    query = (
        select(PurchaseSuccessor.purchase_id, PurchaseSuccessor.successor_id, Reversal.id, Reversal.batch_id)
        .join(Purchase, Purchase.id == PurchaseSuccessor.purchase_id)
        .outerjoin(Reversal, Reversal.reverses_id == PurchaseSuccessor.successor_id)
        .where(Purchase.partner_id == partner_id)
    )
    return {
        purchase_id: _Step(successor_id, reversal_id is not None, undone_of is not None)
        for purchase_id, successor_id, reversal_id, undone_of in session.execute(query)
    }


def _end(purchase_id: PurchaseId, steps: Mapping[PurchaseId, _Step]) -> tuple[PurchaseId | None, bool]:
    """What counts for a purchase that was taken back, if anything does; and whether that was undone."""
    while (step := steps.get(purchase_id)) is not None:
        if step.is_undone:
            return None, True
        if not step.is_reversed:
            return step.successor_id, False
        purchase_id = step.successor_id
    return None, False
