"""What a file is by its first bytes; what its name or its sender says counts for nothing."""

from __future__ import annotations

import zipfile
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from io import BytesIO

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
STARTS = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "application/vnd.ms-excel",
}
BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"hevc": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"mif1": "image/heif",
    b"msf1": "image/heif",
}
ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "image/heic": ".heic",
    "image/heif": ".heif",
    "application/vnd.ms-excel": ".xls",
    XLSX: ".xlsx",
    ODS: ".ods",
    "text/csv": ".csv",
}

IMAGES = "image/"  # how the media types of pictures begin

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError, RuntimeError, OSError)


def sniff(content: bytes) -> str | None:
    """The media type of a kind of file we take; None for anything else."""
    for start, media_type in STARTS.items():
        if content.startswith(start):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return BRANDS.get(content[8:12])
    if content.startswith(b"PK\x03\x04"):
        return _workbook(content)
    return "text/csv" if _is_table_of_text(content) else None


def _workbook(content: bytes) -> str | None:
    """Read are the table of contents, and the few letters in which OpenDocument says what it is."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
                return XLSX
            if "mimetype" not in names:
                return None
            with archive.open("mimetype") as said:
                return ODS if said.read(len(ODS) + 1) == ODS.encode() else None
    except BROKEN:
        return None


def _is_table_of_text(content: bytes) -> bool:
    """Text with separators and no markup: an HTML or SVG page in disguise is not a table."""
    start = content[:4096]
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):  # what Excel calls Unicode text
        start = start.decode("utf-16", "replace").encode()
    if b"\x00" in start or start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return False
    return any(mark in start for mark in (b";", b",", b"\t", b"|"))
