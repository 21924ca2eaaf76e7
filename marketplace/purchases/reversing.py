"""Mirror images take purchases back, and copies have them count again; one or ten thousand at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from marketplace.db.bulk import SLICE, insert_columns, reserve_ids
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import PurchaseId, new_public_ids
from marketplace.kernel.slicing import in_slices
from marketplace.purchases.documents import document_key, erase_live, item_key, write_live
from marketplace.purchases.events import PurchaseReplaced, PurchaseReversed
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, PurchaseSuccessor

AGAIN = "/"  # between the reference of a purchase and what tells the one that came after it apart
RESTORED = f"{AGAIN}restored:"  # and the public id of what a copy is the copy of

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
    Purchase.photo_required,
)
# The ledger has no tax below zero on what is not below zero: tax on a gift, or against its row, has no image.
MIRRORED_TAX = case(((PurchaseLine.net > 0) | (PurchaseLine.tax < 0), -PurchaseLine.tax), else_=0)
FIGURES = (PurchaseLine.quantity_milli, PurchaseLine.net, PurchaseLine.tax)
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
    for some in in_slices(purchase_ids, SLICE):
        images += _copies(uow, some, images_of=True, batch_id=batch_id)
    erase_live(uow.session, purchase_ids)
    if successors:
        rows: dict[str, Iterable[Any]] = {
            "purchase_id": successors.keys(),
            "successor_id": successors.values(),
        }
        insert_columns(uow.session, PurchaseSuccessor, rows)
    return images


def restore(uow: UnitOfWork, purchase_ids: Sequence[PurchaseId]) -> Mapping[PurchaseId, PurchaseId]:
    """Have purchases count again whose successors were undone: copies of them, in their months. Original -> copy."""
    copies: dict[PurchaseId, PurchaseId] = {}
    for some in in_slices(purchase_ids, SLICE):
        copies |= dict(zip(some, _copies(uow, some, images_of=False, batch_id=None), strict=True))
    for some in in_slices(list(copies.values()), SLICE):
        query = (
            select(
                Purchase.partner_id,
                Purchase.id,
                Purchase.document_number,
                Purchase.bought_on,
                Purchase.producer_id,
                Purchase.seller_text,
                PurchaseLine.text,
            )
            .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
            .where(Purchase.id.in_(some))
            .order_by(PurchaseLine.id)
        )
        partners, ids, numbers, days, makers, sellers, texts = zip(*uow.session.execute(query), strict=True)
        documents, items = (
            list(map(document_key, numbers, days)),
            list(map(item_key, makers, sellers, texts)),
        )
        write_live(uow.session, partners[0], ids, documents, items)
    return copies


def originals_of(session: Session, purchase_ids: Sequence[PurchaseId]) -> Sequence[PurchaseId]:
    """Of those among them that `restore` wrote, what they are copies of."""
    refs = session.scalars(
        select(Purchase.source_ref).where(
            Purchase.id.in_(purchase_ids), Purchase.source_ref.contains(RESTORED, autoescape=True)
        )
    )
    codes = [ref.rpartition(RESTORED)[2] for ref in refs]
    return session.scalars(select(Purchase.id).where(Purchase.public_id.in_(codes))).all() if codes else []


def take_over(
    uow: UnitOfWork, purchase_ids: Sequence[PurchaseId], holder: PurchaseId | None, *, reason: str
) -> None:
    """These become evidence for a handover: taken back, with what it wrote into the ledger as their successor."""
    if holder is not None:
        supersede(uow, dict.fromkeys(purchase_ids, holder), reason=reason)
        return
    for purchase_id, image_id in zip(purchase_ids, mirror(uow, purchase_ids), strict=True):
        uow.emit(PurchaseReversed(purchase_id=purchase_id, reversal_id=image_id, reason=reason))


def supersede(uow: UnitOfWork, successors: Mapping[PurchaseId, PurchaseId], *, reason: str) -> None:
    """Have others, which are in the ledger already, count instead of these."""
    images = mirror(uow, list(successors), successors=successors)
    for (purchase_id, successor_id), image_id in zip(successors.items(), images, strict=True):
        uow.emit(
            PurchaseReplaced(
                purchase_id=purchase_id, reversal_id=image_id, successor_id=successor_id, reason=reason
            )
        )


def _copies(
    uow: UnitOfWork, some: Sequence[PurchaseId], *, images_of: bool, batch_id: int | None
) -> list[PurchaseId]:
    """Images point at what they take back; other copies stay of the import that the original is of."""
    query = select(Purchase.id, Purchase.public_id, Purchase.source_ref, Purchase.batch_id, *SAME)
    found = uow.session.execute(query.where(Purchase.id.in_(some)).order_by(Purchase.id))
    originals, codes, refs, batches, *same = zip(*found, strict=True)
    ids = [PurchaseId(number) for number in reserve_ids(uow.session, Purchase, len(originals))]
    purchases: dict[str, Iterable[Any]] = {
        "id": ids,
        "public_id": new_public_ids(len(ids)),
        "source_ref": [
            f"reversal:{code}" if images_of else f"{base_ref(ref)}{RESTORED}{code}"
            for code, ref in zip(codes, refs, strict=True)
        ],
        "recorded_by": repeat(uow.actor.user_id),
        "recorded_at": repeat(uow.now),
        "reverses_id": originals if images_of else repeat(None),
        "batch_id": repeat(batch_id) if images_of else batches,
    }
    columns = {column.key: cells for column, cells in zip(SAME, same, strict=True)}
    insert_columns(uow.session, Purchase, purchases | columns)
    _copy_lines(uow, dict(zip(originals, ids, strict=True)), images_of=images_of)
    of = dict(zip(originals, ids, strict=True))
    return [of[one] for one in some]


def _copy_lines(uow: UnitOfWork, copies: Mapping[PurchaseId, PurchaseId], *, images_of: bool) -> None:
    figures = (-PurchaseLine.quantity_milli, -PurchaseLine.net, MIRRORED_TAX) if images_of else FIGURES
    query = (
        select(PurchaseLine.purchase_id, *figures, *(getattr(PurchaseLine, name) for name in LINES))
        .where(PurchaseLine.purchase_id.in_(copies))
        .order_by(PurchaseLine.id)
    )
    names = ("purchase_id", "quantity_milli", "net", "tax", *LINES)
    cells = list(zip(*uow.session.execute(query), strict=True))
    columns: dict[str, Iterable[Any]] = dict(zip(names, cells, strict=True))
    columns["id"] = reserve_ids(uow.session, PurchaseLine, len(cells[0]))
    insert_columns(uow.session, PurchaseLine, columns | {"purchase_id": [copies[one] for one in cells[0]]})
