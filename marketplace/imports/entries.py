"""Rows of a register become entries of the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256

from sqlalchemy.orm import Session

from marketplace.certification.queries import certified_days
from marketplace.imports.knowing import Goods, Known
from marketplace.imports.registers.rows import Row
from marketplace.kernel.ids import CategoryId, PartnerId, ProducerId, ProductId, VariantId
from marketplace.purchases.bulk import Entry

NO_GOODS: tuple[VariantId | None, ProductId | None, CategoryId | None, bool | None] = (None,) * 4


def marked(partner_id: PartnerId, rows: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    """(source_ref, row): the ref is the same for the same purchase of the shop in every file.

    Two good rows of one file whose documents differ by a dash only have one key; the second is its `2`.
    """
    met: Counter[str] = Counter()
    for row in rows:
        key = row.row_key
        met[key] += 1
        twin = f"\x1f{met[key]}" if met[key] > 1 else ""
        yield sha256(f"{partner_id}\x1f{key}{twin}".encode()).hexdigest(), row


def entries_of(session: Session, known: Known, rows: Sequence[tuple[str, Row]]) -> list[Entry]:
    """The ledger's entries of (source_ref, row); a product counts only when it is its maker who sells it."""
    own = [(ref, row, _own_goods(known, row)) for ref, row in rows]
    held = certified_days(session, {(goods.product_id, row.day) for _, row, goods in own if goods})
    return [_entry(ref, row, goods, held) for ref, row, goods in own]


def _entry(ref: str, row: Row, goods: Goods | None, held: Mapping[tuple[ProductId, date], bool]) -> Entry:
    variant_id, product_id, category_id, certified = NO_GOODS
    if goods:
        variant_id, product_id, category_id = goods.variant_id, goods.product_id, goods.category_id
        certified = held[product_id, row.day]
    return Entry(
        ref, ProducerId(row.maker.id) if row.maker else None, row.seller, row.day, row.document or None,
        variant_id, product_id, category_id, row.item, row.quantity, row.unit, row.unit_price, row.net,
        row.tax if row.net < 0 else max(row.tax, 0), certified,
    )  # fmt: skip


def _own_goods(known: Known, row: Row) -> Goods | None:
    if row.product is None or row.maker is None:
        return None
    goods = known.goods[row.product.id]
    return goods if goods.maker_id == row.maker.id else None
