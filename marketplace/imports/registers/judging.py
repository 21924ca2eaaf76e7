"""One row of a register becomes a purchase, or the first reason why it does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from marketplace.imports.reasons import Fault, RowReason, Warn
from marketplace.imports.registers.catalogue import Catalogue, KnownProduct
from marketplace.imports.registers.cells import MOST_RUPIAH, Barcode, Cells, ItemName, Measured, Seller
from marketplace.imports.registers.rows import RegisterRow
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah, half_up, spell, spell_millionths
from marketplace.kernel.names import same_name
from marketplace.kernel.period import MonthSpan
from marketplace.kernel.quantity import Quantity, price_of
from marketplace.kernel.units import Unit
from marketplace.ports.sheets import Cell
from marketplace.sheets.refused import Ref

TOLERANCE = 1  # rupiah a line
NIL = Rupiah(0)
WARNINGS = {  # by whether the total was empty, and the tax unreadable
    (False, False): (),
    (True, False): (Warn.TOTAL_COMPUTED,),
    (False, True): (Warn.TAX_UNREAD,),
    (True, True): (Warn.TOTAL_COMPUTED, Warn.TAX_UNREAD),
}


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


class LineMoney(NamedTuple):
    discount: Rupiah
    tax: Rupiah
    net: Rupiah
    warnings: Sequence[Warn]


class Faulty(Exception):
    """The row is refused; nothing is wrong with the program."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


Value = TypeVar("Value")
NO_PRODUCT = Fault(RowReason.MISSING_PRODUCT, _l("Nama barang kosong; isi nama barangnya."))
NO_SELLER = Fault(RowReason.MISSING_SUPPLIER, _l("Pemasok kosong; isi nama pemasok atau IKM yang menjual."))


def readable(value: Value | Fault) -> Value:
    """Raises Faulty for a cell that could not be read."""
    if isinstance(value, Fault):
        raise Faulty(value)
    return value


class Judge:
    """Remembers what it has seen: twins are refused, and a product's usual unit names that of its dozens."""

    def __init__(self, period: MonthSpan, catalogue: Catalogue, today: date = date.max) -> None:
        self.cells = Cells(period, catalogue, today)
        self.warnings: list[tuple[Ref, Warn]] = []
        self._catalogue = catalogue
        self._seen: dict[tuple[object, ...], Ref] = {}
        self._usual: dict[str, str] = {}  # item -> unit, from rows that name it

    def judge(self, ref: Ref, picked: Picked, *, returned: bool = False) -> RegisterRow:
        """A purchase; `returned`: in a block of returns, where no minus is written. Raises Faulty."""
        cells = self.cells
        seller, barcode = cells.seller(picked.seller), cells.barcode(picked.barcode)
        item, product = self._product(picked, seller, barcode)
        if not seller.name:
            raise Faulty(NO_SELLER)
        day = readable(cells.day(picked.day))
        measured = readable(cells.measure(picked.quantity, picked.unit))
        price = readable(cells.price(picked.price))
        quantity = Quantity(-abs(measured.quantity)) if returned else measured.quantity
        money = self._money(picked, quantity, price.millionths)

        document = cells.text(picked.document)
        owner = seller.maker.ref if seller.maker else seller.name
        self._refuse_twin(ref, (document, day, owner, item.name, quantity, money.net))
        if barcode.wrong:
            self.warnings.append((ref, Warn.BARCODE_CHECK_DIGIT))
        if money.warnings:
            self.warnings.extend((ref, warning) for warning in money.warnings)
        return RegisterRow(
            ref, day, document, seller.text, seller.maker, item.text, barcode.text, product,
            quantity, self._unit(measured, product, item), price.rounded,
            money.discount, money.tax, money.net,
        )  # fmt: skip

    def finish(self, rows: Iterable[RegisterRow]) -> list[RegisterRow]:
        """Dozens of an unlisted product get the unit in which the same register counts it, else pieces."""
        return [
            row if row.unit else row._replace(unit=self._usual.get(same_name(row.item), Unit.PCS.value))
            for row in rows
        ]

    def _product(
        self, picked: Picked, seller: Seller, barcode: Barcode
    ) -> tuple[ItemName, KnownProduct | None]:
        item = self.cells.item(picked.item)
        product = barcode.product
        if product is None and seller.maker:
            product = self._catalogue.by_name(seller.maker, item.name)
        if not item.name and product:
            item = self.cells.item(product.name)
        if not item.name:
            raise Faulty(NO_PRODUCT)
        return item, product

    def _money(self, picked: Picked, quantity: Quantity, price: int) -> LineMoney:
        """Total = half_up(quantity x price) - discount, within a rupiah; an empty total is computed."""
        amount = self.cells.amount
        gross = price_of(quantity, price)
        discount, total = readable(amount(picked.discount)), readable(amount(picked.total))
        if not discount and picked.percent:
            discount = self._share(gross, picked.percent)
        tax, unread = amount(picked.tax), False
        if isinstance(tax, Fault):
            tax, unread = None, True
        discount, tax = discount or NIL, tax or NIL
        if quantity < 0:
            discount, tax = Rupiah(-abs(discount)), Rupiah(-abs(tax))
            total = Rupiah(-abs(total)) if total is not None else None
        if abs(tax) > MOST_RUPIAH:
            tax, unread = NIL, True
        net = Rupiah(gross - discount) if total is None else total
        if not -TOLERANCE <= net - gross + discount <= TOLERANCE:
            raise Faulty(_mismatch(quantity, price, discount, tax, net))
        if abs(net) > MOST_RUPIAH:
            sentence = _l("%(net)s terlalu besar untuk satu baris; periksa.", net=spell(net))
            raise Faulty(Fault(RowReason.TOTAL_MISMATCH, sentence))
        return LineMoney(discount, tax, net, WARNINGS[total is None, unread])

    def _share(self, gross: int, percent: Cell) -> Rupiah:
        share = readable(self.cells.percent(percent))
        return Rupiah(half_up(gross * share.numerator, share.denominator)) if share else NIL

    def _refuse_twin(self, ref: Ref, identity: tuple[object, ...]) -> None:
        if (earlier := self._seen.setdefault(identity, ref)) != ref:
            raise Faulty(
                Fault(RowReason.DUPLICATE, _l("Sama dengan baris %(ref)s; hapus salah satunya.", ref=earlier))
            )

    def _unit(self, measured: Measured, product: KnownProduct | None, item: ItemName) -> str:
        if measured.unit:
            unit = measured.unit.value
            self._usual.setdefault(item.name, unit)
            return unit
        return product.unit if product else ""


def _mismatch(quantity: Quantity, price: int, discount: int, tax: int, net: int) -> Fault:
    expected = price_of(quantity, price) - discount
    if tax and abs(net - expected - tax) <= TOLERANCE:
        sentence = _l("Jumlah harga %(net)s memuat PPN; tulis %(expected)s, tanpa PPN.")
    elif net == -expected:
        sentence = _l("Jumlah harga %(net)s; bila ini retur, beri minus juga pada jumlah barang.")
    elif discount:
        sentence = _l(
            "Jumlah harga %(net)s tidak sama dengan %(quantity)s × %(price)s − diskon %(discount)s = "
            "%(expected)s; perbaiki yang salah."
        )
    else:
        sentence = _l(
            "Jumlah harga %(net)s tidak sama dengan %(quantity)s × %(price)s = %(expected)s; "
            "perbaiki yang salah."
        )
    values = {"net": spell(net), "expected": spell(expected), "discount": spell(discount)}
    sentence = _l(sentence, **values, quantity=quantity.text, price=spell_millionths(price))
    return Fault(RowReason.TOTAL_MISMATCH, sentence)
