"""Files that mean harm, or are merely broken, as strangers would send them."""

import io
import struct
import zipfile
import zlib

import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile
from PIL import Image

from tests.adapters.opendocument import LOCKED, ods, repeated, table

MIB = 1024 * 1024


def picture(kind="JPEG", size=(320, 240)):
    file = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(file, kind)
    return file.getvalue()


def png_chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def pixel_bomb(side=60_000):
    """A few kilobytes that would unpack to ten thousand million bytes."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + header
        + png_chunk(b"IDAT", zlib.compress(bytes(MIB)))
        + png_chunk(b"IEND", b"")
    )


def lying_png():
    """Few pixels by its header, endless ones behind it."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 400, 400, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", b"\x00" * 400) + png_chunk(b"IEND", b"")


def zipped(parts, level=9):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


MOST_ROWS, MOST_COLUMNS, MOST_PARTS = 100_000, 60, 200
XMLNS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = f"<worksheet {XMLNS}><sheetData>{{}}</sheetData></worksheet>"
BOOK = f"<workbook {XMLNS}><sheets/></workbook>"


def zip_bomb():
    """An XLSX of 300 KB whose sheet unpacks to 300 MiB."""
    return zipped({"xl/workbook.xml": BOOK, "xl/worksheets/sheet1.xml": bytes(300 * MIB)})


def laughing_book():
    """Entities that name entities, a thousand millions in the end."""
    names = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<!DOCTYPE x [<!ENTITY l0 "ha">{names}]>{SHEET.format("<row><c><v>&l9;</v></c></row>")}'
    return zipped({"xl/workbook.xml": BOOK, "xl/worksheets/sheet1.xml": xml})


def escaping_book():
    return zipped({"xl/workbook.xml": BOOK, "../../../etc/cron.d/mb2": "* * * * * root sh"})


def peeping_book():
    """An entity that is a file of the server's."""
    xml = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>{SHEET.format("<row><c><v>&f;</v></c></row>")}'
    return zipped({"xl/workbook.xml": BOOK, "xl/worksheets/sheet1.xml": xml})


def long_book():
    rows = "".join(f'<row r="{n}"><c><v>{n}</v></c></row>' for n in range(1, MOST_ROWS + 2))
    return with_parts(book(), {"xl/worksheets/sheet1.xml": SHEET.format(rows)})


def crowded_book():
    return with_parts(book(), {f"xl/media/{n}.png": "x" for n in range(MOST_PARTS)})


def with_parts(content, parts):
    """A workbook with these parts, in place of its own or besides; an entry may be a `ZipInfo`."""
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        own = {name: whole.read(name) for name in whole.namelist()}
    return zipped({name: part for name, part in own.items() if name not in parts} | parts)


def link_to(path):
    """An entry that unpacks to a symbolic link."""
    entry = zipfile.ZipInfo("xl/media/photo.png")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    return {entry: path}


def locked_book():
    file = io.BytesIO()
    OOXMLFile(io.BytesIO(book())).encrypt("rahasia", file)
    return file.getvalue()


def book(*rows):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows or [["Tanggal", "Barang"]]):
            sheet.write_row(number, 0, row)
    return file.getvalue()


PICTURES = {  # for every field that takes a photo or a paper
    "empty": b"",
    "a program": b"\x7fELF\x02\x01\x01" + bytes(200),
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a drawing that runs": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a drawing that reads files": b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    b'<svg xmlns="http://www.w3.org/2000/svg"><text>&f;</text></svg>',
    "an archive of photos": zipped({"photo.jpg": picture()}),
    "a script that says it is a GIF": b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//",
    "a JPEG by its first bytes only": b"\xff\xd8\xff\xe0" + b"<script>alert(1)</script>" * 40,
    "a PNG by its first bytes only": b"\x89PNG\r\n\x1a\n" + b"<?php system($_GET['x']); ?>",
    "half a JPEG": picture()[:2000],
    "half a PNG": picture("PNG")[:2000],
    "a PNG with a lying header": lying_png(),
    "pixels without end": pixel_bomb(),
    "a WebP of nothing": b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(16),
    "a HEIC of nothing": b"\x00\x00\x00\x18ftypheic" + bytes(64),
    "a workbook": zipped({"xl/workbook.xml": BOOK}),
    "a table": b"Tanggal,Barang\n2026-01-01,Keripik\n",
}
PAPERS = {  # also for fields that take PDF
    "half a PDF": b"%PDF-1.7\n1 0 obj\n<< /Length 99999 >>",
    "a locked PDF": b"%PDF-1.7\ntrailer << /Encrypt 5 0 R /Root 1 0 R >>\nstartxref\n9\n%%EOF\n",
}
PHOTOS = {
    "a whole PDF": b"%PDF-1.7\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
}  # where only photos go
SHEETS = {  # what takes long to make is made by whoever sends it, not by whoever lists the tests
    "empty": b"",
    "a program": b"\x7fELF\x02\x01\x01" + bytes(200),
    "a photo": picture(),
    "a PDF": b"%PDF-1.7\n%%EOF\n",
    "a page": b"<html><table><tr><td>=cmd|' /C calc'!A0</td></tr></table></html>",
    "an archive that is no workbook": zipped({"a.txt": "a"}),
    "half a workbook": zipped({"xl/workbook.xml": BOOK, "xl/worksheets/sheet1.xml": SHEET.format("")})[:150],
    "a locked workbook": locked_book,
    "a workbook without end": zip_bomb,
    "a workbook that laughs": laughing_book(),
    "a workbook that climbs out": escaping_book(),
    "a workbook that reads files": peeping_book(),
    "a workbook of too many rows": long_book,
    "a workbook of too many parts": crowded_book,
    "a workbook in a workbook": with_parts(book(), {"xl/embeddings/more.xlsx": book()}),
    "too many rows": b"a;b\n" * (MOST_ROWS + 2),
    "too many columns": (b";".join([b"x"] * (MOST_COLUMNS + 1)) + b"\n") * 3,
    "an OpenDocument text": ods(kind="application/vnd.oasis.opendocument.text"),
    "half an OpenDocument": ods(table([["x"]]))[:150],
    "a locked OpenDocument": ods(table([["x"]]), manifest=LOCKED),
    "an OpenDocument without end": lambda: ods(table([repeated("x", 16_384, rows=1_048_576)])),
    "a row without end": b"a," * 200_000 + b"\n",
    "zeros": bytes(100_000),
    "one column": b"halo\n" * 10,
}
MORE_IN_IT = {  # what a whole workbook may not hold besides its cells
    "macros": {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(600)},
    "links to other workbooks": {
        "xl/externalLinks/externalLink1.xml": f'<externalLink {XMLNS}><externalBook r:id="rId1"/></externalLink>'
    },
    "a path that climbs out": {"../../../../tmp/mb2-was-here": "x"},
    "a path from the root": {"/tmp/mb2-was-here": "x"},
    "a symbolic link": link_to("/etc/passwd"),
    "another archive": {"xl/media/more.zip": zipped({"a": "b"})},
    "entities": {"docProps/app.xml": '<!DOCTYPE x [<!ENTITY a "b">]><Properties>&a;</Properties>'},
}
WHOLE_PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
SCRIPT = b"<script>alert(document.cookie)</script>"
TWO_IN_ONE = {  # whole files of a kind we take, and whole ones of another behind them
    "a JPEG and a page": (picture() + b"<!doctype html>" + SCRIPT, "photo.jpg.html"),
    "a PNG and a program": (picture("PNG") + b"<?php system($_GET['x']); ?>", "../../photo.php"),
    "a PDF and an archive": (WHOLE_PDF + zipped({"a.html": SCRIPT}), "surat.pdf.exe"),
    "a PDF and a page": (WHOLE_PDF + SCRIPT, "surat\N{RIGHT-TO-LEFT OVERRIDE}lmth.pdf"),
    "a name that is markup": (picture(), "\"><img src=x onerror=alert(1)>'.svg"),
}
