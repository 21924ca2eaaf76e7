"""Cells as people type them."""

from typing import Annotated

import pytest
from pydantic import BaseModel, Field

from marketplace.kernel.labels import _l
from marketplace.kernel.reading import Whole, read
from marketplace.kernel.units import Unit
from marketplace.sheets.cells import TypedWords, Words, between, by_name, choice, text, text_of


class Line(BaseModel):
    name: Annotated[str, text(5)] = Field("", title=_l("Nama"))
    story: Annotated[str, text(9, lines=True)] = Field("", title=_l("Cerita"))
    unit: Annotated[Unit | None, choice(by_name(Unit), _l("“%(text)s” tidak dikenal."))] = Field(
        Unit.PCS, title=_l("Satuan")
    )
    count: Annotated[Whole | None, between(1, 1_000)] = Field(None, title=_l("Banyak"))
    code: TypedWords = Field("", title=_l("Kode"))
    note: Words = Field("", title=_l("Catatan"))


def values(**cells):
    return read(Line, cells).value.model_dump(include=cells)


def test_a_person_sees_no_decimals_of_a_whole_float():
    assert [text_of(cell) for cell in (8999990001376.0, 12.5, None, " a  b\n")] == [
        "8999990001376",
        "12.5",
        "",
        "a b",
    ]


def test_words_lose_what_cannot_be_seen_and_line_breaks_only_where_one_line_is_wanted():
    typed = {"name": "a\x00\u202e\nb", "story": "a\r\nb", "code": 17.0, "note": "a \n b"}
    assert values(**typed) == {"name": "a b", "story": "a\nb", "code": "17", "note": "a b"}


@pytest.mark.parametrize("typed", ["BKS", "bks", " Bungkus", "BUNGKUS"])
def test_a_choice_goes_by_its_label_or_its_code(typed):
    assert values(unit=typed) == {"unit": Unit.BKS}


def test_a_blank_cell_is_what_its_column_says():
    assert values(unit=" ", count=None) == {"unit": Unit.PCS, "count": None}
    assert values(unit="\u200b") == {"unit": None}


def test_what_cannot_be_read_is_said_before_what_is_unfit():
    said = read(Line, {"name": "Keripik", "count": "1,5", "unit": "x" * 70}).complaints
    assert list(said.items()) == [
        (
            "count",
            "Banyak: “1,5” bukan bilangan bulat; tulis angkanya saja, misalnya 30 atau 12.500.",
        ),
        ("name", "Nama paling panjang 5 huruf; ini 7."),
        ("unit", f"“{'x' * 60}” tidak dikenal."),
    ]
    assert read(Line, {"count": 0}).complaints == {"count": "Banyak antara 1 dan 1.000."}
