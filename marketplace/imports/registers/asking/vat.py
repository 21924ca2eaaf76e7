"""Whether prices and totals have VAT inside. What is bought is counted without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from marketplace.imports.reasons import Warn
from marketplace.imports.registers.asking.base import ASKING, Doubt, Option, plain_note
from marketplace.imports.registers.file_reading import FileReading
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.rows import RegisterRow
from marketplace.imports.registers.survey import Survey
from marketplace.imports.registers.ways import TaxColumn, Vat
from marketplace.kernel.labels import _l

INSIDE, ON_TOP = "inside", "on top"
RATES = (10, 11, 12)


@ASKING.add("vat")
def vat(survey: Survey, first: FileReading) -> Doubt | None:
    """Amounts of VAT tell by what they are of: 11 of 100 stand beside a price, 11 of 111 are in it."""
    column = {one.facts.tax for one in survey.sheets if one.facts.tax}
    below = any(one.footer.tax or one.footer.base for one in first.sheets)
    seen = _kinds(first.rows) if TaxColumn.AMOUNT in column else Counter()
    added = _may_be_added(survey, first)
    about = _l("Apakah harga di berkas ini sudah termasuk PPN?")
    note = plain_note(Warn.VAT_TAKEN_OFF)
    inside = bool(seen[INSIDE]) and 9 * seen[ON_TOP] <= seen[INSIDE]
    if inside and False not in survey.vat:
        return Doubt(about=about, options=_options(added), settled=Vat.WITH, note=note)
    mixed = bool(seen[INSIDE]) and seen[INSIDE] * 9 > seen[ON_TOP]
    worded = bool(column - {TaxColumn.AMOUNT})
    if True in survey.vat or mixed or worded or below:
        return Doubt(about=about, options=_options(added), note=note)
    if added:  # nothing says so but the totals, which decide
        options = [option for option in _options(added) if option.value != Vat.WITH]
        return Doubt(about=about, options=options, note=note)
    if survey.vat or column:
        return None
    return Doubt(
        about=about, options=_options(added), settled=Vat.WITHOUT, notes=[plain_note(Warn.VAT_SILENT)]
    )


def _options(added: bool) -> list[Option]:
    kinds = [kind for kind in Vat if added or kind is not Vat.ADDED]
    return [Option(kind.value, kind.label, {"vat": kind}) for kind in kinds]


def _may_be_added(survey: Survey, first: FileReading) -> bool:
    """Totals that half of the rows do not come to may have VAT on top."""
    return survey.has(Field.TOTAL) and 2 * first.mismatches >= len(first.rows) + len(first.bad) > 0


def _kinds(rows: Iterable[RegisterRow]) -> Counter[str]:
    return Counter(_kind(abs(row.tax), abs(row.net)) for row in rows if row.tax)


def _kind(tax: int, net: int) -> str:
    """Of which amount this is the VAT: the nearest."""
    apart = [(abs(tax * 100 - net * rate), ON_TOP) for rate in RATES]
    apart += [(abs(tax * (100 + rate) - net * rate), INSIDE) for rate in RATES[1:]]
    off, kind = min(apart)
    return kind if off <= max(200, net // 10) else ""
