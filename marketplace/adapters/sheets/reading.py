"""Tells from its first bytes what a file is, and hands it to its reader. Runs in the child process."""

from marketplace.adapters.first_use import adapter
from marketplace.adapters.sandbox import RefusedBytes
from marketplace.adapters.sheets import archive
from marketplace.adapters.sheets.rows import Rows

Read = tuple[str, list[tuple[str, Rows]]]

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
OLD_MACROS = "_VBA_PROJECT".encode("utf-16-le")
OTHERS = (
    b"%PDF", b"%!PS", b"{\\rtf", b"\x7fELF", b"SQLite format",
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*",
    b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!",
)  # fmt: skip
MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<svg", b"<head", b"<script")


def read(content: bytes) -> Read:
    """`(csv or xlsx, [(sheet's name, rows)])`. Raises Unfit."""
    if content.startswith(ZIP):
        archive.inspect(content)
        return _read_by("calamine_sheets:read_workbook", content)
    if content.startswith(OLE):
        if LOCKED in content:
            raise RefusedBytes("password")
        if OLD_MACROS in content:
            raise RefusedBytes("macros")
        return _read_old(content)
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    if content.startswith((*OTHERS, EMPTY_ZIP)) or start.startswith(MARKUP) or content[4:8] == b"ftyp":
        raise RefusedBytes("wrong_type")
    return _read_by("csv_reading:read_csv", content)


def _read_old(content: bytes) -> Read:
    """Excel's format of before 2007, which shares its first bytes with old Word files and mails."""
    try:
        return _read_by("calamine_sheets:read_workbook", content)
    except RefusedBytes as unfit:
        raise RefusedBytes("wrong_type" if unfit.code == "unreadable" else unfit.code) from unfit


def _read_by(reader: str, content: bytes) -> Read:
    """Loads the library of one kind of file and not the other's: half of what a small file takes."""
    answer: Read = adapter(f"sheets.{reader}")(content)
    return answer
