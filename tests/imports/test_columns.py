"""Columns that a person explained, and the layout in which they are read."""

import pytest

from marketplace.adapters.sheets import reading
from marketplace.imports.registers.column_questions import TRIED
from marketplace.imports.registers.columns import column_keys, columns_said
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.reader import read_register
from marketplace.imports.totals import file_of_month
from marketplace.kernel.errors import Refused
from marketplace.kernel.period import Month, MonthSpan
from marketplace.ports.sheets import Book, Sheet

HEADING = "Tanggal;No Faktur;Nama Supplier;Nama Barang;Qty;Satuan;Harga Beli"


def read(*lines, **given):
    kind, sheets = reading.read("\n".join(lines).encode())
    book = Book(kind, [Sheet(name, rows) for name, rows in sheets])
    return read_register(book, period=MonthSpan.parse("2026-07"), **given)


def test_answers_about_columns_name_a_field_by_value_or_label_or_none():
    said = {"column:modal": "price", "column:asal": "Nama Pemasok", "column:poin": "unused", "vat": "with"}
    assert columns_said({**said, "column:x": "weather"}) == {
        "modal": Field.PRICE,
        "asal": Field.SELLER,
        "poin": None,
    }


def test_columns_of_one_heading_and_without_one_are_told_apart():
    assert column_keys(["Nilai", "Nilai ", "", "%", "Harga"]) == [
        "nilai",
        "nilai2",
        "kolomc",
        "kolomd",
        "harga",
    ]


def test_what_is_said_of_a_column_goes_before_what_its_heading_says():
    row = "01/07/2026;F1;CV Grosir;Gula;10;KG;11.100;9.000"
    register = read(
        f"{HEADING};Harga Netto", row, answers={"column:hargabeli": "unused", "column:harganetto": "price"}
    )
    assert (register.net_total, register.questions) == (90_000, [])


def test_of_two_columns_said_to_be_one_the_other_is_still_asked_about():
    lines = (
        HEADING.replace("Harga Beli", "Modal;Setoran"),
        "01/07/2026;F1;CV Grosir;Gula;10;KG;11.100;9.000",
    )
    register = read(*lines, answers={"column:modal": "price", "column:setoran": "price"})
    assert [question.key.value for question in register.questions] == ["column:setoran"]
    assert register.net_total == 111_000


def test_a_refused_row_is_worth_what_the_explained_column_says():
    lines = (f"{HEADING};Nilai Bersih", "01/07/2026;F1;CV Grosir;Gula;10;KG;11.100;99.000")
    register = read(*lines, answers={"column:nilaibersih": "total"})
    assert [bad.reason.value for bad in register.bad] == ["TOTAL_MISMATCH"]
    (refused,) = file_of_month(register, [], Month.parse("2026-07"), key="k", name="n").refused
    assert refused.net == 99_000


def test_columns_that_are_not_counted_are_told_but_those_asked_about():
    lines = (
        f"{HEADING};Ukuran;Nilai Bersih;Bonus",
        "01/07/2026;F1;CV Grosir;Gula;10;KG;11.100;besar;99.000;",
    )
    register = read(*lines)
    assert [question.key.value for question in register.questions] == ["column:nilaibersih"]
    assert [key.value for key in register.unused] == ["column:ukuran"]
    assert read(*lines, answers={"column:ukuran": "note"}).unused == []


def test_a_missing_column_that_none_can_be_is_named():
    with pytest.raises(Refused, match="tambahkan kolom: Tanggal"):
        read("No Faktur;Nama Supplier;Nama Barang;Qty;Modal", "F1;CV Grosir;Gula;10;11.100")


def test_a_column_that_was_left_out_though_it_is_needed_is_asked_about_again():
    lines = (HEADING.replace("Harga Beli", "Modal"), "01/07/2026;F1;CV Grosir;Gula;10;KG;11.100")
    register = read(*lines, answers={"column:modal": "unused"})
    assert [question.key.value for question in register.questions] == ["column:modal"]


@pytest.mark.parametrize("title", ["Petugas", "No PO", "Kode Rak", "Stok Akhir", "Saldo", "Jatuh Tempo"])
def test_columns_of_no_weight_ask_nothing(title):
    assert read(f"{HEADING};{title}", "01/07/2026;F1;CV Grosir;Gula;10;KG;11.100;7").questions == []


def test_a_column_of_telephone_numbers_asks_nothing():
    assert read(f"{HEADING};Kontak", "01/07/2026;F1;CV Grosir;Gula;10;KG;11.100;08123456789").questions == []


@pytest.mark.parametrize("title", ["Nominal", "Poin", "Porsi", "Rusak", "Sub Dist", "Tambahan"])
def test_columns_of_numbers_that_nobody_knows_are_asked_about(title):
    register = read(f"{HEADING};{title}", "01/07/2026;F1;CV Grosir;Gula;10;KG;11.100;7")
    assert [question.key.label for question in register.questions] == [f"Kolom “{title}”"]


def test_a_large_file_is_read_once_and_asks_without_trying_each_meaning():
    rows = [f"01/07/2026;F{one};CV Grosir;Gula;10;KG;11.100;7" for one in range(TRIED)]
    register = read(f"{HEADING};Poin", *rows)
    (question,) = register.questions
    assert [choice.value for choice in question.choices if choice.readings] == ["unused"]
    answered = read(f"{HEADING};Poin", *rows, answers={"column:poin": "unused"})
    assert (answered.questions, len(answered.rows)) == ([], TRIED)


def test_ticks_in_a_column_of_returns_are_asked_about():
    rows = (
        "01/07/2026;F1;CV Grosir;Gula;10;KG;1.000;10.000;",
        "02/07/2026;F2;CV Grosir;Gula;4;KG;1.000;4.000;v",
    )
    (question,) = read(f"{HEADING};Jumlah;Retur", *rows).questions
    assert {one.value: one.total for one in question.choices} == {"none": 14_000, "marked": 6_000}
