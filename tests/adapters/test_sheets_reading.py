"""Spreadsheets as people send them, and as they do not mean to."""

import csv
import io
import json
import re
import resource
import struct
import zipfile
from datetime import date
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile
from PIL import Image

from marketplace.adapters.sheets.spreadsheets import SpreadsheetSheets
from marketplace.ports.sheets import BadSheet
from tests.adapters.opendocument import LOCKED, ods, repeated, table

SAMPLES = Path(__file__).parents[1] / "data" / "sample_imports"
read = SpreadsheetSheets().read


def spent():
    """Seconds that we and our children were at work, whoever else is."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def sample(name):
    return read((SAMPLES / name).read_bytes(), name)


def refusal(content, name="berkas.xlsx"):
    with pytest.raises(BadSheet) as refused:
        read(content, name)
    return refused.value.code


def workbook(rows=(("Nama", "Harga"), ("Keripik", 12500)), **options):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("Data")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def repacked(content, change):
    """The same archive after `change(names and parts)`."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    change(parts)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


class TestCsv:
    def test_semicolons_and_quoted_semicolons(self):
        book = sample("01_swalayan_titikkoma.csv")
        [sheet] = book.sheets

        assert book.kind == "csv"
        assert {len(row) for row in sheet.rows if row} == {13}
        assert sheet.rows[1][9] == "16.900,00"
        assert sheet.rows[5][6] == "Tepung Terigu Rekayasa 1 kg; kemasan baru"
        assert sum(not any(row) for row in sheet.rows) == 2

    def test_commas_a_byte_order_mark_and_windows_lines(self):
        [sheet] = sample("03_koperasi_rp_satuan.csv").sheets

        assert sheet.rows[0][0] == "Tgl Terima"
        assert sheet.rows[1][4] == "Rp325.000,-"
        assert {len(row) for row in sheet.rows if row} == {8}

    def test_every_sample_row_is_there(self):
        for name in (
            "01_swalayan_titikkoma.csv",
            "03_koperasi_rp_satuan.csv",
            "producers.csv",
            "products.csv",
        ):
            delimiter = ";" if name.startswith("01") else ","
            with open(SAMPLES / name, encoding="utf-8-sig", newline="") as file:
                assert sample(name).sheets[0].rows == list(csv.reader(file, delimiter=delimiter))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("delimiter", [";", ",", "\t"])
    def test_any_usual_encoding_and_delimiter(self, encoding, delimiter):
        rows = [["Nama", "Harga", "Catatan"], ["Crème café", "12500", "“enak”"], ["Teh", "4600", ""]]
        text = "\r\n".join(delimiter.join(row) for row in rows)

        assert read(text.encode(encoding), "x.csv").sheets[0].rows == rows

    def test_what_excel_says_about_the_delimiter_is_heard_and_not_shown(self):
        book = read(b"sep=;\r\nNama;Harga\r\nTeh, manis;1,5\r\n", "x.csv")
        assert book.sheets[0].rows == [["Nama", "Harga"], ["Teh, manis", "1,5"]]

    def test_one_column_is_a_table_too(self):
        assert read(b"Nama\nTeh\nKopi\n", "x.csv").sheets[0].rows == [["Nama"], ["Teh"], ["Kopi"]]

    def test_a_formula_stays_text(self):
        rows = read(b"Nama;Harga\n=1+1;@SUM(A1)\n", "x.csv").sheets[0].rows
        assert rows[1] == ["=1+1", "@SUM(A1)"]

    def test_a_hundred_thousand_rows_are_quick(self):
        row = b"1;01/07/2026;FB-2607-0101;N01;PT Distribusi Contoh;8999990009143;Biskuit;24;PCS;16.900,00;0;0;1\n"
        content = (
            b"No;Tanggal;Faktur;Kode;Nama;Barcode;Barang;Qty;Satuan;Harga;Diskon;PPN;Jumlah\n" + row * 100_000
        )

        before = spent()
        rows = read(content, "x.csv").sheets[0].rows
        assert len(rows) == 100_001
        assert spent() - before < 6

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "empty"),
            (b"  \r\n\r\n", "empty"),
            (b"\xef\xbb\xbf", "empty"),
            (b";;;\n;;;\n", "empty"),
            (b"Nama\n" * 100_002, "too_many_rows"),
            (b";".join([b"x"] * 61), "too_many_rows"),
            (b"a;b\n" + b";" * 1_000_000, "too_many_rows"),
            (b"a;b\n1;\x00\x01\x02", "unreadable"),
            (b'a;b\n1;"' + b"x" * 200_000, "unreadable"),
            (bytes(range(256)) * 10, "unreadable"),
            (b"a;b\n" * 5_000_000, "too_large"),
            (b"x" * 200 * 1024 * 1024, "too_large"),
        ],
    )
    def test_a_bad_one_is_refused_with_its_reason(self, content, code):
        assert refusal(content, "x.csv") == code


class TestWorkbook:
    def test_the_sample_has_its_sheets_and_types(self):
        book = sample("02_minimarket_laporan.xlsx")
        rows = book.sheets[1].rows

        assert book.kind == "xlsx"
        assert [sheet.name for sheet in book.sheets] == ["Petunjuk", "Pembelian"]
        assert rows[5][0] == "No"
        assert rows[7][2] == 46240 and isinstance(rows[7][2], int)
        assert rows[8][2] == date(2026, 8, 27)
        assert rows[8][1] is None  # merged with the cell above
        assert rows[7][3] == "8999990001000"
        assert rows[10][3] == 8999990001376

    def test_a_row_stands_where_a_person_sees_it(self):
        """The sample's bad rows are named by their number in the sheet."""
        expected = json.loads((SAMPLES / "expected.json").read_text())
        [bad] = [file["bad"] for file in expected if file["file"].startswith("02")]
        rows = sample("02_minimarket_laporan.xlsx").sheets[1].rows

        numbers = sorted(int(re.sub(r"\D", "", str(row["ref"]))) for row in bad)
        assert numbers == [20, 36, 54, 72, 90]
        assert all(any(cell is not None for cell in rows[number - 1]) for number in numbers)

    def test_empty_rows_and_columns_before_the_table_are_kept(self):
        file = io.BytesIO()
        with xlsxwriter.Workbook(file) as book:
            book.add_worksheet().write(3, 2, "di sini")
        rows = read(file.getvalue(), "x.xlsx").sheets[0].rows

        assert rows[3][2] == "di sini"
        assert not any(any(row) for row in rows[:3])

    def test_what_is_hidden_is_not_read(self):
        book = openpyxl.Workbook()
        book.active.append(["terlihat"])
        book.create_sheet("Rahasia").append(["tersembunyi"])
        book["Rahasia"].sheet_state = "hidden"
        file = io.BytesIO()
        book.save(file)

        assert [sheet.name for sheet in read(file.getvalue(), "x.xlsx").sheets] == ["Sheet"]

    def test_the_name_of_a_file_says_nothing(self):
        assert read(workbook(), "laporan.csv").kind == "xlsx"
        assert read(b"a;b\n1;2\n", "laporan.xlsx").kind == "csv"

    def test_a_formula_is_read_as_its_value(self):
        file = io.BytesIO()
        with xlsxwriter.Workbook(file) as book:
            book.add_worksheet().write_formula("A1", "=1+1", None, 2)
        assert read(file.getvalue(), "x.xlsx").sheets[0].rows == [[2]]


class TestHostileWorkbook:
    def test_a_locked_one_asks_for_its_password_to_be_removed(self):
        file = io.BytesIO()
        OOXMLFile(io.BytesIO(workbook())).encrypt("rahasia", file)

        assert msoffcrypto.OfficeFile(io.BytesIO(file.getvalue())).is_encrypted()
        assert refusal(file.getvalue()) == "password"

    def test_one_without_a_cell_is_empty(self):
        assert refusal(workbook(rows=())) == "empty"

    def test_a_torn_one_is_unreadable(self):
        content = workbook()
        assert refusal(content[: len(content) // 2]) == "unreadable"

    def test_a_scratched_one_is_unreadable(self):
        content = bytearray(workbook())
        content[60:160] = b"\xff" * 100
        assert refusal(bytes(content)) == "unreadable"

    def test_one_whose_xml_is_broken_is_unreadable(self):
        def tear(parts):
            parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:-60]

        assert refusal(repacked(workbook(), tear)) in {"unreadable", "empty"}

    def test_too_many_rows_and_columns(self):
        assert refusal(workbook([["x"]] * 100_002, constant_memory=True)) == "too_many_rows"
        assert refusal(workbook([["x"] * 61])) == "too_many_rows"

    def test_a_cell_at_the_far_corner_does_not_fill_the_memory(self):
        file = io.BytesIO()
        with xlsxwriter.Workbook(file) as book:
            sheet = book.add_worksheet()
            sheet.write("A1", "x")
            sheet.write("XFD1048576", "x")
        assert refusal(file.getvalue()) in {"bomb", "too_many_rows"}

    def test_a_part_that_unpacks_to_two_hundred_mib_is_a_bomb(self):
        def swell(parts):
            parts["xl/worksheets/sheet1.xml"] += b" " * (200 * 1024 * 1024)

        content = repacked(workbook(), swell)
        assert len(content) < 1024 * 1024
        assert refusal(content) == "bomb"

    def test_a_part_that_lies_about_its_size_is_refused(self):
        def swell(parts):
            parts["xl/worksheets/sheet1.xml"] += b" " * (200 * 1024 * 1024)

        true = struct.pack("<L", len(workbook_sheet()) + 200 * 1024 * 1024)
        content = repacked(workbook(), swell)
        assert true in content
        assert refusal(content.replace(true, struct.pack("<L", 1000))) in {"unreadable", "bomb"}

    def test_many_shared_words_are_a_bomb(self):
        """One long text, pointed at from every cell: small when unpacked, endless when read."""

        def swell(parts):
            parts["xl/sharedStrings.xml"] = (
                b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
                + b"x" * 32_000
                + b"</t></si></sst>"
            )
            row = b"<row>" + b'<c t="s"><v>0</v></c>' * 50 + b"</row>"
            parts["xl/worksheets/sheet1.xml"] = (
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
                + row * 50_000
                + b"</sheetData></worksheet>"
            )

        assert refusal(repacked(workbook(), swell)) == "bomb"

    def test_more_than_two_hundred_parts_are_a_bomb(self):
        def multiply(parts):
            parts.update({f"xl/media/{n}.bin": b"x" for n in range(200)})

        assert refusal(repacked(workbook(), multiply)) == "bomb"

    @pytest.mark.parametrize(
        "inner", [workbook(), b"\x1f\x8b\x08" + bytes(50), b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c"]
    )
    def test_an_archive_in_the_archive_is_a_bomb(self, inner):
        assert (
            refusal(repacked(workbook(), lambda parts: parts.update({"xl/embeddings/a.bin": inner})))
            == "bomb"
        )

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_xml_that_declares_entities_is_a_bomb(self, encoding):
        laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;">]><x>&b;</x>'

        def laugh(parts):
            parts["xl/sharedStrings.xml"] = laughs.encode(encoding)

        assert refusal(repacked(workbook(), laugh)) == "bomb"

    @pytest.mark.parametrize(
        "name",
        [
            "xl/vbaProject.bin",
            "xl/vbaData.xml",
            "xl/macrosheets/sheet1.xml",
            "xl/activeX/activeX1.xml",
            "XL/VBAPROJECT.BIN",
        ],
    )
    def test_a_workbook_with_macros_is_refused_as_one(self, name):
        assert refusal(repacked(workbook(), lambda parts: parts.update({name: b"x"}))) == "macros"

    def test_macros_under_another_name_are_told_by_the_list_of_types(self):
        def hide(parts):
            parts["xl/harmless.bin"] = b"x"
            parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
                b"</Types>",
                b'<Override PartName="/xl/harmless.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
            )

        assert refusal(repacked(workbook(), hide)) == "macros"

    def test_macros_of_the_old_format_are_refused_too(self):
        content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT_CUR".encode("utf-16-le") + bytes(2000)
        assert refusal(content, "lama.xls") == "macros"

    @pytest.mark.parametrize(
        "name", ["xl/externalLinks/externalLink1.xml", "xl/connections.xml", "xl/queryTables/queryTable1.xml"]
    )
    def test_a_workbook_that_fetches_from_elsewhere_is_refused_as_one(self, name):
        assert refusal(repacked(workbook(), lambda parts: parts.update({name: b"<x/>"}))) == "links"

    def test_a_cell_that_links_to_a_page_is_read(self):
        file = io.BytesIO()
        with xlsxwriter.Workbook(file) as book:
            book.add_worksheet().write_url(0, 0, "https://contoh.id/", string="Basic Scripts")
        assert read(file.getvalue(), "berkas.xlsx").sheets[0].rows == [["Basic Scripts"]]

    @pytest.mark.parametrize(
        "name",
        ["../../etc/cron.d/mb2", "/etc/passwd", "xl\\..\\..\\x", "C:/x.xml", "xl/../../x", "xl/a\x00b"],
    )
    def test_a_name_that_leads_out_of_the_archive_is_unreadable(self, name):
        content = repacked(workbook(), lambda parts: parts.update({"x" * len(name): b"x"}))
        assert refusal(content.replace(b"x" * len(name), name.encode())) == "unreadable"

    def test_a_link_of_the_disk_is_unreadable(self):
        file = io.BytesIO(workbook())
        with zipfile.ZipFile(file, "a") as archive:
            link = zipfile.ZipInfo("xl/link.xml")
            link.external_attr = 0o120777 << 16
            archive.writestr(link, "/etc/passwd")
        assert refusal(file.getvalue()) == "unreadable"

    def test_a_part_twice_is_unreadable(self):
        file = io.BytesIO(workbook())
        with pytest.warns(UserWarning), zipfile.ZipFile(file, "a") as archive:
            archive.writestr("xl/workbook.xml", b"<other/>")
        assert refusal(file.getvalue()) == "unreadable"


def workbook_sheet():
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


class TestOpenDocument:
    def test_what_libreoffice_saves_is_read_as_any_workbook(self):
        rows = [
            ["Nama", "Harga", "Tanggal", "Barcode"],
            ["Keripik\nrenyah", 12_500, date(2026, 8, 27), "0899"],
        ]
        content = ods(table(rows, "Produk"), table([["tersembunyi"]], "Pilihan", hidden=True))
        book = read(content, "produk.ods")

        assert book.kind == "xlsx"
        assert [(sheet.name, sheet.rows) for sheet in book.sheets] == [("Produk", rows)]

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (ods(table([["rahasia"]]), manifest=LOCKED), "password"),
            (
                repacked(ods(table([["x"]])), lambda parts: parts.update({"Basic/script-lc.xml": b"x"})),
                "macros",
            ),
            (ods(), "empty"),
            (ods(table([])), "empty"),
            (ods(table([["x"]]))[:400], "unreadable"),
            (ods(table([["x"]]), kind="application/vnd.oasis.opendocument.text"), "wrong_type"),
            (ods(table([["x"] * 61])), "too_many_rows"),
            (ods(table([repeated("x", 1, rows=1_000_000_000)])), "too_many_rows"),
            (ods(table([repeated("x", 1_000_000_000)])), "too_many_rows"),
        ],
    )
    def test_a_bad_one_is_refused_with_its_reason(self, content, code):
        assert refusal(content, "produk.ods") == code

    def test_a_cell_repeated_over_a_whole_sheet_does_not_fill_the_memory(self):
        content = ods(table([repeated("x", 16_384, rows=1_048_576)]))
        assert refusal(content, "produk.ods") in {"bomb", "too_many_rows", "unreadable"}

    def test_what_makes_a_workbook_a_bomb_makes_this_one_too(self):
        def swell(parts):
            parts["content.xml"] += b" " * (200 * 1024 * 1024)

        def laugh(parts):
            parts["content.xml"] = b'<!DOCTYPE x [<!ENTITY a "haha">]>' + parts["content.xml"]

        def nest(parts):
            parts["Object 1/content.xml"] = workbook()

        for change in (swell, laugh, nest):
            assert refusal(repacked(ods(table([["x"]])), change), "produk.ods") == "bomb"


def zipped(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


def drawn(kind):
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
        drawn("JPEG"),
        drawn("PNG"),
        drawn("WEBP"),
        b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>",
        b"\xef\xbb\xbf\n <HTML xmlns:x='urn:schemas-microsoft-com:office:excel'>",
        b'<?xml version="1.0"?><Workbook/>',
        zipped("word/document.xml", "[Content_Types].xml"),
        zipped("content.xml", "mimetype"),
        zipped("readme.txt"),
        b"PK\x05\x06" + bytes(18),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
        b"\x1f\x8b\x08\x00" + bytes(100),
        b"\x00\x00\x00\x20ftypheic" + bytes(100),
    ],
)
def test_what_is_no_spreadsheet_is_called_so(content):
    assert refusal(content) == "wrong_type"


def test_a_table_that_begins_further_down_and_to_the_right_keeps_its_place():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for place, cell in {(1, 2): "Nama", (1, 4): "Harga", (3, 2): "Keripik", (2, 5): True}.items():
            sheet.write(*place, cell)

    rows = SpreadsheetSheets().read(file.getvalue(), "x.xlsx").sheets[0].rows
    assert rows[0] == [None] * 6
    assert rows[1] == [None, None, "Nama", None, "Harga", None]
    assert rows[2:] == [[*[None] * 5, True], [None, None, "Keripik", None, None, None]]
