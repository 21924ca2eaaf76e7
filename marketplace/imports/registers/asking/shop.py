"""A column that names shops: which of its rows are of the shop whose register this is."""

from __future__ import annotations

from marketplace.imports.reasons import FileNote, Warn
from marketplace.imports.registers.asking.base import ASKING, Doubt, Option
from marketplace.imports.registers.file_reading import FileReading
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.survey import Survey
from marketplace.kernel.labels import _l
from marketplace.kernel.names import same_name
from marketplace.sheets.cells import text_of


@ASKING.add("shop")
def shop(survey: Survey, first: FileReading) -> Doubt | None:
    """Totals cannot tell whose goods they are. A recap of many shops has each row for its own."""
    if any(one.mapping.many_shops for one in survey.sheets):
        return None
    above = {shop for one in first.sheets for shop in one.shops}
    cells = survey.cells(Field.SHOP) | (above if len(above) > 1 else set())
    shops = {name: text for cell in cells if (name := same_name(text := text_of(cell)))}
    if not shops:
        return None
    about = _l("Baris mana yang dibeli toko ini?")
    if len(shops) == 1:
        only = _l("Semua baris menyebut “%(shop)s”; pastikan itu toko ini.", shop=next(iter(shops.values())))
        return Doubt(about=about, options=(), notes=[FileNote(Warn.SHOP_NAMED, only)])
    named = [
        Option(shops[name], _l("Hanya baris “%(shop)s”", shop=shops[name]), {"shop": name})
        for name in sorted(shops)
    ]
    return Doubt(about=about, options=[Option("all", _l("Semua baris")), *named], structural=True)
