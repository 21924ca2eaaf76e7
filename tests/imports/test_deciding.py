"""What a file leaves open: it is read in a bounded number of ways, and what lies beyond them is asked."""

from datetime import date

import pytest

from marketplace.imports.registers.asking.base import Doubt, Option
from marketplace.imports.registers.catalogue import Catalogue
from marketplace.imports.registers.deciding import Deciding
from marketplace.imports.registers.file_reading import Light
from marketplace.imports.registers.questions import QuestionKey
from marketplace.imports.registers.survey import Survey
from marketplace.kernel.labels import _l
from marketplace.kernel.period import MonthSpan

LIGHT = Light(MonthSpan.parse("2026-07"), Catalogue(), date(2026, 12, 1))
VAT, PRICE, NUMBERS, DATES, SHEETS, DISCOUNT, *_ = QuestionKey


def doubt(ways):
    """None of them makes a difference to a file without rows."""
    return Doubt(
        about=_l("Yang mana?"), options=[Option(str(way), _l("Cara %(n)s", n=way)) for way in range(ways)]
    )


@pytest.mark.parametrize(
    ("ways", "given", "asked"),
    [
        ([2, 2, 2, 2, 2], {}, set()),
        ([2, 2, 2, 2, 2, 2], {}, {DISCOUNT}),
        ([33, 2], {}, {VAT}),
        ([2, 2, 2, 2, 2, 2], {VAT: "1"}, set()),
    ],
    ids=str,
)
def test_a_small_file_is_read_in_32_ways_at_most(ways, given, asked):
    doubts = {key: doubt(many) for key, many in zip(QuestionKey, ways, strict=False)}
    found = Deciding(Survey([], []), LIGHT, doubts, given, given).decided([])

    assert found.open == asked
    assert found.answerable == {} and set(found.doubts) == asked | set(given)
