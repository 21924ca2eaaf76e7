"""Recaps of every shape in tests/data/recaps: each is read as was written down beforehand, or asks."""

import json
from datetime import date
from pathlib import Path

import pytest

from marketplace.adapters.sheets import reading
from marketplace.imports.reasons import Warn
from marketplace.imports.recaps.reading import read_recap_file
from marketplace.kernel.errors import Refused
from marketplace.kernel.period import MonthSpan
from marketplace.ports.sheets import Book, Sheet

RECAPS = Path(__file__).parents[2] / "data" / "recaps"
EXPECTED = json.loads((RECAPS / "expected.json").read_text(encoding="utf-8"))
JULY = MonthSpan.parse("2026-07")
HEADING = ["No", "Nama OPD/Toko", "Nama IKM", "Produk", "Jumlah", "Satuan", "Nilai (Rp)", "Bukti", "Ket"]


def book_of(name):
    """A `.txt` is a workbook whose sheets begin with `# name`."""
    content = (RECAPS / name).read_text(encoding="utf-8")
    if not name.endswith(".txt"):
        kind, sheets = reading.read(content.encode())
        return Book(kind, [Sheet(title, rows) for title, rows in sheets])
    parts = [part.split("\n") for part in content.split("# ") if part]
    return Book("xlsx", [Sheet(title, [row.split(";") for row in rows if row]) for title, *rows in parts])


def read(*rows, heading=HEADING, kind="xlsx", name="Lembar", above=(), **given):
    return read_recap_file(Book(kind, [Sheet(name, [*above, heading, *rows])]), **{"period": JULY} | given)


def row(shop="Toko Maju", maker="Bu Tini", worth="240.000", quantity="24"):
    return ["", shop, maker, "Keripik", quantity, "pcs", worth, "", ""]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_shape_is_read_as_written_down_or_asks(name):
    expected, file = EXPECTED[name], read_recap_file(book_of(name), period=JULY)
    register = file.register
    found = {
        "shops": {part.text: part.net for part in file.parts},
        "undated": sum(len(part.claims) for part in file.parts),
        "bad": [bad.reason for bad in register.bad],
        "notes": [note.code for note in register.notes if note.code is not Warn.VAT_SILENT],
        "own": register.printed_total,
        "printed": {part.text: part.printed for part in file.parts if part.printed is not None},
        "asks": {
            question.key.value: {choice.value: choice.total for choice in question.choices}
            for question in register.questions
        },
    }
    assert {key: found[key] for key in expected} == expected
    assert bool(register.questions) == ("asks" in expected)
    assert len(register.bad) == len(expected.get("bad", []))


def test_rows_without_a_day_stand_on_the_last_of_the_month_and_are_told_by_their_place():
    register = read_recap_file(book_of("merged-shops.csv"), period=JULY).register
    assert {line.day for line in register.rows} == {date(2026, 7, 31)}
    assert [line.ref for line in register.rows] == ["r5", "r6", "r7", "r8", "r9"]
    assert [(line.quantity.exact, line.unit_price) for line in register.rows][3] == ("24", 25_000)


def test_the_same_goods_of_two_shops_are_no_twins():
    file = read(row("Toko Maju"), row("Dinas Pangan"), row("TOKO  MAJU"))
    assert {part.text: part.net for part in file.parts} == {"Toko Maju": 240_000, "Dinas Pangan": 240_000}
    assert [(bad.ref, bad.reason.value) for bad in file.register.bad] == [("r4", "DUPLICATE")]


def test_without_days_it_is_of_one_month_that_is_over():
    with pytest.raises(Refused, match="bulannya harus satu"):
        read(row(), period=MonthSpan.parse("2026-07..2026-08"))
    with pytest.raises(Refused, match="setelah Juli 2026 berakhir"):
        read(row(), today=date(2026, 7, 30))


def test_a_file_that_names_no_shop_or_no_amount_is_refused():
    without_shop = ["No", "Nama IKM", "Produk", "Jumlah", "Nilai (Rp)"]
    with pytest.raises(Refused, match="Tidak ada kolom toko"):
        read(["1", "Bu Tini", "Keripik", "2", "20.000"], heading=without_shop, kind="csv")
    with pytest.raises(Refused, match="Kolom nilai tidak ada"):
        read(["1", "Toko Maju", "Bu Tini", "Keripik", "2"], heading=HEADING[:5])
    with pytest.raises(Refused, match="Tidak ada lembar"):
        read(["1"], heading=["No"])


def test_an_empty_column_of_days_is_none():
    heading = [*HEADING, "Tanggal"]
    file = read([*row(), ""], [*row("Dinas Pangan"), ""], heading=heading)
    assert [len(part.claims) for part in file.parts] == [1, 1]


def test_a_shop_whose_name_begins_like_a_total_is_a_shop():
    file = read(row("Total Swalayan"), row("Toko Maju"))
    assert [part.text for part in file.parts] == ["Total Swalayan", "Toko Maju"]
    assert file.register.net_total == 480_000


def test_refused_rows_come_back_as_the_file_has_them_with_their_shop():
    file = read(
        row(maker=""), ["", "", "Pak Kopi", "Kopi", "1", "pcs", "9.000", "", "lunas"], row("", "Bu Tini", "x")
    )
    assert [[*bad.cells] for bad in file.register.bad] == [
        ["", "Toko Maju", "", "Keripik", "24", "pcs", "240.000", "", ""],
        ["", "Toko Maju", "Bu Tini", "Keripik", "24", "pcs", "x", "", ""],
    ]
    assert [*file.register.headings] == HEADING


def reasons(file):
    return [bad.reason.value for bad in file.register.bad]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Rekap belanja bulan Agustus 2026", "Lembar"),
        ("Periode 08/2026", "Lembar"),
        ("Rekap Juli 2025", "Lembar"),
        ("REKAP BELANJA", "AGT 2026"),
    ],
)
def test_a_recap_of_another_month_than_was_asked_for_is_not_taken(title, name):
    assert reasons(read(row(), name=name, above=[[title]])) == ["OUT_OF_PERIOD"]


@pytest.mark.parametrize("title", ["Rekap Juli 2026", "Dicetak tanggal 5 Agustus 2026", "Toko Mar Jaya"])
def test_a_title_of_its_own_month_or_of_none_is_no_obstacle(title):
    assert (reasons(read(row(), above=[[title]])), read(row(), name="Juli").register.net_total) == (
        [],
        240_000,
    )


@pytest.mark.parametrize("title", ["Rekap Juli s.d. September 2026", "Laporan Triwulan III 2026"])
def test_several_months_need_a_column_of_months(title):
    with pytest.raises(Refused, match="beberapa bulan"):
        read(row(), above=[[title]])
    rows = [[*row(), month] for month in ("Juli", "Agustus 2026", "07/2026", 7, date(2026, 7, 1), "entah")]
    file = read(*(line[:4] + [str(at), *line[5:]] for at, line in enumerate(rows, 1)), heading=[*HEADING, "Bulan"],
                above=[[title]])  # fmt: skip
    assert [line.ref for line in file.register.rows] == ["r3", "r5", "r6", "r7"]
    assert reasons(file) == ["OUT_OF_PERIOD", "BAD_DATE"]


def test_the_total_of_the_last_shop_is_not_that_of_the_file():
    totals = [
        ["", f"Jumlah {shop}", "", "", "", "", worth, "", ""]
        for shop, worth in (("Toko Maju", "240.000"), ("Dinas Pangan", "90.000"))
    ]
    file = read(row(), totals[0], row("Dinas Pangan", worth="90.000"), totals[1])
    assert {part.text: part.printed for part in file.parts} == {"Toko Maju": 240_000, "Dinas Pangan": 90_000}
    assert file.register.printed_total is None
