"""One row of a register becomes a purchase, or the first reason why it does not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from marketplace.imports.reasons import Fault, RowReason, Warn
from marketplace.imports.registers.catalogue import Catalogue, KnownProduct
from marketplace.imports.registers.cells import AS_WRITTEN, Barcode, Cells, ItemName, Measured, Seller
from marketplace.imports.registers.kinds import is_no_goods
from marketplace.imports.registers.packs import Packs
from marketplace.imports.registers.picking import Faulty, Picked, readable
from marketplace.imports.registers.plain_rows import PlainRow
from marketplace.imports.registers.price_faults import TOLERANCE
from marketplace.imports.registers.pricing import PACKING, Pricer
from marketplace.imports.registers.questions import UNASKED, Answers
from marketplace.imports.registers.rows import RegisterRow
from marketplace.imports.registers.ways import Ways
from marketplace.kernel.labels import _l
from marketplace.kernel.names import same_name
from marketplace.kernel.period import MonthSpan
from marketplace.kernel.quantity import price_of
from marketplace.kernel.units import Unit
from marketplace.ports.sheets import Cell
from marketplace.sheets.refused import Ref

NO_PRODUCT = Fault(RowReason.MISSING_PRODUCT, _l("Nama barang kosong; isi nama barangnya."))
NO_GOODS = _l(
    "“%(item)s” jumlah, potongan, atau biaya, bukan barang; hapus barisnya, atau tulis nama barangnya."
)
TWIN = _l("Sama dengan baris %(ref)s; hapus salah satunya.")
NO_SELLER = Fault(RowReason.MISSING_SUPPLIER, _l("Pemasok kosong; isi nama pemasok atau IKM yang menjual."))


class Judge:
    """Remembers what it has seen: twins are refused, and a product's usual unit names that of its dozens."""

    def __init__(
        self,
        period: MonthSpan,
        catalogue: Catalogue,
        today: date = date.max,
        ways: Ways = AS_WRITTEN,
        answers: Answers = UNASKED,
    ) -> None:
        self.cells = Cells(period, catalogue, today, ways)
        self.warnings: list[tuple[Ref, Warn]] = []
        self.packs = Packs(answers)
        self._catalogue = catalogue
        self._is_no_goods = cache(is_no_goods)
        self._seen: dict[tuple[object, ...], Ref] = {}
        self._usual: dict[str, str] = {}  # item -> unit, from rows that name it

    def judge(
        self, ref: Ref, picked: Picked, pricer: Pricer, *, returned: bool = False, shop: Cell = None
    ) -> RegisterRow:
        """A purchase; `returned`: in a block of returns, where no minus is written. Raises Faulty.

        Rows of two shops, where a file has several, are no twins.
        """
        cells = self.cells
        seller, barcode = cells.seller(picked.seller), cells.barcode(picked.barcode)
        item, product = self._product(picked, seller, barcode)
        if not seller.name:
            raise Faulty(NO_SELLER)
        day = readable(cells.day(picked.day))
        measured = readable(cells.measure(picked.quantity, picked.unit))
        if product and measured.unit in PACKING and picked.content is None:
            measured, unknown = self.packs.opened(ref, measured, product.unit, item)
            if unknown:
                self.warnings.append((ref, Warn.PACK_UNKNOWN))
        money = pricer.money(picked, measured, day, returned)

        document = cells.text(picked.document)
        owner = seller.maker.ref if seller.maker else seller.name
        identity = document, day, owner, item.name, money.quantity, money.net, shop
        if (earlier := self._seen.setdefault(identity, ref)) != ref:
            raise Faulty(Fault(RowReason.DUPLICATE, _l(TWIN, ref=earlier)))
        if barcode.wrong:
            self.warnings.append((ref, Warn.BARCODE_CHECK_DIGIT))
        if money.warnings:
            self.warnings.extend((ref, warning) for warning in money.warnings)
        return RegisterRow(
            ref, day, document, seller.text, seller.maker, item.text, barcode.text, product,
            money.quantity, self._unit(measured, product, item), money.price,
            money.discount, money.tax, money.net,
        )  # fmt: skip

    def at_once(self, ref: Ref, row: PlainRow) -> RegisterRow | None:
        """The same purchase as `judge` makes of a plain row; None where it has to look closer."""
        day, document, seller, barcode, item, measure, price, discount, tax, total, is_odd, shop = row
        if is_odd or day is None or seller is None or barcode is None or item is None or measure is None:
            return None
        if price is None or discount is None or discount < 0 or tax is None or total is None:
            return None
        quantity, unit, is_pack = measure
        if not -TOLERANCE <= total + discount - price_of(quantity, price.millionths) <= TOLERANCE:
            return None
        product, maker = barcode.product, seller.maker
        if product is None and maker:
            product = self._catalogue.by_name(maker, item.name)
        if product and is_pack:
            return None
        identity = document, day, seller.owner, item.name, quantity, total, shop
        if self._seen.setdefault(identity, ref) != ref:
            return None
        if unit:
            self._usual.setdefault(item.name, unit)
        elif product:
            unit = product.unit
        return RegisterRow(
            ref, day, document, seller.text, maker, item.text, barcode.text, product,
            quantity, unit, price.rounded, discount, tax, total,
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
        if self._is_no_goods(item.name):
            raise Faulty(Fault(RowReason.MISSING_PRODUCT, _l(NO_GOODS, item=item.text)))
        return item, product

    def _unit(self, measured: Measured, product: KnownProduct | None, item: ItemName) -> str:
        if measured.unit:
            unit = measured.unit.value
            self._usual.setdefault(item.name, unit)
            return unit
        return product.unit if product else ""
