"""What marks a return: words in a column, or a column of returned quantities. A section or a minus tells by itself."""

from __future__ import annotations

from marketplace.imports.reasons import Warn
from marketplace.imports.registers.asking.base import ASKING, Doubt, Option, plain_note
from marketplace.imports.registers.cells import Measured, read_measure
from marketplace.imports.registers.file_reading import FileReading
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.survey import Survey
from marketplace.kernel.labels import _l

IN_WORDS = (Field.KIND, Field.NOTE, Field.DOCUMENT, Field.ITEM)


@ASKING.add("returns")
def returns(survey: Survey, first: FileReading) -> Doubt | None:
    """A column of kinds says it plainly; a remark may also tell what became of the goods later."""
    is_return = first.judge.cells.is_return
    marking = frozenset(field for field in IN_WORDS if any(map(is_return, survey.cells(field))))
    counted = any(isinstance(read_measure(cell), Measured) for cell in survey.cells(Field.RETURNED))
    if any(map(first.judge.cells.is_flagged, survey.cells(Field.RETURNED))) and not counted:
        marking |= {Field.RETURNED}
    if not marking and not counted:
        return None
    plain = marking & {Field.KIND}
    return Doubt(
        about=_l("Ada baris bertanda retur. Apakah baris itu mengurangi pembelian?"),
        options=[
            Option("none", _l("Tidak, tetap dihitung sebagai pembelian")),
            Option(
                "marked",
                _l("Ya, dihitung sebagai retur dan mengurangi"),
                {"marks": marking, "subtract": counted},
            ),
        ],
        settled="marked" if marking == plain and (not counted or Field.RETURNED in survey.said) else None,
        note=plain_note(Warn.RETURNS_FOUND),
    )
