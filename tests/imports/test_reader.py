"""Registers that are not quite like the samples."""

import gc
import time
from datetime import date

import pytest

from marketplace.imports.mappings.base import MAPPINGS, Mapping
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.reader import read_register
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month, MonthSpan
from marketplace.ports.sheets import Book, Sheet
from tests.imports.conftest import HEADING

JULY = MonthSpan.parse("2026-07")


def reasons(register):
    return [str(bad.reason) for bad in register.bad]


def test_the_first_reason_counts(register, line):
    rotten = {"Nama Barang": "", "Nama Supplier": "", "Tanggal": "31/06/2026", "Qty": "habis",
              "Harga Beli": "gratis", "Jumlah": "1"}  # fmt: skip
    rows, mended = [], {}
    order = ["Nama Barang", "Nama Supplier", "Tanggal", "Qty", "Harga Beli", "Jumlah"]
    for name in order:
        rows.append(line(**{key.replace(" ", "_"): cell for key, cell in (rotten | mended).items()}))
        mended[name] = dict(zip(HEADING, line(), strict=True))[name]
    assert reasons(register(*rows)) == [
        "MISSING_PRODUCT", "MISSING_SUPPLIER", "BAD_DATE", "BAD_QTY", "BAD_PRICE", "TOTAL_MISMATCH",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"Tanggal": "01/08/2026"}, "OUT_OF_PERIOD"),
        ({"Tanggal": "30/06/2026"}, "OUT_OF_PERIOD"),
        ({"Tanggal": ""}, "BAD_DATE"),
        ({"Tanggal": "12"}, "BAD_DATE"),
        ({"Qty": "0"}, "BAD_QTY"),
        ({"Qty": "1/3"}, "BAD_QTY"),
        ({"Qty": ""}, "BAD_QTY"),
        ({"Qty": "0 dus @24"}, "BAD_QTY"),
        ({"Satuan": "karung"}, "UNKNOWN_UNIT"),
        ({"Harga_Beli": "0"}, "BAD_PRICE"),
        ({"Harga_Beli": "-10.000"}, "BAD_PRICE"),
        ({"Harga_Beli": "10rb"}, "BAD_PRICE"),
        ({"Harga_Beli": "1,2 jt"}, "BAD_PRICE"),
        ({"Jumlah": "20.002"}, "TOTAL_MISMATCH"),
        ({"Jumlah": "lihat nota"}, "TOTAL_MISMATCH"),
        ({"Diskon": "sedikit"}, "TOTAL_MISMATCH"),
        ({"Jumlah": "(20.000)"}, "TOTAL_MISMATCH"),
    ],
)
def test_a_row_is_refused(register, line, given, reason):
    assert reasons(register(line(**given))) == [reason]


@pytest.mark.parametrize("total", ["19.999", "20.000", "20.001"])
def test_a_total_may_miss_by_one_rupiah(register, line, total):
    assert register(line(Jumlah=total)).rows[0].net == int(total.replace(".", ""))


def test_half_a_rupiah_rounds_up_and_a_return_mirrors_it(register, line):
    one, back = register(line(Qty="0,5", Harga_Beli="10.001"), line(Qty="-0,5", Harga_Beli="10.001")).rows
    assert (one.net, back.net) == (5001, -5001)
    assert back.is_return
    assert not one.is_return


def test_prices_with_cents_are_multiplied_before_they_are_rounded(register, line):
    (row,) = register(line(Qty="1.000", Harga_Beli="11.261,26", Jumlah="11.261.260")).rows
    assert (row.unit_price, row.net) == (11261, 11261260)


def test_a_discount_in_percent_is_taken_off(register, line):
    heading = [title if title != "Diskon (Rp)" else "Diskon %" for title in HEADING]
    (row,) = register(line(Diskon="12,5%", Jumlah="17.500"), heading=heading).rows
    assert (row.discount, row.net) == (2500, 17500)


@pytest.mark.parametrize(
    ("given", "note"),
    [
        (
            {"PPN": "2.200", "Jumlah": "22.200"},
            "Jumlah harga Rp22.200 memuat PPN; tulis Rp20.000, tanpa PPN.",
        ),
        (
            {"Jumlah": "(20.000)"},
            "Jumlah harga Rp-20.000; bila ini retur, beri minus juga pada jumlah barang.",
        ),
        (
            {"Jumlah": "19.000"},
            "Jumlah harga Rp19.000 tidak sama dengan 2 × Rp10.000 = Rp20.000; perbaiki yang salah.",
        ),
    ],
)
def test_a_total_that_is_wrong_is_told_with_what_is_wrong_with_it(register, line, given, note):
    others = [line(No_Faktur=f"G{number}", PPN="2.200", Jumlah="20.000") for number in range(9)]
    (bad,) = register(line(**given), *others).bad
    assert bad.note == note


def test_unreadable_tax_is_a_warning(register, line):
    read = register(line(PPN="bebas"))
    assert [(ref, str(code)) for ref, code in read.warnings] == [(1, "TOTAL_COMPUTED"), (1, "TAX_UNREAD")]
    assert read.rows[0].tax == 0


def test_a_return_has_its_discount_and_tax_below_zero(register, line):
    (row,) = register(line(Qty="-2", Diskon="1.000", PPN="2.090", Jumlah="-19.000")).rows
    assert (row.discount, row.tax, row.net) == (-1000, -2090, -19000)


@pytest.mark.parametrize("quantity", ["(2)", "2-", "−2", "- 2"])
def test_ledgers_write_returns_in_many_ways(register, line, quantity):
    (row,) = register(line(Qty=quantity, Jumlah="(20.000)")).rows
    assert (row.quantity, row.net) == (-2000, -20000)


def test_a_refused_row_goes_back_with_the_day_number_and_seller_that_stood_above_it(register, line):
    blank = {"Tanggal": "", "No_Faktur": "", "Nama_Supplier": ""}
    read = register(line(), line(**blank, Nama_Barang="Teh", Harga_Beli="x"))
    (bad,) = read.bad
    assert {"01/07/2026", "F1", "Toko Andaian", "Teh", "x"} <= {*bad.cells}


def test_a_block_of_returns_has_no_minus(register, line):
    read = register(
        line(), ["", "RETUR PEMBELIAN"], line(No="2", Qty="1"), ["", "PEMBELIAN TAMBAHAN"], line(Qty="3")
    )
    assert [row.net for row in read.rows] == [20000, -10000, 30000]
    assert read.skipped == {"heading": 2}


def test_void_rows_are_skipped(register, line):
    read = register(line(), line(Ket="BATAL"))
    assert (len(read.rows), read.skipped) == (1, {"void": 1})


def test_twins_without_a_document_are_twins_too(register, line):
    read = register(line(No_Faktur=""), line(No_Faktur="", No="2"), line(No_Faktur="F2", No="3"))
    assert [row.ref for row in read.rows] == [1, 3]
    assert read.bad[0].note == "Sama dengan baris 1; hapus salah satunya."


def test_two_spellings_of_a_maker_are_twins(register, line, catalogue):
    read = register(
        line(Nama_Supplier="Tapis Andaian"), line(Nama_Supplier="SULAM TAPIS ANDAIAN"), catalogue=catalogue
    )
    assert reasons(read) == ["DUPLICATE"]


def test_printed_numbers_of_empty_lines_are_blank(register, line):
    read = register(["1", *[""] * 12], line(No="2"), ["3"])
    assert (len(read.rows), read.skipped) == (1, {"blank": 1})


def test_a_line_of_typed_blanks_is_blank(register, line):
    assert register([" "] * len(HEADING), line()).skipped == {"blank": 1}


def test_a_lone_cell_that_is_no_word_stops_nothing(register, line):
    assert register([None, True], line(), kind="xlsx").skipped == {"heading": 1}


def test_a_heading_printed_on_every_page_is_skipped(register, line):
    read = register(line(), HEADING, line(No="2", Qty="3"))
    assert (len(read.rows), read.bad, read.skipped) == (2, [], {"header": 1})


def test_signatures_side_by_side_are_skipped(register, line):
    read = register(
        line(), ["", "TOTAL", *[""] * 9, "20.000"], [], ["", "Mengetahui", "", "", "", "Dibuat oleh"]
    )
    assert read.skipped == {"grand_total": 1, "signature": 1}
    assert read.printed_total == read.net_total == 20000


def test_a_signature_without_a_total_above_is_one(register, line):
    assert register(line(), [], ["", "Metro, 2 Agustus 2026"]).skipped == {"signature": 1}


def test_a_purchase_with_a_hole_below_the_total_is_not_taken_for_a_signature(register, line):
    read = register(line(), ["", "TOTAL"], line(Harga_Beli="", Qty="9"))
    assert reasons(read) == ["BAD_PRICE"]


def test_short_rows_are_read(register, line):
    (row,) = register(line()[:9]).rows
    assert row.net == 20000


@pytest.mark.parametrize(
    "cell", [46204, 46204.0, "46204", date(2026, 7, 1), "1 Juli 2026", "01-Jul-26", "1.7.2026"]
)
def test_days_come_in_many_shapes(register, line, cell):
    assert register(line(Tanggal=cell)).rows[0].day == date(2026, 7, 1)


def test_a_barcode_that_a_spreadsheet_took_for_a_number_is_found(register, line, catalogue):
    whole, torn = register(
        line(Barcode=8999990005442.0, Nama_Barang="", Nama_Supplier="Distributor Lain"),
        line(Barcode="8,99999E+12", Qty="3"),
        catalogue=catalogue,
    ).rows
    assert (whole.item, whole.product.name, whole.maker) == ("Dompet Tapis", "Dompet Tapis", None)
    assert torn.product is None


def test_dozens_take_the_unit_of_the_list_then_of_the_register_then_pieces(register, line, catalogue):
    rows = register(
        line(
            Nama_Supplier="Sulam Tapis Andaian", Nama_Barang="Selendang Sulam Tapis", Qty="1", Satuan="lusin"
        ),
        line(Nama_Barang="Teh Botol", Qty="2", Satuan="dus @24"),
        line(Nama_Barang="teh  botol", Qty="5", Satuan="btl"),
        line(Nama_Barang="Sendok", Qty="1", Satuan="kodi"),
        line(Nama_Barang="Garpu", Qty="7", Satuan=""),
        catalogue=catalogue,
    ).rows
    assert [(row.quantity // 1000, row.unit) for row in rows] == [
        (12, "LBR"), (48, "BTL"), (5, "BTL"), (20, "PCS"), (7, "PCS"),
    ]  # fmt: skip


def test_several_sheets_are_read_and_their_rows_named(line):
    book = Book("xlsx", [Sheet("Petunjuk", [["Isi lembar berikut"]]), Sheet("JUL", [HEADING, line()]),
                         Sheet("AGU", [[], HEADING, line(Tanggal="01/08/2026"), line(Qty="x")])])  # fmt: skip
    read = read_register(book, period=MonthSpan.parse("2026-07..2026-09"))
    assert [row.ref for row in read.rows] == ["JUL!r2", "AGU!r3"]
    assert read.bad[0].ref == "AGU!r4"
    assert list(read.net_by_month().values()) == [20000, 20000, 0]
    assert list(read.net_by_month()) == [Month(2026, 7), Month(2026, 8), Month(2026, 9)]


def test_an_unreadable_book_names_the_columns_it_lacks(line):
    heading = [title for title in HEADING if title not in ("Qty", "Jumlah")]
    with pytest.raises(Refused) as refused:
        read_register(Book("csv", [Sheet("", [heading, line()])]), period=JULY)
    assert str(refused.value.sentence).endswith("tambahkan kolom: Qty.")


def test_an_empty_book_is_refused():
    with pytest.raises(Refused, match="Tanggal, Nama Pemasok"):
        read_register(Book("csv", [Sheet("", [])]), period=JULY)


def test_an_unknown_mapping_is_refused_with_the_known_ones(line):
    with pytest.raises(Refused, match="cooperative, grouped-report, till-register"):
        read_register(Book("csv", [Sheet("", [HEADING, line()])]), period=JULY, mapping="pivot")


def test_a_person_may_name_the_columns(register, line):
    heading = [
        "Urut",
        "Kapan",
        "Surat",
        "Siapa",
        "Kode",
        "Apa",
        "Berapa",
        "Ukuran",
        "Rupiah",
        "",
        "",
        "Semua",
    ]
    words = {Field.DAY: ["kapan"], Field.SELLER: ["SIAPA"], Field.ITEM: ["Apa"], Field.QUANTITY: ["Berapa"],
             Field.PRICE: ["Rupiah"], Field.TOTAL: ["Semua"]}  # fmt: skip
    read = register(
        line(Jumlah="20.000"), heading=heading, mapping=Mapping(_l("Toko Andaian"), headings=words)
    )
    assert (read.mapping, read.net_total, read.warnings) == ("custom", 20000, [])


def test_the_collector_runs_on_after_a_reading(register, line):
    register(line())
    assert gc.isenabled()


def test_a_grouped_report_gives_every_row_its_seller_until_the_subtotal(register, line):
    rows = [line(), line(Nama_Supplier="", Qty="3"), ["", "Sub Total"], line(Nama_Supplier="", Qty="4")]
    read = register(*rows, mapping="grouped-report")
    assert [row.seller for row in read.rows] == ["Toko Andaian"] * 2
    assert reasons(read) == ["MISSING_SUPPLIER"]


def test_a_till_register_carries_no_seller_down(register, line):
    assert reasons(register(line(), line(Nama_Supplier="", Qty="3"), line(Qty="4"))) == ["MISSING_SUPPLIER"]


@pytest.mark.parametrize("name", MAPPINGS)
def test_every_mapping_reads_a_plain_register(register, line, name):
    assert MAPPINGS[name].label
    assert register(line(), mapping=name).net_total == 20000


def test_many_rows_are_read_in_seconds(register, line):
    rows = [
        line(No_Faktur=f"F{number // 3}", Qty=str(number % 90 + 1), No=str(number))
        for number in range(30_000)
    ]
    begun = time.process_time()  # whoever else is at work
    assert len(register(*rows).rows) == 30_000
    assert time.process_time() - begun < 5
