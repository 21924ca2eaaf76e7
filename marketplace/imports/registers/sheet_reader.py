"""Goes down one sheet: each row is a purchase, refused, or skipped for what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from operator import itemgetter

from marketplace.imports.reasons import Fault, RowReason, Warn
from marketplace.imports.registers import kinds
from marketplace.imports.registers.footers import Footer
from marketplace.imports.registers.found_sheet import FoundSheet
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.judging import Judge
from marketplace.imports.registers.picking import Faulty, Picked
from marketplace.imports.registers.plain_rows import NOTHING, PlainCells, PlainRow
from marketplace.imports.registers.pricing import Pricer
from marketplace.imports.registers.rows import BadRow, RegisterRow
from marketplace.imports.registers.titles import OF_A_SHOP, begins_returns
from marketplace.imports.registers.ways import Ways
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.ports.sheets import Cell
from marketplace.sheets.cells import is_blank
from marketplace.sheets.refused import Ref

PICKED = [field for field in Field if field not in (Field.PERCENT, Field.DISCOUNT)]
TOLD = 2_000  # rows that are read at once, and after which that is told
OTHER_TABLE = Fault(
    RowReason.MISSING_PRODUCT,
    _l(
        "Baris ini di bawah judul kolom lain daripada tabel pertama; pindahkan tabel itu ke lembar atau berkas lain."
    ),
)
NO_SHOP = Fault(RowReason.MISSING_SHOP, _l("Nama toko kosong; isi toko mana yang membeli."))


class SheetReader:
    """`kept` has the cells of the rows that `keep` names, as the file has them."""

    def __init__(
        self,
        judge: Judge,
        found: FoundSheet,
        ways: Ways,
        keep: frozenset[Ref],
        tell: Callable[[], None],
    ) -> None:
        self.rows: list[RegisterRow] = []
        self.bad: list[BadRow] = []
        self.skipped: Counter[str] = Counter()
        self.footer = Footer()
        self.kept: dict[Ref, tuple[Cell, ...]] = {}
        self.shops: list[str] = []  # named by lines above rows
        self.in_sections = False  # some rows are returns because of the line above them
        self.found, self.pricer = found, Pricer(judge.cells, ways, found.facts, unpriced=found.unpriced)
        self._judge, self._ways, self._keep, self._tell = judge, ways, keep, tell
        self._carries_seller = found.mapping.seller_carries_down
        self._seller: Cell = None
        self._shop: Cell = None
        self._picked = self._picker()
        self._above: Sequence[Cell] = ()  # the row that the next one may go on with
        self._returned = found.facts.returned
        sheet, layout = found.sheet, found.layout
        self._headings = [kinds.names_of(row) for row in sheet.rows[layout.heading : layout.first]]
        self._waiting: Counter[str] = Counter()  # gaps of which only a later purchase or total tells the kind
        self._counted, self._ended = 0, False
        self._marks, self._has_marks = ways.marks, bool(ways.marks or ways.back)
        self._plain = PlainCells(judge.cells, self.pricer, ways, many_shops=found.mapping.many_shops)
        self._is_plain = self.pricer.plain and not ways.shop
        self._elsewhere = False  # below other headings than the first

    def read(self) -> None:
        for index, (row, plain) in enumerate(self._each(), self.found.layout.first + 1):
            if not index % TOLD:
                self._tell()
            if self._returned or self._elsewhere or not plain or not self._is_taken(index, row, plain):
                self._look_at(index, row, self._picked(row))
        self.skipped[kinds.SIGNATURE] += self._waiting[kinds.HEADING]
        self.skipped += Counter()  # drops what counts nothing

    def _each(self) -> Iterator[tuple[Sequence[Cell], PlainRow | None]]:
        """Every row as the file has it, and as a plain one where it may be that."""
        rows, layout = self.found.sheet.rows, self.found.layout
        places = dict(layout.columns)
        places[Field.DISCOUNT] = next((column for column, _ in self.found.facts.discounts), -1)
        for start in range(layout.first, len(rows), TOLD):
            some = rows[start : start + TOLD]
            filled = dict(enumerate(zip_longest(*some)))  # short rows are common
            columns = {field: filled[place] for field, place in places.items() if place in filled}
            yield from zip(some, self._plain.rows(columns) if self._is_plain else NOTHING, strict=False)

    def _picker(self) -> Callable[[Sequence[Cell]], Picked]:
        columns = self.found.layout.columns
        discounts = [column for column, _ in self.found.facts.discounts]
        places = [*(columns.get(field, -1) for field in PICKED), *(discounts or [-1])[:1]]
        padding = (None,) * (max(*places, *discounts) + 2)  # its last is what absent columns hold
        pick, pick_discounts = itemgetter(*places), itemgetter(*discounts) if len(discounts) > 1 else None

        def picked(row: Sequence[Cell]) -> Picked:
            padded = (*row, *padding)
            found = Picked(*pick(padded))
            return found._replace(discounts=pick_discounts(padded)) if pick_discounts else found

        return picked

    def _is_taken(self, index: int, row: Sequence[Cell], plain: PlainRow) -> bool:
        """Whether it was indeed a plain purchase."""
        ref, seller = self._ref(index), plain[2]
        if self._carries_seller and seller is None:
            plain = (*plain[:2], self._plain.seller(self._seller), *plain[3:])
        purchase = None if ref in self._keep else self._judge.at_once(ref, plain)
        if purchase is None:
            return False
        if self._carries_seller and seller:
            self._seller = row[self.found.layout.columns[Field.SELLER]]
        self.rows.append(purchase)
        self._above = row
        self._counted += 1
        if self._waiting:
            self._settle()
        return True

    def _look_at(self, index: int, row: Sequence[Cell], picked: Picked) -> None:
        is_void, columns = self._judge.cells.is_void, self.found.layout.columns
        priced = picked.price or (self.pricer.unpriced and picked.total)
        whole = picked.item and picked.day and picked.quantity and priced
        if not whole and (kind := kinds.kind_of_gap(row, columns.get(Field.NUMBER))):
            self._skip(kind, row, picked)
        elif self._ended and is_blank(picked.quantity):
            self._waiting[kinds.HEADING] += 1  # signatures side by side, below the grand total
        elif is_void(picked.note) or (Field.KIND in columns and is_void(picked.kind)):
            self.skipped[kinds.VOID] += 1
        elif self._ways.out and self._is_one_of(self._ways.out, picked):
            self.skipped[kinds.OTHER_KIND] += 1
        else:
            self._take(index, row, picked)

    def _ref(self, index: int) -> Ref:
        prefix = self.found.prefix
        return self._counted + 1 if prefix is None else f"{prefix}r{index}"

    def _skip(self, kind: str, row: Sequence[Cell], picked: Picked) -> None:
        if kind in (kinds.BLANK, kinds.HEADING):
            self._waiting[kind] += 1
            if kind == kinds.HEADING:
                self._head(row)
            return
        self._settle()
        self.skipped[kind] += 1
        self._seller, self._above = None, ()
        if kinds.takes_off(row) and not self.found.facts.discounts:
            self.footer.discount = self._amount_below(row, picked)
        if kind == kinds.SUBTOTAL:
            if any(isinstance(cell, str) and begins_returns(cell) for cell in row):
                self._returned = self.found.facts.returned
            return
        self._foot(kind, self._amount_below(row, picked), picked)

    def _head(self, row: Sequence[Cell]) -> None:
        """A line above rows may say that they are returns, or of which shop they are."""
        if (begun := kinds.section_of(row)) is not None:
            self._returned = begun
        for cell in row:
            if isinstance(cell, str) and OF_A_SHOP.match(cell.strip().lower()):
                self._shop = cell
                self.shops.append(cell)

    def _foot(self, kind: str, amount: Rupiah | None, picked: Picked) -> None:
        """Lines below the rows: totals, the VAT in them, the total before it."""
        if kind == kinds.GRAND_TOTAL:
            self._ended, self._returned = True, self.found.facts.returned
            tax = self.pricer.tax(picked.tax)
            self.footer.tax_cell = tax if isinstance(tax, int) else None
            self.footer.totals = [*self.footer.totals, amount] if amount is not None else []
        elif kind == kinds.TAX:
            self.footer.tax = amount
        elif kind == kinds.BASE:
            self.footer.base = amount

    def _amount_below(self, row: Sequence[Cell], picked: Picked) -> Rupiah | None:
        """In the column of totals, else in the last cell that can be read; a sum of quantities is none."""
        if not is_blank(picked.total):
            amount = self.pricer.total(picked.total)
            return amount if isinstance(amount, int) else None
        counted = self.found.layout.columns[Field.QUANTITY]
        others = [cell for column, cell in enumerate(row) if column != counted and not isinstance(cell, bool)]
        amounts = [amount for cell in others if isinstance(amount := self.pricer.total(cell), int)]
        return amounts[-1] if amounts else None

    def _take(self, index: int, row: Sequence[Cell], picked: Picked) -> None:
        picked, continued = self._continued(row, picked)
        if self._carries_seller:
            if self._judge.cells.seller(picked.seller).name:
                self._seller = picked.seller
            picked = picked._replace(seller=self._seller)
        ref = self._ref(index)
        if self._keep and ref in self._keep:
            self.kept[ref] = tuple(row)
        try:
            if self._elsewhere and not kinds.is_heading(row):
                raise Faulty(OTHER_TABLE)
            if self._ways.shop and not self._is_of_shop(picked.shop):
                self.skipped[kinds.OTHER_SHOP] += 1
            else:
                returned = self._returned or (self._has_marks and self._is_marked(picked))
                shop = picked.shop if self.found.mapping.many_shops else None
                self.rows.append(self._judge.judge(ref, picked, self.pricer, returned=returned, shop=shop))
                self.in_sections = self.in_sections or self._returned
                if continued:
                    self._judge.warnings.append((ref, Warn.CONTINUED))
        except Faulty as faulty:
            if kinds.names_of(row) in self._headings:  # printed again on every page
                self.skipped[kinds.REPEATED_HEADER] += 1
                self._elsewhere = False
                return
            if kinds.is_heading(row):
                self._elsewhere = True
            if all(is_blank(cell) for cell in row):  # of blanks that somebody typed
                self._waiting[kinds.BLANK] += 1
                return
            reason, note = faulty.fault
            self.bad.append(BadRow(ref, note, self._cells(row, picked), reason))
        self._counted += 1
        if self._waiting:
            self._settle()

    def _continued(self, row: Sequence[Cell], picked: Picked) -> tuple[Picked, bool]:
        """Day, number and seller stand once where a note has several goods: in a row without any, those above it.

        Of a recap of many shops a row without them has no day at all.
        """
        if self.found.mapping.many_shops:
            return picked, False
        if not all(is_blank(cell) for cell in (picked.day, picked.document, picked.seller)):
            self._above = row
        elif self._above:
            above = self._picked(self._above)
            return picked._replace(day=above.day, document=above.document, seller=above.seller), True
        return picked, False

    def _is_of_shop(self, cell: Cell) -> bool:
        """Written once where cells are merged. Raises Faulty above the first."""
        if not is_blank(cell):
            self._shop = cell
        if self._shop is None:
            raise Faulty(NO_SHOP)
        return self._judge.cells.name(self._shop) == self._ways.shop

    def _is_one_of(self, names: frozenset[str], picked: Picked) -> bool:
        name = self._judge.cells.name
        return name(picked.kind) in names or name(picked.note) in names

    def _is_marked(self, picked: Picked) -> bool:
        cells = self._judge.cells
        if self._ways.back and self._is_one_of(self._ways.back, picked):
            return True
        return any(
            (cells.is_flagged if field is Field.RETURNED else cells.is_return)(getattr(picked, field.value))
            for field in self._marks
        )

    @property
    def refused_rupiah(self) -> int:
        """As far as the refused rows have a total that can be read."""
        column = self.found.layout.columns.get(Field.TOTAL)
        if column is None:
            return 0
        amounts = [self.pricer.total(bad.cells[column]) for bad in self.bad if column < len(bad.cells)]
        return sum(amount for amount in amounts if isinstance(amount, int))

    def _settle(self) -> None:
        self.skipped += self._waiting
        self._waiting.clear()

    def _cells(self, row: Sequence[Cell], picked: Picked) -> tuple[Cell, ...]:
        """As the file has them, and what stood above: the row is mended in a file of its own."""
        cells = list(row)
        for field in (Field.DAY, Field.DOCUMENT, Field.SELLER):
            column = self.found.layout.columns.get(field, len(cells))
            if column < len(cells) and is_blank(cells[column]):
                cells[column] = getattr(picked, field.value)
        return tuple(cells)
