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
from marketplace.kernel.ids import PartnerId, ProducerId, ProductId
from marketplace.purchases.bulk import Entry

NO_GOODS = (None, None, None)


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
    own = [_own_goods(known, row) for _, row in rows]
    held = _certified(session, zip(own, (row for _, row in rows), strict=True))
    return [_entry(ref, row, goods, held) for (ref, row), goods in zip(rows, own, strict=True)]


def _own_goods(known: Known, row: Row) -> Goods | None:
    if row.product is None or row.maker is None:
        return None
    goods = known.goods[row.product.id]
    return goods if goods.maker_id == row.maker.id else None


def _certified(
    session: Session, sold: Iterable[tuple[Goods | None, Row]]
) -> Mapping[tuple[ProductId, date], bool]:
    return certified_days(session, {(goods.product_id, row.day) for goods, row in sold if goods})


def _entry(ref: str, row: Row, goods: Goods | None, held: Mapping[tuple[ProductId, date], bool]) -> Entry:
    variant_id, product_id, category_id = (
        (goods.variant_id, goods.product_id, goods.category_id) if goods else NO_GOODS
    )
    return Entry(
        source_ref=ref,
        producer_id=ProducerId(row.maker.id) if row.maker else None,
        seller_text=row.seller,
        bought_on=row.day,
        document_number=row.document or None,
        variant_id=variant_id,
        product_id=product_id,
        category_id=category_id,
        text=row.item,
        quantity_milli=row.quantity,
        unit=row.unit,
        unit_price=row.unit_price,
        net=row.net,
        tax=row.tax if row.net < 0 else max(row.tax, 0),
        certified=held[product_id, row.day] if product_id else None,
    )
