"""What a price is of: one piece, or the dozen or box that the row is counted in."""

from __future__ import annotations

from marketplace.imports.reasons import Warn
from marketplace.imports.registers.asking.base import ASKING, Doubt, Option, plain_note
from marketplace.imports.registers.file_reading import FileReading
from marketplace.imports.registers.survey import Survey
from marketplace.imports.registers.ways import Per
from marketplace.kernel.labels import _l


@ASKING.add("price")
def price(survey: Survey, first: FileReading) -> Doubt | None:
    """Rows with a total decide for themselves; where they all agree, for the others too."""
    rows = sum(one.pricer.undecided for one in first.sheets)
    if not rows:
        return None
    decided = {per for one in first.sheets for per, count in one.pricer.decided.items() if count}
    return Doubt(
        about=_l("%(rows)s baris memakai lusin, dus, atau kemasan lain. Harganya untuk apa?", rows=rows),
        options=[Option(per.value, per.label, {"per": per}) for per in Per],
        settled=decided.pop().value if len(decided) == 1 else None,
        note=plain_note(Warn.PRICE_PER_PACK),
    )
