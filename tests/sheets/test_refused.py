from marketplace.kernel.labels import _l
from marketplace.sheets.refused import RefusedRow, refused_table


def test_each_row_stands_behind_its_reason_and_no_cell_is_lost():
    rows = [
        RefusedRow(3, _l("Harga kosong."), ["Keripik"]),
        RefusedRow("r9", _l("Lebih."), ["a", 1, None, "z"]),
    ]
    table = refused_table(_l("Ditolak"), ["Produk", "Harga"], rows)

    assert [column.title for column in table.columns] == ["Alasan", "Baris", "Produk", "Harga", "", ""]
    assert table.rows == [
        ("Harga kosong.", "3", "Keripik", None, None, None),
        ("Lebih.", "r9", "a", 1, None, "z"),
    ]


def test_nothing_refused_is_an_empty_table_below_the_headings():
    table = refused_table(_l("Ditolak"), ["Produk"], [])
    assert (len(table.columns), table.rows) == (3, [])
