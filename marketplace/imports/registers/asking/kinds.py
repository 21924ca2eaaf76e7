"""Rows of another kind of transaction: what left the shop, was sold or corrected is no purchase, or a return."""

from __future__ import annotations

from marketplace.imports.reasons import Warn
from marketplace.imports.registers.asking.base import ASKING, Doubt, Option, plain_note
from marketplace.imports.registers.file_reading import FileReading
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.survey import Survey
from marketplace.imports.registers.titles import came_to_nothing, may_be_no_purchase
from marketplace.kernel.labels import _l
from marketplace.kernel.names import same_name
from marketplace.sheets.cells import text_of


@ASKING.add("kinds")
def kinds(survey: Survey, first: FileReading) -> Doubt | None:
    """Totals cannot tell which rows are purchases."""
    kinds, remarks = map(text_of, survey.cells(Field.KIND)), map(text_of, survey.cells(Field.NOTE))
    texts = sorted({*filter(may_be_no_purchase, kinds), *filter(came_to_nothing, remarks)})
    names = frozenset(map(same_name, texts))
    if not names:
        return None
    return Doubt(
        about=_l(
            "Ada baris bertanda %(kinds)s. Apakah itu pembelian?",
            kinds=", ".join(f"“{text}”" for text in texts),
        ),
        options=[
            Option("bought", _l("Ya, pembelian")),
            Option("returned", _l("Bukan, itu retur dan mengurangi"), {"back": names}),
            Option("skipped", _l("Bukan, lewati baris itu"), {"out": names}),
        ],
        note=plain_note(Warn.RETURNS_FOUND),
        structural=True,
    )
