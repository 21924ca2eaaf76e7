"""Rows of a register become entries of the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import repeat

from sqlalchemy.orm import Session

from marketplace.certification.queries import certified_days
from marketplace.imports.registers.catalogue import KnownMaker, KnownProduct
from marketplace.imports.registers.rows import RegisterRow, row_keys
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.purchases.bulk import Entries
from marketplace.purchases.known import plainly
from marketplace.purchases.recognising import catalogue_of, words_of


def source_refs(partner_id: PartnerId, rows: Sequence[RegisterRow]) -> list[str]:
    """Of each row: the same for the same purchase of the shop in every file.

    Two good rows of one file whose documents differ by a dash only have one key; the second is its `2`.
    """
    keys = list(row_keys(rows))
    if len(set(keys)) < len(keys):
        keys = list(_told_apart(keys))
    texts = map(f"{partner_id}\x1f".__add__, keys)
    return [hashed.hexdigest() for hashed in map(sha256, map(str.encode, texts))]


def _told_apart(keys: Iterable[str]) -> Iterator[str]:
    met: Counter[str] = Counter()
    for key in keys:
        met[key] += 1
        yield key if met[key] == 1 else f"{key}\x1f{met[key]}"


def entries_of(
    session: Session, marked_rows: Sequence[tuple[str, RegisterRow]], partner_id: PartnerId
) -> Entries:
    """The ledger's entries of (source_ref, row); a product counts only when it is its maker who sells it.

    What the shop said of names holds as it is now, whatever was known when the file was read.
    """
    names = _Names(session, partner_id)
    rows = [row for _, row in marked_rows]
    column = dict(zip(RegisterRow._fields, zip(*rows, strict=True) if rows else repeat(()), strict=False))
    sellers = list(map(names.seller, column["seller"], column["maker"]))
    makers = [maker for maker, _ in sellers]
    goods = list(map(names.product, makers, column["product"], column["item"], column["barcode"]))
    own = [product for product, _ in goods]
    days, nets = column["day"], column["net"]
    sold = {(product.id, day) for product, day in zip(own, days, strict=True) if product}
    held = certified_days(session, sold)
    return Entries(
        source_ref=[ref for ref, _ in marked_rows],
        producer_id=[ProducerId(maker.id) if maker else None for maker in makers],
        seller_text=column["seller"],
        bought_on=days,
        document_number=[number or None for number in column["document"]],
        named_by=[said for _, said in sellers],
        variant_id=[product.variant_id if product else None for product in own],
        product_id=[product.id if product else None for product in own],
        category_id=[product.category_id if product else None for product in own],
        text=column["item"],
        quantity_milli=column["quantity"],
        unit=column["unit"],
        unit_price=column["unit_price"],
        net=nets,
        tax=[tax if net < 0 or tax > 0 else 0 for tax, net in zip(column["tax"], nets, strict=True)],
        certified=[
            held[product.id, day] if product else None for product, day in zip(own, days, strict=True)
        ],
        goods_named_by=[said for _, said in goods],
    )


def named_rows(session: Session, partner_id: PartnerId, rows: Iterable[RegisterRow]) -> list[RegisterRow]:
    """The same rows with the makers and goods that this shop's words mean now."""
    names = _Names(session, partner_id)
    told = (row._replace(maker=names.seller(row.seller, row.maker)[0]) for row in rows)
    return [
        row._replace(product=names.product(row.maker, row.product, row.item, row.barcode)[0]) for row in told
    ]


def own_product(row: RegisterRow) -> KnownProduct | None:
    own = row.product and row.maker and row.product.maker_id == row.maker.id
    return row.product if own else None


class _Names:
    """Who and what a row names now, each with the remembered name where only that tells."""

    def __init__(self, session: Session, partner_id: PartnerId) -> None:
        self._words = words_of(session, partner_id)
        meant = {said.meaning for said in self._words.sellers.values()}
        self._said = catalogue_of(session, meant, self._words)
        self._told: dict[tuple[str, int], tuple[KnownMaker | None, int | None]] = {}

    def seller(self, text: str, maker: KnownMaker | None) -> tuple[KnownMaker | None, int | None]:
        key = text, maker.id if maker else 0
        told = self._told.get(key)
        if told is None:
            told = self._told[key] = self._seller(plainly(text), maker)
        return told

    def _seller(self, name: str, maker: KnownMaker | None) -> tuple[KnownMaker | None, int | None]:
        said = self._words.sellers.get(name)
        if said is not None:
            meant = self._said.known(said.meaning)
            return meant, said.id if meant else None
        return (maker, None) if maker and name in map(plainly, maker.names) else (None, None)

    def product(
        self, maker: KnownMaker | None, product: KnownProduct | None, item: str, barcode: str
    ) -> tuple[KnownProduct | None, int | None]:
        if maker is None:
            return None, None
        name = plainly(item)
        if product is None or product.maker_id != maker.id:
            product = self._said.by_name(maker, name)
        if product is None or name == plainly(product.name) or product.gtin == barcode:
            return product, None
        said = self._words.goods.get((maker.id, name))
        return (product, said.id) if said and said.meaning == product.id else (None, None)
