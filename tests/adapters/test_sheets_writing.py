"""Spreadsheets that go out: typed, explained, and never a program."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from marketplace.adapters.sheets.spreadsheets import SpreadsheetSheets
from marketplace.adapters.sheets.xlsxwriter_sheets import sheet_names
from marketplace.ports.sheets import Column, Table

sheets = SpreadsheetSheets()
COLUMNS = [
    Column("Pemasok", note="Nama seperti pada daftar kota", width=28),
    Column("NIB"),
    Column("Nilai", "rupiah", note="Tanpa PPN"),
    Column("Jumlah", "number"),
    Column("Tanggal", "day"),
    Column("Porsi", "share", note="Nilai produk lokal dibagi seluruh nilai"),
    Column("Dicatat", "moment"),
]
MOMENT = datetime(2026, 8, 27, 20, 30, tzinfo=UTC)
ROWS = [
    ("Keripik Melati", "0211230045678", 12_500, 1.5, date(2026, 8, 27), 3269, MOMENT),
    ("Kopi Sai Wawai", "1234567890123", -34_800, 12, None, 0, None),
]
TABLE = Table("Pembelian", COLUMNS, ROWS, totals=("Jumlah", None, -22_300, None, None, 3269, None))
# https://owasp.org/www-community/attacks/CSV_Injection
ATTACKS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "\uff1d1+1",
    '=HYPERLINK("http://x.test","klik")',
    "|calc",
]


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def lines(content, delimiter):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_cells_keep_their_types():
    sheet = opened(sheets.write_xlsx([TABLE]))["Pembelian"]
    row = [cell.value for cell in sheet[2]]

    assert row[:4] == ["Keripik Melati", "0211230045678", 12_500, 1.5]
    assert f"{row[4]:%Y-%m-%d}" == "2026-08-27"
    assert row[5] == 0.3269
    assert f"{row[6]:%Y-%m-%d %H:%M}" == "2026-08-28 03:30"  # in Metro it is the next morning
    assert sheet["B2"].data_type == "s"
    assert "Rp" in sheet["C2"].number_format
    assert sheet["F2"].number_format == "0.00%"


def test_the_header_stays_in_sight_and_the_totals_stand_below():
    sheet = opened(sheets.write_xlsx([TABLE]))["Pembelian"]

    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == [column.title for column in COLUMNS]
    assert [sheet["A4"].value, sheet["C4"].value] == ["Jumlah", -22_300]
    assert sheet.auto_filter.ref == "A1:G3"


def test_the_last_sheet_explains_the_columns():
    book = opened(sheets.write_xlsx([TABLE]))
    last = book.worksheets[-1]

    assert last.title == "Keterangan"
    assert [cell.value for cell in last[2]] == ["Pembelian", "Pemasok", "Nama seperti pada daftar kota"]
    assert last.max_row == 1 + len(COLUMNS)

    english = opened(sheets.write_xlsx([TABLE], legend=("Notes", "Sheet", "Column", "Meaning")))
    assert english.worksheets[-1].title == "Notes"


@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_becomes_a_formula_or_a_link(text):
    table = Table("Data", [Column(text, note=text)], [(text,)], totals=(text,))
    book = opened(sheets.write_xlsx([table]))

    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type in "sn" and cell.hyperlink is None for cell in row)
    for delimiter in ";,":
        for [cell] in lines(sheets.write_csv(table, delimiter=delimiter), delimiter):
            assert cell == f"'{text}"


def test_a_negative_number_is_still_a_number_in_csv():
    assert lines(sheets.write_csv(TABLE), ";")[2][2] == "-34800"


def test_csv_is_for_a_spreadsheet_in_indonesian():
    content = sheets.write_csv(TABLE)

    assert content.startswith(b"\xef\xbb\xbf")
    assert lines(content, ";")[1] == [
        "Keripik Melati", "0211230045678", "12500", "1,5", "2026-08-27", "32,69%", "2026-08-28 03:30",
    ]  # fmt: skip
    assert lines(content, ";")[-1][0] == "Jumlah"


def test_csv_in_english_has_points():
    assert lines(sheets.write_csv(TABLE, delimiter=","), ",")[1][3:6] == ["1.5", "2026-08-27", "32.69%"]


def test_what_was_written_can_be_read_again():
    book = sheets.read(sheets.write_xlsx([TABLE]), "x.xlsx")

    assert book.sheets[0].rows[1][:3] == ["Keripik Melati", "0211230045678", 12_500]
    assert sheets.read(sheets.write_csv(TABLE), "x.csv").sheets[0].rows[1][0] == "Keripik Melati"


def test_a_table_without_rows_has_its_header():
    content = sheets.write_xlsx([Table("Kosong", COLUMNS, [])])
    assert opened(content)["Kosong"]["A1"].value == "Pemasok"
    assert len(lines(sheets.write_csv(Table("Kosong", COLUMNS, [])), ";")) == 1


def test_a_column_offers_what_to_pick_below_its_rows_too():
    kinds = [f"Jenis barang nomor {number}" for number in range(40)]
    columns = [Column("Nama"), Column("Jenis", choices=kinds), Column("Satuan", choices=["buah", "pak"])]
    book = opened(sheets.write_xlsx([Table("Produk", columns, [("Keripik", kinds[0], "buah")])]))

    offers = {str(one.sqref): one for one in book["Produk"].data_validations.dataValidation}
    assert [(where, offer.formula1) for where, offer in offers.items()] == [
        ("B2:B502", "'Pilihan'!$A$1:$AN$1"),
        ("C2:C502", "'Pilihan'!$A$2:$B$2"),
    ]
    assert [cell.value for cell in book["Pilihan"][1]] == kinds
    assert book["Pilihan"].sheet_state == "hidden"
    assert [
        sheet.name for sheet in sheets.read(sheets.write_xlsx([Table("P", columns, [])]), "x").sheets
    ] == [
        "P",
        "Keterangan",
    ]


def test_a_wrong_cell_says_why():
    remarks = {(1, 1): "Barcode: periksa angkanya.", (0, 2): "Harga wajib diisi."}
    columns = [Column("Nama"), Column("Barcode"), Column("Harga", "rupiah")]
    rows = [("Keripik", "0899", None), ("Kopi", "0123", 12_500)]
    sheet = opened(sheets.write_xlsx([Table("Ditolak", columns, rows, remarks=remarks)]))["Ditolak"]

    assert sheet["B3"].comment.text == "Barcode: periksa angkanya."
    assert sheet["C2"].comment.text == "Harga wajib diisi."
    assert sheet["B3"].value == "0123" and sheet["B3"].fill.fgColor.rgb == "FFFBE3E0"
    assert sheet["C2"].fill.fgColor.rgb == "FFFBE3E0" and sheet["B2"].fill.fgColor.rgb != "FFFBE3E0"


def test_names_of_sheets_are_made_fit():
    assert sheet_names(["Toko [A/B]: *?", "x" * 40, "X" * 40, ""]) == [
        "Toko  A B",
        "x" * 31,
        f"{'X' * 26} (3)",
        "4",
    ]
