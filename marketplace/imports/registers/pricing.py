"""What a row costs: its total without VAT, held against quantity, price, discounts and VAT."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from marketplace.imports.reasons import Fault, RowReason, Warn
from marketplace.imports.registers.cells import MOST_RUPIAH, Cells, Measured, Price, read_share
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.picking import Faulty, Picked, readable
from marketplace.imports.registers.price_faults import ALL_RETURNED, NO_CONTENT, NO_WORTH, TOLERANCE, mismatch
from marketplace.imports.registers.titles import vat_said
from marketplace.imports.registers.ways import DiscountKind, Per, SheetFacts, TaxColumn, Vat, Ways
from marketplace.kernel.labels import _l
from marketplace.kernel.money import MILLION, Rupiah, half_up, spell
from marketplace.kernel.quantity import MILLI, Quantity, price_of
from marketplace.kernel.units import Unit
from marketplace.ports.sheets import Cell

NIL = Rupiah(0)
LEAST_PRICE = 25 * MILLION  # a spreadsheet may have taken 12.500 for twelve and a half
PACKING = frozenset({Unit.DUS, Unit.BOX, Unit.PAK, Unit.BAL, Unit.RTG, Unit.ROL, Unit.SET, Unit.IKT})
SINCE_ELEVEN = date(2022, 4, 1)  # 10 percent before; since 2025 twelve of eleven twelfths
FLAGGED = frozenset(
    {"ya", "y", "v", "x", "kena", "bkp", "ppn", "yes", "inc", "incl", "include", "sudah", "termasuk"}
)


class LineMoney(NamedTuple):
    quantity: Quantity
    price: Rupiah
    discount: Rupiah
    tax: Rupiah
    net: Rupiah
    warnings: Sequence[Warn]


class Pricer:
    """Of the rows of one sheet. `undecided` counts rows whose total does not tell what the price is of.

    `unpriced`: there is no price, and a row's total alone tells what it costs.
    """

    def __init__(self, cells: Cells, ways: Ways, facts: SheetFacts, *, unpriced: bool = False) -> None:
        self.unpriced = unpriced
        self._cells, self._ways, self._facts = cells, ways, facts
        self.price = cells.price(self._scale(Field.PRICE))
        self.total = cells.amount(self._scale(Field.TOTAL))
        self.tax = cells.amount(self._scale(Field.TAX))
        self.discount = cells.amount(self._scale(Field.DISCOUNT))
        self._kinds = [kind or ways.discount for _, kind in facts.discounts]
        if unpriced:  # a total less its discount, or not: nothing else changes what was paid
            below = ways.discount is DiscountKind.BELOW
            self._kinds = [DiscountKind.BELOW if below else DiscountKind.NONE] * len(self._kinds)
        self.plain = (  # a row's total is that of its price, less what its discount says
            not unpriced
            and ways.vat is Vat.WITHOUT
            and not ways.subtract
            and facts.per is None
            and facts.tax in (None, TaxColumn.AMOUNT)
            and self._kinds in ([], [DiscountKind.LINE])
        )
        self.decided: Counter[Per] = Counter()
        self.undecided = 0

    def _scale(self, field: Field) -> int:
        return self._facts.scales.get(field, 1) if self._ways.scale is None else self._ways.scale

    def money(self, picked: Picked, measured: Measured, day: date, returned: bool) -> LineMoney:
        """What the row costs, less what its column of returned quantities says. Raises Faulty."""
        back = self._cells.measure(picked.returned, None) if self._ways.subtract else None
        if not isinstance(back, Measured):
            return self._money(picked, measured, day, returned)
        left = Quantity(measured.quantity - abs(back.quantity))
        try:
            line = self._money(picked, measured, day, returned)
        except Faulty:  # its total is of what was left
            return self._money(picked, measured._replace(quantity=left), day, returned)
        if not left:
            raise Faulty(Fault(RowReason.BAD_QTY, ALL_RETURNED))
        whole = abs(measured.quantity)
        return line._replace(
            quantity=left,
            net=Rupiah(half_up(line.net * left, whole)),
            tax=Rupiah(half_up(line.tax * left, whole)),
            discount=Rupiah(half_up(line.discount * left, whole)),
        )

    def _money(self, picked: Picked, measured: Measured, day: date, returned: bool) -> LineMoney:
        """Total = half_up(quantity x price) - discount, within a rupiah; an empty total is computed. Raises Faulty."""
        total = readable(self.total(picked.total))
        price = readable(_worth(measured, total) if self.unpriced else self.price(picked.price))
        below = returned or measured.quantity < 0
        quantity = Quantity(-abs(measured.quantity)) if below else measured.quantity
        if below and total is not None:
            total = Rupiah(-abs(total))
        tax, unread = self._tax_of(picked.tax)
        tax = Rupiah(-abs(tax)) if below else tax
        per, gross, discount = self._gross(picked, measured, quantity, price, total, tax)
        net = Rupiah(gross - discount) if total is None or self._ways.vat is Vat.ADDED else total
        if less := self._below(picked, net):
            discount, net = Rupiah(discount + less), Rupiah(net - less)
        if abs(net) > MOST_RUPIAH:
            sentence = _l("%(net)s terlalu besar untuk satu baris; periksa.", net=spell(net))
            raise Faulty(Fault(RowReason.TOTAL_MISMATCH, sentence))
        warnings = [Warn.TOTAL_COMPUTED] if total is None else []
        if unread:
            warnings.append(Warn.TAX_UNREAD)
        if price.millionths < LEAST_PRICE:
            warnings.append(Warn.PRICE_TINY)
        if per is Per.PACK:
            warnings.append(Warn.PRICE_PER_PACK)
        line = LineMoney(quantity, price.rounded, discount, tax, net, warnings)
        if self._ways.vat is Vat.WITH:
            line = self._without_tax(line, picked.tax, day)
        return line

    def _gross(
        self,
        picked: Picked,
        measured: Measured,
        quantity: Quantity,
        price: Price,
        total: Rupiah | None,
        tax: Rupiah,
    ) -> tuple[Per, Rupiah, Rupiah]:
        """What the price is of, quantity x price, and the discount: the reading with which the total agrees."""
        if measured.packs is None and picked.content is None and self._facts.per is None:
            gross = Rupiah(price_of(quantity, price.millionths))  # nearly all rows
            discount = self._discounted(picked, gross, quantity) if self._kinds else NIL
            if total is None or self._fits(gross - discount, total, tax):
                return Per.PIECE, gross, discount
            raise Faulty(mismatch(quantity, price.millionths, discount, tax, total))
        found = [
            (per, gross, self._discounted(picked, gross, counted))
            for per, gross, counted in self._readings(picked, measured, quantity, price)
        ]
        if not found:
            raise Faulty(Fault(RowReason.UNKNOWN_UNIT, NO_CONTENT))
        differ = len({gross for _, gross, _ in found}) > 1
        if total is None:
            self.undecided += differ
            return next((one for one in found if one[0] is self._ways.per), found[0])
        fit = [one for one in found if self._fits(one[1] - one[2], total, tax)]
        if not fit:
            raise Faulty(mismatch(quantity, price.millionths, found[0][2], tax, total))
        self.decided[fit[0][0]] += differ
        return fit[0]

    def _readings(
        self, picked: Picked, measured: Measured, quantity: Quantity, price: Price
    ) -> Iterator[tuple[Per, Rupiah, Quantity]]:
        """Per piece, then per pack, as far as the heading leaves it open."""
        content = readable(self._cells.measure(picked.content, None)).quantity if _said(picked.content) else 0
        sign = -1 if quantity < 0 else 1
        packs, pieces = measured.packs, quantity
        packs = Quantity(sign * abs(packs)) if packs is not None else None
        if content > MILLI and measured.unit in PACKING and packs is None:
            packs, pieces = quantity, Quantity(quantity * content // MILLI)
        elif content > MILLI and packs is None:
            packs = Quantity(half_up(quantity * MILLI, content))
        per = self._facts.per
        by_pack = per is not None and (per.milli != MILLI or per.unit in PACKING)
        if per is not None and per.milli != MILLI:
            packs = Quantity(half_up(quantity * MILLI, per.milli))
        elif by_pack and packs is None and per and measured.unit is per.unit:
            packs = quantity
        in_pieces = not by_pack and (packs is not None or measured.unit not in PACKING)
        if per is None or in_pieces:
            yield Per.PIECE, Rupiah(price_of(pieces, price.millionths)), pieces
        if packs is not None and (per is None or by_pack):
            yield Per.PACK, Rupiah(price_of(packs, price.millionths)), packs

    def _fits(self, expected: int, total: int, tax: int) -> bool:
        """Whether the total is what quantity, price and discount come to; on top of it VAT, where that is so."""
        off = total - expected
        if -TOLERANCE <= off <= TOLERANCE:
            return self._ways.vat is not Vat.ADDED or not tax
        if self._ways.vat is not Vat.ADDED:
            return False
        return abs(off - (tax or half_up(expected * 11, 100))) <= TOLERANCE

    def _discounted(self, picked: Picked, gross: Rupiah, quantity: Quantity) -> Rupiah:
        """All discounts of the row: percents one after the other, then rupiah. Below zero for a return."""
        left, rupiah, percents = Fraction(1), 0, False
        for kind, cell in zip(self._kinds, picked.discounts or (picked.discount,), strict=False):
            said = isinstance(cell, str) and "%" in cell
            if said or kind in (DiscountKind.PERCENT, DiscountKind.SHARE):
                whole = kind is DiscountKind.SHARE and not said
                share = readable(read_share(cell) if whole else self._cells.percent(cell))
                percents = percents or bool(share)
                left *= 1 - (abs(share) if share else 0)
            elif kind not in (DiscountKind.NONE, DiscountKind.BELOW):
                found = readable(self.discount(cell))
                amount = abs(found) if found else 0
                rupiah += price_of(abs(quantity), amount * MILLION) if kind is DiscountKind.PIECE else amount
        if percents:
            share = 1 - left
            part = half_up(abs(gross) * share.numerator, share.denominator)
            rupiah = rupiah if abs(rupiah - part) * 100 <= part else rupiah + part  # the same in rupiah
        return Rupiah(-rupiah if gross < 0 else rupiah)

    def _below(self, picked: Picked, net: Rupiah) -> int:
        """Discounts that the line total does not have taken off. Below zero for a return."""
        if DiscountKind.BELOW not in self._kinds:
            return 0
        cells = zip(self._kinds, picked.discounts or (picked.discount,), strict=False)
        found = [readable(self.discount(cell)) for kind, cell in cells if kind is DiscountKind.BELOW]
        less = sum(abs(amount) for amount in found if amount)
        return -less if net < 0 else less

    def _tax_of(self, cell: Cell) -> tuple[Rupiah, bool]:
        """VAT in rupiah, and whether something stands there that is none."""
        if self._facts.tax in (TaxColumn.RATE, TaxColumn.FLAG):
            return NIL, False
        tax = self.tax(cell)
        if isinstance(tax, Fault) or abs(tax or 0) > MOST_RUPIAH:
            return NIL, True
        return tax or NIL, False

    def _without_tax(self, line: LineMoney, cell: Cell, day: date) -> LineMoney:
        """The same row when its amounts have VAT inside: by its own column, else by the rate of its day."""
        tax, rate = line.tax, Fraction(11 if day >= SINCE_ELEVEN else 10, 100)
        column = self._facts.tax
        if column is TaxColumn.FLAG and not is_taxed(cell):
            return line
        if column is TaxColumn.RATE:
            share = self._cells.percent(cell)
            rate = min(share, Fraction(11, 100)) if isinstance(share, Fraction) else Fraction(0)
        if column is not TaxColumn.AMOUNT:
            inside = rate / (1 + rate)
            tax = Rupiah(half_up(line.net * inside.numerator, inside.denominator))
        whole = line.net or 1
        return line._replace(
            tax=tax,
            net=Rupiah(line.net - tax),
            price=Rupiah(half_up(line.price * (line.net - tax), whole)),
            discount=Rupiah(half_up(line.discount * (line.net - tax), whole)),
        )


def _worth(measured: Measured, total: Rupiah | None) -> Price | Fault:
    """What one came to, where no column tells a price."""
    if total is None:
        return Fault(RowReason.BAD_PRICE, NO_WORTH)
    millionths = half_up(abs(total) * MILLION * MILLI, abs(measured.quantity))
    return Price(millionths, Rupiah(half_up(millionths, MILLION)))


def is_taxed(cell: Cell) -> bool:
    """Whether a word in the column of VAT says that there is some."""
    text = str(cell or "")
    said = vat_said(f"{text} ppn")
    name = "".join(filter(str.isalpha, text.lower()))
    return bool(said) if said is not None else name in FLAGGED


def _said(cell: Cell) -> bool:
    return cell is not None and str(cell).strip() not in ("", "-")
