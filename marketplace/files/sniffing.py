"""What a file is by its first bytes; what its name or its sender says counts for nothing."""

from __future__ import annotations

import zipfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from io import BytesIO

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    "text/csv": ".csv",
}


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
        return XLSX if _is_workbook(content) else None
    return "text/csv" if _is_table_of_text(content) else None


def _is_workbook(content: bytes) -> bool:
    """Only the table of contents is read; nothing is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist() or "xl/workbook.bin" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, OSError):
        return False


def _is_table_of_text(content: bytes) -> bool:
    """Text with separators and no markup: an HTML or SVG page in disguise is not a table."""
    start = content[:4096]
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):  # what Excel calls Unicode text
        start = start.decode("utf-16", "replace").encode()
    if b"\x00" in start or start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return False
    return any(mark in start for mark in (b";", b",", b"\t", b"|"))
