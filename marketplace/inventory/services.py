"""Counted stock. A variant without a StockItem is not counted: for it nothing happens here and nothing is refused.

`reserve`, `release`, `take_out_stock` and `take_in` are steps of other services' acts: they ask no policy and
emit no event of their own. Whoever takes several variants takes them in the order of their ids, so that nobody waits
for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import bindparam, select, update

from marketplace.catalog.demand import SoldOut
from marketplace.catalog.models import Product, Variant
from marketplace.db.statements import run
from marketplace.db.uow import UnitOfWork
from marketplace.inventory import policies
from marketplace.inventory.batches import batch_of, find_batch, held_batches, take_out, write_movement
from marketplace.inventory.events import CountingStopped, StockCounted, StockMoved
from marketplace.inventory.models import StockBatch, StockItem, Why
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import VariantId
from marketplace.kernel.labels import _l

# Locked one after the other by their ids, so that whoever takes several never waits for ever.
LOCKED = (
    select(StockItem.variant_id, StockItem.on_hand - StockItem.reserved)
    .where(StockItem.variant_id.in_(bindparam("variants", expanding=True)))
    .order_by(StockItem.variant_id)
    .with_for_update(key_share=True)
)
HOLD = (
    update(StockItem)
    .where(StockItem.variant_id == bindparam("variant"))
    .values(reserved=StockItem.reserved + bindparam("units"))
)
COMES, GOES = (Why.PRODUCED, Why.CAME_BACK, Why.OTHER), (Why.SPOILED, Why.OTHER)


def count_stock(
    uow: UnitOfWork,
    variant_id: VariantId,
    *,
    on_hand: int,
    by_batch: Mapping[int, int] | None = None,
    note: str = "",
) -> StockItem:
    """What lies on the maker's shelf now, in whole units; the first count begins the counting.

    `by_batch` says how much of it is of which batch (ids); unsaid, what is missing was what would have left first.
    Refused below zero, below what orders have reserved, and below what the batches hold together.
    """
    item = _counted(uow, variant_id)
    before = item.on_hand if item else None
    if item is None:
        item = uow.add(StockItem(variant_id=variant_id))
    if on_hand < max(0, item.reserved):
        raise Refused(
            _l("Pesanan sudah menahan %(reserved)s; isi jumlah sekurangnya itu.", reserved=item.reserved),
            field="on_hand",
        )
    if by_batch:
        _count_batches(uow, item, on_hand, by_batch, note)
    elif on_hand < item.on_hand:
        missing = item.on_hand - on_hand
        take_out(uow, variant_id, missing, on_hand=item.on_hand, why=Why.COUNTED, note=note)
    else:
        write_movement(uow, variant_id, on_hand - item.on_hand, why=Why.COUNTED, note=note)
    item.on_hand = on_hand
    uow.emit(StockCounted(variant_id=variant_id, on_hand=on_hand, before=before))
    return item


def move_stock(
    uow: UnitOfWork,
    variant_id: VariantId,
    quantity: int,
    *,
    why: Why,
    code: str = "",
    best_before: date | None = None,
    note: str = "",
) -> StockItem:
    """Goods came (above zero) or went (below), of the batch with this code; without one, of no batch.

    A batch begins with what comes; its day is its code if it has none. Refused for stock that is not counted, for
    more than is free or than the batch holds, and for another cause without a word about it.
    """
    item = _counted(uow, variant_id)
    if item is None:
        raise Refused(_l("Stok barang ini belum dihitung; hitung isinya dahulu."))
    if not quantity or why not in (COMES if quantity > 0 else GOES):
        raise Refused(_l("Isi jumlah sekurangnya satu."), field="quantity")
    if why is Why.OTHER and not note:
        raise Refused(_l("Tulis sebabnya di catatan."), field="note")
    before = item.on_hand
    batch = _gains(uow, item, code, best_before) if quantity > 0 else _loses(uow, item, -quantity, code)
    write_movement(uow, variant_id, quantity, why=why, note=note, batch=batch)
    item.on_hand += quantity
    uow.emit(
        StockMoved(
            variant_id=variant_id,
            quantity=quantity,
            why=why.value,
            before=before,
            on_hand=item.on_hand,
            batch=batch.code if batch else "",
        )
    )
    return item


def stop_counting(uow: UnitOfWork, variant_id: VariantId) -> None:
    """From now on shops order as much as they like. Refused while orders hold some of it."""
    item = _counted(uow, variant_id)
    if item is None:
        return
    if item.reserved:
        raise Refused(
            _l(
                "Pesanan masih menahan %(reserved)s; selesaikan pesanannya dahulu, lalu berhenti menghitung.",
                reserved=item.reserved,
            )
        )
    before = item.on_hand
    take_out(uow, variant_id, before, on_hand=before, why=Why.OTHER)
    uow.session.delete(item)
    uow.session.flush()
    uow.emit(CountingStopped(variant_id=variant_id, before=before))


def reserve(uow: UnitOfWork, variant_id: VariantId, quantity: int) -> int:
    """Hold units for an order; returns what is held: nothing when the variant is not counted.

    SoldOut when not enough is left, saying how much.
    """
    return reserve_each(uow, {variant_id: quantity})[variant_id]


def reserve_each(uow: UnitOfWork, wanted: Mapping[VariantId, int]) -> Mapping[VariantId, int]:
    """The same for many variants, locked before they are looked at, so that no two orders hold the same unit."""
    free: Mapping[VariantId, int] = dict(run(uow.session, LOCKED, variants=list(wanted)).all())
    for variant_id, left in free.items():
        if left < wanted[variant_id]:
            raise _sold_out(uow, variant_id, left)
    if free:
        run(uow.session, HOLD, [{"variant": one, "units": wanted[one]} for one in free])
    return {one: units if one in free else 0 for one, units in wanted.items()}


def _sold_out(uow: UnitOfWork, variant_id: VariantId, left: int) -> SoldOut:
    of = select(Product.id, Product.name).join(Variant).where(Variant.id == variant_id)
    product_id, name = uow.session.execute(of).one()
    wanting = _l("%(name)s tinggal %(left)s; kurangi jumlahnya.", name=name, left=left)
    return SoldOut(wanting, product_id=product_id)


def release(uow: UnitOfWork, variant_id: VariantId, quantity: int) -> None:
    """What an order held is free again."""
    if quantity:
        uow.session.execute(
            update(StockItem)
            .where(StockItem.variant_id == variant_id)
            .values(reserved=StockItem.reserved - quantity)
        )


def take_out_stock(
    uow: UnitOfWork, variant_id: VariantId, quantity: int, *, source: str, batch: str = ""
) -> None:
    """Reserved units have left the maker; `source` names the document they left with.

    They are of the batch with the code `batch` if there is one, then of those that expire first.
    """
    if not quantity:
        return
    left = uow.session.scalar(
        update(StockItem)
        .where(StockItem.variant_id == variant_id)
        .values(on_hand=StockItem.on_hand - quantity, reserved=StockItem.reserved - quantity)
        .returning(StockItem.on_hand)
    )
    if left is not None:
        before, why = left + quantity, Why.HANDED_OVER
        take_out(uow, variant_id, quantity, on_hand=before, why=why, source=source, first=batch)


def take_in(
    uow: UnitOfWork,
    variant_id: VariantId,
    quantity: int,
    *,
    source: str,
    note: str = "",
    batch: str = "",
) -> None:
    """Goods that came back and can be sold again; into the batch with this code if the maker knows it."""
    if not quantity:
        return
    taken = uow.session.execute(
        update(StockItem)
        .where(StockItem.variant_id == variant_id)
        .values(on_hand=StockItem.on_hand + quantity)
        .returning(StockItem.variant_id)
    ).first()
    if taken is not None:
        known = find_batch(uow, variant_id, batch) if batch else None
        write_movement(uow, variant_id, quantity, why=Why.CAME_BACK, source=source, note=note, batch=known)


def _counted(uow: UnitOfWork, variant_id: VariantId) -> StockItem | None:
    """The stock of the actor's own variant, locked; the variant's row is locked too, against two first counts.

    That lock lets others refer to the variant: who has the stock and writes a movement does not wait for it.
    """
    variant = uow.session.get(
        Variant, variant_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if variant is None:
        raise NotFound(f"Variant {variant_id}")
    uow.demand(policies.COUNT, variant)
    return uow.session.get(StockItem, variant_id, with_for_update=True, populate_existing=True)


def _count_batches(
    uow: UnitOfWork, item: StockItem, on_hand: int, by_batch: Mapping[int, int], note: str
) -> None:
    batches = held_batches(uow, item.variant_id)
    loose = item.on_hand - sum(batch.on_hand for batch in batches)
    now = {batch.id: by_batch.get(batch.id, batch.on_hand) for batch in batches}
    if min(now.values(), default=0) < 0 or sum(now.values()) > on_hand:
        raise Refused(_l("Jumlah semua batch melebihi isi rak; periksa angkanya."), field="on_hand")
    for batch in batches:
        difference = now[batch.id] - batch.on_hand
        write_movement(uow, item.variant_id, difference, why=Why.COUNTED, note=note, batch=batch)
    rest = on_hand - sum(now.values()) - loose
    write_movement(uow, item.variant_id, rest, why=Why.COUNTED, note=note)


def _gains(uow: UnitOfWork, item: StockItem, code: str, best_before: date | None) -> StockBatch | None:
    code = code or (f"{best_before:%d%m%y}" if best_before else "")
    return batch_of(uow, item.variant_id, code, best_before) if code else None


def _loses(uow: UnitOfWork, item: StockItem, quantity: int, code: str) -> StockBatch | None:
    """Of the batch that is named, or of what is of none; what orders hold stays."""
    _check_free(item, quantity)
    if not code:
        loose = item.on_hand - sum(batch.on_hand for batch in held_batches(uow, item.variant_id))
        if quantity > loose:
            raise Refused(
                _l("Yang tanpa batch tinggal %(loose)s; pilih batchnya.", loose=loose), field="code"
            )
        return None
    batch = find_batch(uow, item.variant_id, code)
    held = batch.on_hand if batch else 0
    if quantity > held:
        raise Refused(
            _l("Batch %(code)s tinggal %(held)s; kurangi jumlahnya.", code=code, held=held), field="quantity"
        )
    return batch


def _check_free(item: StockItem, quantity: int) -> None:
    free = item.on_hand - item.reserved
    if quantity > free:
        raise Refused(
            _l(
                "Yang bebas tinggal %(free)s; %(reserved)s ditahan pesanan. Usulkan jumlah baru kepada tokonya dahulu.",
                free=free,
                reserved=item.reserved,
            )
            if item.reserved
            else _l("Yang ada tinggal %(free)s; kurangi jumlahnya.", free=free),
            field="quantity",
        )
