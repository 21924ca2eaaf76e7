"""Mirror images: what takes purchases back, one or ten thousand at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import case, insert, select

from marketplace.db.bulk import SLICE, insert_columns, reserve_ids
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import PurchaseId, new_public_ids
from marketplace.purchases.models import Purchase, PurchaseLine, PurchaseSuccessor

AGAIN = "/"  # between the reference of a purchase and what tells the one that came after it apart

SAME = (
    Purchase.source,
    Purchase.partner_id,
    Purchase.outlet_id,
    Purchase.producer_id,
    Purchase.seller_text,
    Purchase.bought_on,
    Purchase.document_number,
    Purchase.evidence_id,
    Purchase.recognition,
    Purchase.one_sided,
)
# The ledger has no tax below zero on what is not below zero: tax on a gift, or against its row, has no image.
TAX = case(((PurchaseLine.net > 0) | (PurchaseLine.tax < 0), -PurchaseLine.tax), else_=0)
LINES = ("variant_id", "product_id", "category_id", "text", "unit", "unit_price", "certified")


def base_ref(source_ref: str) -> str:
    """The reference that a purchase and all its successors by hand have in common."""
    return source_ref.partition(AGAIN)[0]


def mirror(
    uow: UnitOfWork,
    purchase_ids: Sequence[PurchaseId],
    *,
    successors: Mapping[PurchaseId, PurchaseId] | None = None,
    batch_id: int | None = None,
) -> Sequence[PurchaseId]:
    """Write the mirror image of each, in the month of the original; gives the images' ids.

    `successors` says what counts instead, `batch_id` of which import this is the undoing. Who may, and the fact told,
    are the caller's, and that none of them was taken back before: the database refuses it.
    """
    images: list[PurchaseId] = []
    for start in range(0, len(purchase_ids), SLICE):
        images += _slice(uow, purchase_ids[start : start + SLICE], batch_id)
    pairs = successors or {}
    if pairs:
        rows: dict[str, Iterable[Any]] = {"purchase_id": pairs.keys(), "successor_id": pairs.values()}
        insert_columns(uow.session, PurchaseSuccessor, rows)
    return images


def _slice(uow: UnitOfWork, some: Sequence[PurchaseId], batch_id: int | None) -> list[PurchaseId]:
    query = select(Purchase.id, Purchase.public_id, *SAME).where(Purchase.id.in_(some)).order_by(Purchase.id)
    originals, codes, *same = zip(*uow.session.execute(query), strict=True)
    ids = [PurchaseId(number) for number in reserve_ids(uow.session, Purchase, len(originals))]
    purchases: dict[str, Iterable[Any]] = {
        "id": ids,
        "public_id": new_public_ids(len(ids)),
        "source_ref": [f"reversal:{code}" for code in codes],
        "recorded_by": repeat(uow.actor.user_id),
        "recorded_at": repeat(uow.now),
        "reverses_id": originals,
        "batch_id": repeat(batch_id),
    }
    insert_columns(
        uow.session,
        Purchase,
        purchases | {column.key: cells for column, cells in zip(SAME, same, strict=True)},
    )
    image = select(
        Purchase.id,
        -PurchaseLine.quantity_milli,
        -PurchaseLine.net,
        TAX,
        *(getattr(PurchaseLine, name) for name in LINES),
    ).join(PurchaseLine, PurchaseLine.purchase_id == Purchase.reverses_id)
    columns = ["purchase_id", "quantity_milli", "net", "tax", *LINES]
    query = image.where(Purchase.id.in_(ids)).order_by(PurchaseLine.id)
    uow.session.execute(insert(PurchaseLine).from_select(columns, query))
    at = dict(zip(originals, ids, strict=True))
    return [at[one] for one in some]
