"""What a column of discounts holds whose heading does not say: rupiah of the line, of a piece, percent, or shares."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.imports.reasons import Warn
from marketplace.imports.registers.asking.base import ASKING, Doubt, Option, plain_note
from marketplace.imports.registers.cells import are_shares, read_amount
from marketplace.imports.registers.file_reading import FileReading
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.survey import Survey
from marketplace.imports.registers.ways import DiscountKind
from marketplace.kernel.labels import _l


@ASKING.add("discount")
def discount(survey: Survey, first: FileReading) -> Doubt | None:
    """Cells with a percent sign say it themselves."""
    cells = [
        cell for cell in survey.discount_cells(unsaid=True) if not (isinstance(cell, str) and "%" in cell)
    ]
    if are_shares(cells):
        return _doubt([DiscountKind.PERCENT, DiscountKind.SHARE, DiscountKind.NONE])
    amounts = [abs(amount) for cell in cells if isinstance(amount := read_amount(cell), int) and amount]
    if not amounts:
        return None
    if all(one.unpriced for one in survey.sheets):
        return _doubt([DiscountKind.NONE, DiscountKind.BELOW])
    impossible = {DiscountKind.SHARE} if max(amounts) <= 100 else {DiscountKind.SHARE, DiscountKind.PERCENT}
    if not survey.has(Field.TOTAL):
        impossible.add(DiscountKind.BELOW)
    return _doubt([kind for kind in DiscountKind if kind not in impossible])


def _doubt(kinds: Sequence[DiscountKind]) -> Doubt:
    return Doubt(
        about=_l("Angka di kolom diskon berarti apa?"),
        options=[Option(kind.value, kind.label, {"discount": kind}) for kind in kinds],
        note=plain_note(Warn.DISCOUNT_READ),
    )
