"""Whatever stands in a register, nothing breaks over it and nothing is dropped; tests/long has a million of them."""

from hypothesis import given, settings

from marketplace.imports.registers.cells import read_amount
from tests.imports.odd_rows import odd_rows, stands_somewhere, written_rupiah


@settings(max_examples=40, deadline=None)
@given(rows=odd_rows(6))
def test_every_row_is_taken_refused_or_skipped(rows):
    stands_somewhere(rows)


@given(written=written_rupiah())
def test_rupiah_are_read_as_they_are_written(written):
    amount, text = written
    assert read_amount(text) == amount
    assert read_amount(f"-{text.strip()}") == read_amount(f"({text.strip()})") == -amount
