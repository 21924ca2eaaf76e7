"""The heading of a table, wherever it stands and whatever its columns are called."""

from dataclasses import replace

import pytest

from marketplace.ports.sheets import Book, Sheet
from marketplace.sheets.headings import MOST_ABOVE, Headings, rows_below

WORDS = {"name": ["namaproduk", "produk"], "price": ["hargasatuan", "harga"], "unit": ["satuan"]}
STRICT = Headings(WORDS, ("name", "price"))
LOOSE = Headings(WORDS, ("name", "price"), loose=True)


def found(headings, *rows):
    layout, lacking = headings.find(Sheet("", rows))
    return dict(layout.columns) if layout else lacking


def test_the_row_with_most_columns_is_the_heading():
    rows = [["Daftar"], ["Produk", "Harga"], ["Nama Produk", "HARGA", "Satuan"], ["Keripik", 9, "bks"]]
    layout, _ = STRICT.find(Sheet("", rows))
    assert (layout.heading, layout.first, layout.titles["name"]) == (2, 3, "Nama Produk")


def test_the_best_word_of_a_field_goes_before_and_the_first_column_of_a_word():
    assert found(STRICT, ["Produk", "Nama produk", "Harga", "Harga"]) == {"name": 1, "price": 2}


@pytest.mark.parametrize("title", ["Harga (Rp)", "Harga (lama)"])
def test_a_remark_in_parentheses_is_passed_over_only_where_that_is_wanted(title):
    assert found(STRICT, ["Produk", title]) == ("price",)
    assert found(LOOSE, ["Produk", title]) == {"name": 0, "price": 1}


def test_two_rows_are_one_heading_only_where_that_is_wanted():
    rows = [["Produk", "Harga", None], [None, "Satuan", "Total"]]
    loose = replace(LOOSE, words=WORDS | {"total": ["hargatotal"]})

    assert found(loose, *rows) == {"name": 0, "price": 1, "total": 2}
    assert loose.find(Sheet("", rows))[0].titles["price"] == "Harga Satuan"
    assert found(replace(loose, loose=False), *rows) == {"name": 0, "price": 1}


@pytest.mark.parametrize(("above", "seen"), [(MOST_ABOVE, True), (MOST_ABOVE + 1, False)])
def test_it_is_looked_for_so_far_down(above, seen):
    assert (found(STRICT, *[["x", "y"]] * above, ["Produk", "Harga"]) == {"name": 0, "price": 1}) == seen


def test_what_the_best_row_lacks_is_named():
    assert found(STRICT, ["Satuan", "Ukuran"], ["Produk", "Satuan"]) == ("price",)
    assert found(STRICT, [None, 5], []) == ("name", "price")


def test_one_column_alone_is_no_table():
    assert found(Headings(WORDS, ("name",)), ["Produk", "Ukuran"]) == ()


def test_the_first_sheet_that_has_what_is_needed_is_read():
    first, second = (
        Sheet("Petunjuk", [["Isi lembar berikut"]]),
        Sheet("Isi", [["Produk", "Harga"], ["Keripik"]]),
    )
    sheet, layout = STRICT.first_table(Book("xlsx", [first, second]))

    assert sheet is second
    assert list(rows_below(sheet, layout)) == [(2, ["Keripik"], {"name": "Keripik", "price": None})]
    assert STRICT.first_table(Book("xlsx", [first])) is None
