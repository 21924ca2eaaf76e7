"""What stands between the cells of a CSV: lines tell it, or it is guessed."""

import pytest

from marketplace.adapters.sheets.csv_reading import _told_by_lines


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("No;Barang;Harga\n1;Gula;12.500,00\n2;Teh;3.000,00\n", ";"),
        ('No,Barang\n1,"Gula, pasir"\n', ","),
        ("No\tBarang\n1\tGula\n", "\t"),
        ("Laporan Juli\nNo;Barang\n1;Gula\n", ""),  # a title: lines differ
        ("Kode;Harga, Rp\n1;12,5\n", ""),  # two signs fit
        ("No;Barang\n", ""),  # a single line tells too little
        ("No;Barang;Isi\n1;a,b\n2;c,d\n", ""),
    ],
)
def test_lines_tell_it_only_where_one_sign_fits_them_all(text, sign):
    assert _told_by_lines(text) == sign
