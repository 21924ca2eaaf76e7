"""Registers of every shape in tests/data/registers: each is read as was written down beforehand, or asks."""

import json
from pathlib import Path

import pytest

from marketplace.adapters.sheets import reading
from marketplace.imports.reasons import Warn
from marketplace.imports.registers.reader import read_register
from marketplace.kernel.period import MonthSpan
from marketplace.ports.sheets import Book, Sheet

REGISTERS = Path(__file__).parents[1] / "data" / "registers"
EXPECTED = json.loads((REGISTERS / "expected.json").read_text(encoding="utf-8"))
OF_ROWS = {Warn.TOTAL_COMPUTED, Warn.TAX_UNREAD, Warn.BARCODE_CHECK_DIGIT}


def book_of(name):
    """A `.txt` is a workbook whose sheets begin with `# name`."""
    content = (REGISTERS / name).read_text(encoding="utf-8")
    if not name.endswith(".txt"):
        kind, sheets = reading.read(content.encode())
        return Book(kind, [Sheet(title, rows) for title, rows in sheets])
    parts = [part.split("\n") for part in content.split("# ") if part]
    return Book("xlsx", [Sheet(title, [row.split(";") for row in rows if row]) for title, *rows in parts])


def read(name, **answers):
    return read_register(book_of(name), period=MonthSpan.parse(EXPECTED[name]["period"]), answers=answers)


def codes(register):
    told = {warning for _, warning in register.warnings} - OF_ROWS
    return sorted(told | {note.code for note in register.notes if note.code is not Warn.VAT_SILENT})


@pytest.mark.parametrize("name", EXPECTED)
def test_a_shape_is_read_as_written_down_or_asks(name):
    expected, register = EXPECTED[name], read(name)
    assert {
        question.key.value: {choice.value: choice.total for choice in question.choices}
        for question in register.questions
    } == expected.get("asks", {})
    assert (len(register.rows), register.bad) == (expected["rows"], [])
    found = {
        "net": register.net_total,
        "warnings": codes(register),
        "notes": [note.code for note in register.notes if note.code is Warn.VAT_SILENT],
        "own": register.printed_total,
        "signs": "".join("-" if row.net < 0 else "+" for row in register.rows),
        "days": [str(row.day) for row in register.rows],
        "quantities": [row.quantity.exact for row in register.rows],
    }
    assert {key: found[key] for key in expected.keys() & found.keys()} == {
        key: expected[key] for key in expected.keys() & found.keys()
    }


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "asks" in expected])
def test_every_answer_leaves_no_question_and_its_total(name):
    for key, totals in EXPECTED[name]["asks"].items():
        (question,) = read(name).questions
        for choice in question.choices:
            answered = read(name, **{key: choice.value})
            assert (answered.questions, answered.net_total) == ([], totals[choice.value])
            assert [one.key for one in answered.answered] == [key]


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "asks" in expected])
def test_a_question_shows_the_same_rows_of_the_file_for_every_answer(name):
    (question,) = read(name).questions
    refs = [row.ref for row in question.rows]
    assert 0 < len(refs) <= 3
    assert all(row.text for row in question.rows)
    assert all([reading.ref for reading in choice.readings] == refs for choice in question.choices)
    assert str(question.about).endswith(("?", "."))
