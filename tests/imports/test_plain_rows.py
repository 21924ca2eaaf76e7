"""A plain row is read at once; whoever looks closer at it reads the same."""

from random import Random

import pytest
from hypothesis import given, settings

from marketplace.imports.registers.answers import register_json
from marketplace.imports.registers.judging import Judge
from marketplace.imports.registers.reader import read_register
from marketplace.kernel.period import MonthSpan
from marketplace.ports.sheets import Book, Sheet
from tests.imports.odd_rows import HEADING, PLAIN, odd_rows, random_rows
from tests.imports.test_samples import EXPECTED, PERIODS
from tests.imports.test_shapes import names
from tests.imports.test_shapes import read as read_shape

JULY = MonthSpan.parse("2026-07")
OTHERS = ("Isi", "Disc 2 %", "Qty Retur", "Nama Toko")
PLACES = [place for place, title in enumerate(HEADING) if title not in OTHERS]


@pytest.fixture(scope="module")
def same():
    """Whether a register reads the same when every row is looked at; how many were taken at once."""

    def compare(read):
        taken, at_once = [], Judge.at_once

        def counted(judge, ref, row):
            purchase = at_once(judge, ref, row)
            taken.append(purchase)
            return purchase

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Judge, "at_once", counted)
            quick = read()
            patch.setattr(Judge, "at_once", lambda *_: None)
            slow = read()
        assert slow.rows == quick.rows
        assert register_json(slow, "", 0, questions=slow.questions) == register_json(
            quick, "", 0, questions=quick.questions
        )
        return len(taken) - taken.count(None), len(quick.rows)

    return compare


def odd(rows):
    """In the columns of a usual register; what others do to a row is asked of all its rows."""
    usual = [[row[place] for place in PLACES if place < len(row)] for row in (HEADING, *rows)]
    return lambda: read_register(Book("xlsx", [Sheet("Juli", usual)]), period=JULY)


@pytest.mark.parametrize(("expected", "period"), list(zip(EXPECTED, PERIODS, strict=True)), ids=PERIODS)
def test_the_samples(same, sample, catalogue, expected, period):
    def read():
        return read_register(sample(expected["file"]), period=MonthSpan.parse(period), catalogue=catalogue)

    taken, rows = same(read)
    assert 2 * taken > rows


@pytest.mark.parametrize("name", names())
def test_every_shape(same, name):
    same(lambda: read_shape(name))


@settings(max_examples=40, deadline=None)
@given(rows=odd_rows(12))
def test_odd_rows(same, rows):
    same(odd(rows))


def test_many_odd_rows(same):
    """In small files, as one odd cell may change what all rows of its file mean; each row has its number."""
    random = Random(0)
    taken = 0
    for _ in range(200):
        rows = [
            [*row[:2], f"F{number}", *row[3:]] if len(row) == len(PLAIN) else row
            for number, row in enumerate(random_rows(random, 5))
        ]
        taken += same(odd(rows))[0]
    assert taken > 200


@pytest.mark.parametrize(
    "place", [HEADING.index("Qty"), HEADING.index("Harga Beli"), HEADING.index("Jumlah")]
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_ticked_box_is_no_number_whatever_stands_above_it(same, place, turned):
    """Equal to 1 in Python, so that a memory of cells may take the one for the other."""
    rows = [[*PLAIN[:2], f"F{number}", *PLAIN[3:]] for number in range(2)]
    rows[0][5], rows[0][8], rows[0][12], rows[1][5] = 1, 1, 1, 1
    rows[1][place] = True
    read = odd(rows[::-1] if turned else rows)
    same(read)
    assert ([row.document for row in read().rows], len(read().bad)) == (["F0"], 1)
