"""What a sheet says below its rows: totals, the VAT in them, and so its own total without VAT."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from marketplace.imports.registers.ways import Vat
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah, half_up, spell

ON_TOP = (11, 12, 10)  # percent of an amount without VAT


class FoundTotal(NamedTuple):
    """A file's own total without VAT, and how it was found."""

    net: Rupiah
    how: Label


@dataclass
class Footer:
    """As far as its cells can be read: an unreadable total is none."""

    totals: list[Rupiah] = field(default_factory=list)  # of total rows, in their order
    tax: Rupiah | None = None  # of a line that says PPN
    tax_cell: Rupiah | None = None  # in the column of VAT, beside the total
    base: Rupiah | None = None  # DPP, or the total before PPN
    discount: Rupiah | None = None  # taken off all rows together

    def net(self, vat: Vat) -> FoundTotal | None:
        """`vat` tells whether the line totals, and so their sum, have VAT inside."""
        if self.base is not None:
            return FoundTotal(
                self.base, _l("Nilai sebelum PPN di berkas: %(total)s.", total=spell(self.base))
            )
        if not self.totals:
            return None
        last = self.totals[-1]
        tax = self._inside(last, vat)
        if not tax:
            return FoundTotal(last, _l("Baris total di berkas: %(total)s.", total=spell(last)))
        sentence = _l(
            "Baris total di berkas %(total)s, dikurangi PPN %(tax)s.", total=spell(last), tax=spell(tax)
        )
        return FoundTotal(Rupiah(last - tax), sentence)

    def _inside(self, last: int, vat: Vat) -> int:
        """How much of the last total is VAT."""
        if self.tax:
            summed = any(abs(total + self.tax - last) <= 1 for total in self.totals[:-1])
            return 0 if not summed and _is_on_top(self.tax, last) else self.tax
        if vat is Vat.WITHOUT:
            return 0
        return self.tax_cell or last - half_up(last * 100, 111)


def _is_on_top(tax: int, amount: int) -> bool:
    """Whether it is the VAT on this amount, which so has none inside: 11 of 100, and not of 111."""
    return any(abs(tax * 100 - amount * rate) <= 5 * max(amount // 10_000, 20) for rate in ON_TOP)
