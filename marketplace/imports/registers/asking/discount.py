"""What stands in a column of discounts whose heading does not say: rupiah of the line, of a piece, or percent."""

from __future__ import annotations

from marketplace.imports.reasons import Warn
from marketplace.imports.registers.asking.base import ASKING, Doubt, Option, plain_note
from marketplace.imports.registers.cells import read_amount
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
    amounts = [abs(amount) for cell in cells if isinstance(amount := read_amount(cell), int) and amount]
    if not amounts:
        return None
    impossible = set() if max(amounts) <= 100 else {DiscountKind.PERCENT}
    if not survey.has(Field.TOTAL):
        impossible.add(DiscountKind.BELOW)
    kinds = [kind for kind in DiscountKind if kind not in impossible]
    return Doubt(
        about=_l("Angka di kolom diskon berarti apa?"),
        options=[Option(kind.value, kind.label, {"discount": kind}) for kind in kinds],
        note=plain_note(Warn.DISCOUNT_READ),
    )
