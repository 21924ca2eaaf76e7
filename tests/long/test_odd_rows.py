"""A million rows of registers that hold anything: none breaks the reader, none is dropped."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.imports.registers.cells import read_amount
from tests.imports.odd_rows import random_rows, stands_somewhere, written_rupiah

pytestmark = pytest.mark.long

ROWS = 100  # of a file
MILLION = 1_000_000


@settings(max_examples=MILLION // ROWS, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_a_million_odd_rows_are_taken_refused_or_skipped(random):
    stands_somewhere(random_rows(random, ROWS))


@settings(max_examples=MILLION // 10, deadline=None)
@given(written=written_rupiah())
def test_every_form_of_rupiah_is_read_as_it_is_written(written):
    amount, text = written
    assert read_amount(text) == amount
    assert read_amount(f"-{text.strip()}") == read_amount(f"({text.strip()})") == -amount
