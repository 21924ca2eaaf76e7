"""One row of a register becomes a purchase, or the first reason why it does not."""

from __future__ import annotations

from typing import NamedTuple

from marketplace.imports.reasons import Fault, Reason, Warn
from marketplace.imports.registers.catalogue import Catalogue, KnownProduct
from marketplace.imports.registers.cells import Barcode, Cells, Item, Measured, Seller
from marketplace.imports.registers.rows import Ref, Row
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import MILLION, Rupiah, half_up, spell, spell_millionths
from marketplace.kernel.period import Span
from marketplace.kernel.quantity import Quantity, price_of
from marketplace.kernel.units import Unit
from marketplace.ports.sheets import Cell

TOLERANCE = 1  # rupiah a line


class Picked(NamedTuple):
    """The cells of one row, by field."""

    number: Cell
    day: Cell
    document: Cell
    seller: Cell
    barcode: Cell
    item: Cell
    quantity: Cell
    unit: Cell
    price: Cell
    percent: Cell
    discount: Cell
    tax: Cell
    total: Cell
    note: Cell


class Money(NamedTuple):
    discount: Rupiah
    tax: Rupiah
    net: Rupiah
    computed: bool  # the register has no total
    tax_unread: bool


class Judge:
    """Remembers what it has seen: twins are refused, and a product's usual unit names that of its dozens."""

    def __init__(self, period: Span, catalogue: Catalogue) -> None:
        self.cells = Cells(period, catalogue)
        self.warnings: list[tuple[Ref, Warn]] = []
        self._catalogue = catalogue
        self._seen: dict[tuple[object, ...], Ref] = {}
        self._usual: dict[str, str] = {}  # item -> unit, from rows that name it

    def judge(self, ref: Ref, sheet: str, picked: Picked, *, returned: bool = False) -> Row | Fault:
        """`returned`: the row stands in a block of returns, where people write no minus."""
        cells = self.cells
        item, seller = cells.items[picked.item], cells.sellers[picked.seller]
        barcode = cells.barcodes[picked.barcode]
        product = barcode.product or (
            self._catalogue.by_name(seller.maker, item.name) if seller.maker else None
        )
        if not item.name:
            if not product:
                return Fault(Reason.MISSING_PRODUCT, _l("Nama barang kosong; isi nama barangnya."))
            item = cells.items[product.name]
        if not seller.name:
            return Fault(
                Reason.MISSING_SUPPLIER, _l("Pemasok kosong; isi nama pemasok atau IKM yang menjual.")
            )
        day = cells.days[picked.day]
        if isinstance(day, Fault):
            return day
        measured = cells.quantities[picked.quantity, picked.unit]
        if isinstance(measured, Fault):
            return measured
        price = cells.prices[picked.price]
        if isinstance(price, Fault):
            return price
        quantity = Quantity(-abs(measured.quantity)) if returned else measured.quantity
        money = self._money(picked, quantity, price, returned)
        if isinstance(money, Fault):
            return money
        document = cells.texts[picked.document]
        owner = seller.maker.ref if seller.maker else seller.name
        identity = (document.casefold(), day, owner, item.name, quantity, money.net)
        if (earlier := self._seen.setdefault(identity, ref)) != ref:
            sentence = _l("Sama dengan baris %(ref)s; hapus salah satunya.", ref=earlier)
            return Fault(Reason.DUPLICATE, sentence)
        self._warn(ref, barcode, money)
        unit = self._unit(measured, product, item)
        unit_price = Rupiah(half_up(price, MILLION))
        return Row(
            ref, sheet, day, document, seller.text, seller.maker, item.text, barcode.text, product,
            quantity, unit, unit_price, money.discount, money.tax, money.net,
        )  # fmt: skip
