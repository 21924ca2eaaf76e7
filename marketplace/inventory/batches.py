"""Goods made together: which of them leave first, and how the books say so. The stock's row is locked before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.inventory.models import StockBatch, StockMovement, Why
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import VariantId
from marketplace.kernel.labels import _l

Share = tuple[StockBatch | None, int]


def share_out(
    quantity: int, batches: Sequence[StockBatch], loose: int, today: date, *, first: str = ""
) -> Iterator[Share]:
    """Who gives how much of it: the batch that is named, then the first to expire, then what is of no batch.

    Goods past their day go last: nobody hands them out as long as there are others.
    """
    named = [batch for batch in batches if first and batch.code == first]
    others = sorted((batch for batch in batches if batch not in named), key=_expires)
    fresh = [batch for batch in others if not is_expired(batch.best_before, today)]
    expired = [batch for batch in others if is_expired(batch.best_before, today)]
    stores = [*_stores(named), *_stores(fresh), (None, loose), *_stores(expired)]
    for batch, there in stores:
        share = min(quantity, there)
        if share > 0:
            yield batch, share
            quantity -= share


def _stores(batches: Sequence[StockBatch]) -> list[Share]:
    return [(batch, batch.on_hand) for batch in batches]


def _expires(batch: StockBatch) -> tuple[date, int]:
    return batch.best_before or date.max, batch.id


def is_expired(best_before: date | None, today: date) -> bool:
    """Good up to and on its day."""
    return best_before is not None and best_before < today


def held_batches(uow: UnitOfWork, variant_id: VariantId) -> Sequence[StockBatch]:
    """Those that hold something, locked."""
    query = (
        select(StockBatch)
        .where(StockBatch.variant_id == variant_id, StockBatch.on_hand > 0)
        .order_by(StockBatch.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return uow.session.scalars(query).all()


def take_out(
    uow: UnitOfWork,
    variant_id: VariantId,
    quantity: int,
    *,
    on_hand: int,
    why: Why,
    source: str = "",
    note: str = "",
    first: str = "",
) -> None:
    """Units of these batches and of none have left; `on_hand` is what lay there before, of all together."""
    batches = held_batches(uow, variant_id)
    loose = on_hand - sum(batch.on_hand for batch in batches)
    for batch, share in share_out(quantity, batches, loose, uow.today, first=first):
        write_movement(uow, variant_id, -share, why=why, source=source, note=note, batch=batch)


def find_batch(uow: UnitOfWork, variant_id: VariantId, code: str) -> StockBatch | None:
    return uow.session.scalar(
        select(StockBatch)
        .filter_by(variant_id=variant_id, code=code)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def batch_of(uow: UnitOfWork, variant_id: VariantId, code: str, best_before: date | None) -> StockBatch:
    """The one with this code, begun if need be. Refused when it is known with another day."""
    batch = find_batch(uow, variant_id, code)
    if batch is None:
        return uow.add(StockBatch(variant_id=variant_id, code=code, best_before=best_before))
    if best_before is not None and batch.best_before not in (None, best_before):
        raise Refused(
            _l("Kode %(code)s sudah dipakai untuk tanggal lain; isi kode baru.", code=code), field="code"
        )
    batch.best_before = batch.best_before or best_before
    return batch


def write_movement(
    uow: UnitOfWork,
    variant_id: VariantId,
    quantity: int,
    *,
    why: Why,
    source: str = "",
    note: str = "",
    batch: StockBatch | None = None,
) -> None:
    """One line of the card, and the batch changed by as much. The stock's own row is the caller's."""
    if not quantity:
        return
    if batch is not None:
        batch.on_hand += quantity
    uow.add(
        StockMovement(
            variant_id=variant_id,
            quantity=quantity,
            reason=why.value,
            source=source,
            batch_id=batch.id if batch else None,
            note=note,
            moved_by=uow.actor.user_id,
            moved_at=uow.now,
        )
    )
