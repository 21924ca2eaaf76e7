"""Registers of every shape in tests/data/registers: each is read as was written down beforehand, or asks."""

import json
from pathlib import Path

import pytest

from marketplace.adapters.sheets import reading
from marketplace.imports.reasons import Warn
from marketplace.imports.registers.catalogue import Catalogue, KnownMaker, KnownProduct
from marketplace.imports.registers.reader import read_register
from marketplace.kernel.errors import Refused
from marketplace.kernel.period import MonthSpan
from marketplace.ports.sheets import Book, Sheet

REGISTERS = Path(__file__).parents[1] / "data" / "registers"
EXPECTED = json.loads((REGISTERS / "expected.json").read_text(encoding="utf-8"))
OF_ROWS = {Warn.TOTAL_COMPUTED, Warn.TAX_UNREAD, Warn.BARCODE_CHECK_DIGIT}


def book_of(name):
    """A `.txt` is a workbook whose sheets begin with `# name`."""
    name = name.partition(" ")[0]
    content = (REGISTERS / name).read_text(encoding="utf-8")
    if not name.endswith(".txt"):
        kind, sheets = reading.read(content.encode())
        return Book(kind, [Sheet(title, rows) for title, rows in sheets])
    parts = [part.split("\n") for part in content.split("# ") if part]
    return Book("xlsx", [Sheet(title, [row.split(";") for row in rows if row]) for title, *rows in parts])


def catalogue_of(products):
    """The products of one maker, by what they are sold."""
    always = ((None, None),)
    goods = [KnownProduct(id, 1, name, unit) for id, (name, unit) in enumerate(products.items(), 1)]
    return Catalogue([KnownMaker(1, "A", ("Dapur Andaian",), always)], goods)


def read(name, **answers):
    expected = EXPECTED[name]
    return read_register(
        book_of(name),
        period=MonthSpan.parse(expected["period"]),
        answers=expected.get("answers", {}) | answers,
        remembered=expected.get("remembered", {}),
        catalogue=catalogue_of(expected.get("products", {})),
    )


def names(*, final=False, refused=False):
    """Those that are read or refused; with `final` those whose every answer leaves nothing open."""
    return [
        name
        for name, expected in EXPECTED.items()
        if ("refused" in expected) == refused
        and not (final and ("asks" not in expected or expected.get("leads_on")))
    ]


def codes(register):
    told = {warning for _, warning in register.warnings} - OF_ROWS
    return sorted(told | {note.code for note in register.notes if note.code is not Warn.VAT_SILENT})


@pytest.mark.parametrize("name", names())
def test_a_shape_is_read_as_written_down_or_asks(name):
    expected, register = EXPECTED[name], read(name)
    asked = {
        question.key.value: {choice.value: choice.total for choice in question.choices}
        for question in register.questions
    }
    assert (
        list(asked) == expected["asks_about"]
        if "asks_about" in expected
        else asked == expected.get("asks", {})
    )
    assert (len(register.rows), len(register.bad)) == (expected["rows"], expected.get("bad", 0))
    found = {
        "net": register.net_total,
        "warnings": codes(register),
        "notes": [note.code for note in register.notes if note.code is Warn.VAT_SILENT],
        "own": register.printed_total,
        "signs": "".join("-" if row.net < 0 else "+" for row in register.rows),
        "days": [str(row.day) for row in register.rows],
        "units": [row.unit for row in register.rows],
        "quantities": [row.quantity.exact for row in register.rows],
    }
    assert {key: found[key] for key in expected.keys() & found.keys()} == {
        key: expected[key] for key in expected.keys() & found.keys()
    }


@pytest.mark.parametrize("name", names(final=True))
def test_every_answer_leaves_no_question_and_its_total(name):
    for key, totals in EXPECTED[name]["asks"].items():
        (question,) = read(name).questions
        for choice in question.choices:
            answered = read(name, **{key: choice.value})
            assert (answered.questions, answered.net_total) == ([], totals[choice.value])
            assert key in [one.key.value for one in answered.answered]


@pytest.mark.parametrize("name", names(final=True))
def test_a_question_shows_the_same_rows_of_the_file_for_every_answer(name):
    (question,) = read(name).questions
    refs = [row.ref for row in question.rows]
    assert 0 < len(refs) <= 3
    assert all(row.text for row in question.rows)
    assert all([reading.ref for reading in choice.readings] == refs for choice in question.choices)
    assert str(question.about).endswith(("?", "."))


@pytest.mark.parametrize("name", names(refused=True))
def test_a_shape_that_cannot_be_rupiah_is_refused(name):
    with pytest.raises(Refused, match=EXPECTED[name]["refused"]):
        read(name)
