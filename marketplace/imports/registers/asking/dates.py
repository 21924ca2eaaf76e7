"""Day or month first: 07/08 is the seventh of August, or the eighth of July."""

from __future__ import annotations

from datetime import date

from marketplace.imports.reasons import Warn
from marketplace.imports.registers.asking.base import ASKING, Doubt, Option, plain_note
from marketplace.imports.registers.file_reading import FileReading
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.survey import Survey
from marketplace.kernel.labels import _l
from marketplace.kernel.reading import DAY_FIRST

OPTIONS = (
    Option("day", _l("Tanggal lebih dulu: 07/08 adalah 7 Agustus")),
    Option("month", _l("Bulan lebih dulu: 07/08 adalah 8 Juli"), {"month_first": True}),
)

SWAPPED = Doubt(  # a spreadsheet with English days took 05/07 for the seventh of May, and left 25/07 as text
    about=_l("Sebagian tanggal tampaknya tertukar dengan bulannya. Bagaimana membacanya?"),
    options=(
        Option("day", _l("Seperti tersimpan di berkas")),
        Option("month", _l("Tanggal dan bulan ditukar kembali"), {"swapped": True}),
    ),
    note=plain_note(Warn.MONTH_FIRST),
)


@ASKING.add("dates")
def dates(survey: Survey, first: FileReading) -> Doubt | None:
    """One day over twelve decides for the whole column; the months that are asked for may, too."""
    written = [
        DAY_FIRST.fullmatch(cell.strip().lower()) for cell in survey.cells(Field.DAY) if isinstance(cell, str)
    ]
    pairs = [(int(found[1]), int(found[3])) for found in written if found]
    real = [cell for cell in survey.cells(Field.DAY) if isinstance(cell, date)]
    if real and pairs and all(cell.day <= 12 for cell in real) and all(two <= 12 < one for one, two in pairs):
        return SWAPPED
    month_only = any(one <= 12 < two for one, two in pairs)
    either = any(one <= 12 and two <= 12 and one != two for one, two in pairs)
    day_only = any(two <= 12 < one for one, two in pairs)
    if not month_only and (day_only or not either):
        return None
    return Doubt(
        about=_l("Tanggal di berkas ini ditulis tanggal atau bulan lebih dulu?"),
        options=OPTIONS,
        note=plain_note(Warn.MONTH_FIRST),
    )
