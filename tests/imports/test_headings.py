import pytest

from marketplace.imports.mappings.base import MAPPINGS
from marketplace.imports.registers.headings import Field
from marketplace.ports.sheets import Sheet


def columns(*rows):
    layout, lacking = MAPPINGS["till-register"].find(Sheet("", rows))
    return {field.value: column for field, column in layout.columns.items()} if layout else lacking


def test_jumlah_is_a_quantity_only_where_nothing_else_is():
    qty = columns(["Tanggal", "Pemasok", "Produk", "Qty", "Harga", "Jumlah"])
    assert (qty["quantity"], qty["total"]) == (3, 5)
    worth = columns(["Tanggal", "Nama IKM", "Produk", "Jumlah", "Satuan", "Harga", "Nilai (Rp)"])
    assert (worth["quantity"], worth["total"]) == (3, 6)


def test_discounts_in_rupiah_and_percent_are_told_apart():
    both = columns(["Tgl", "Pemasok", "Barang", "Qty", "Harga @", "Diskon %", "Diskon (Rp)", "Netto"])
    assert (both["percent"], both["discount"], both["price"]) == (5, 6, 4)


def test_two_levels_join_into_one_heading():
    found = columns(
        ["LAPORAN"],
        ["Tanggal", "Pemasok", "Barang", None, "Harga", None],
        [None, None, "Nama", "Qty", "Satuan", "Total"],
    )
    assert (found["item"], found["quantity"], found["price"], found["total"]) == (2, 3, 4, 5)
    found = columns(
        ["Tanggal", "Pemasok", "Nama Barang", "Jml", "Harga", None, "Sat"],
        [None, None, None, None, "Satuan", "Total", None],
    )
    assert (found["price"], found["total"], found["unit"]) == (4, 5, 6)


def test_headings_may_stand_below_a_letterhead():
    layout, _ = MAPPINGS["till-register"].find(
        Sheet("", [["TOKO"], [], ["Periode : 2026"], ["Tanggal", "Pemasok", "Barang", "Qty", "Harga"], []])
    )
    assert (layout.heading, layout.first, layout.width) == (3, 4, 5)


def test_what_is_missing_is_named():
    assert columns(["Tanggal", "Barang", "Qty"]) == (Field.SELLER, Field.PRICE)


@pytest.mark.parametrize("rows", [[], [[]], [["Isi lembar ini"]], [[None, 5, 7.5]]])
def test_a_sheet_without_headings_lacks_them_all(rows):
    assert columns(*rows) == (Field.DAY, Field.SELLER, Field.ITEM, Field.QUANTITY, Field.PRICE)
