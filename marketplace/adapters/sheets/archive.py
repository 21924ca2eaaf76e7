"""Counts an XLSX or ODS file before anybody parses it: an archive can be small outside and endless inside."""

import io
import re
import zipfile
import zlib

from marketplace.adapters.sandbox import RefusedBytes

MOST_ENTRIES = 200
MOST_UNPACKED = 128 * 1024 * 1024
BLOCK = 256 * 1024
ENCRYPTED = 0x1
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = "META-INF/manifest.xml"
TYPES = "[Content_Types].xml"
MACROS = re.compile(
    r"(?i)(^|/)(vbaProject|vbaData|macrosheets|activeX|dialogsheets|Basic|Scripts)(/|\.|\d|$)"
)
LINKS = re.compile(r"(?i)^xl/(externalLinks/|connections\.xml|queryTables/)")
SAYS_MACROS = re.compile(rb"(?i)vbaProject|macroEnabled|macrosheet")  # whatever the part itself is called
SYMLINK = 0o120000
ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
WIDE_ENTITIES = re.compile(b"|".join("<!DOCTYPE".encode(wide) for wide in ("utf-16-le", "utf-16-be")))


def inspect(content: bytes) -> None:
    """By its directory first, and then counted.

    Raises RefusedBytes: unreadable, wrong_type, password, macros, links, bomb.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _refuse_shape(entries)
            _refuse_other_kinds(archive)
            _refuse_what_acts(entries)
            left = MOST_UNPACKED
            for entry in entries:
                left -= _unpacked(archive, entry, left)
            if TYPES in archive.namelist() and SAYS_MACROS.search(archive.read(TYPES)):
                raise RefusedBytes("macros")
            if MANIFEST in archive.namelist() and b"encryption-data" in archive.read(MANIFEST):
                raise RefusedBytes("password")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as broken:
        raise RefusedBytes("unreadable") from broken


def _refuse_shape(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise RefusedBytes("bomb")
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise RefusedBytes("password")
    names = [entry.filename for entry in entries]
    if any(map(_leads_out, entries)) or len(names) != len(set(names)):
        raise RefusedBytes("unreadable")
    if any(entry.compress_type not in METHODS for entry in entries):
        raise RefusedBytes("unreadable")


def _leads_out(entry: zipfile.ZipInfo) -> bool:
    """Nothing is ever unpacked to a disk here; but who sends such a name means harm to somebody."""
    name = entry.orig_filename.replace("\\", "/")
    climbs = name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name
    return climbs or (entry.external_attr >> 16) & 0o170000 == SYMLINK


def _refuse_what_acts(entries: list[zipfile.ZipInfo]) -> None:
    """Macros, and what fetches from elsewhere. Links that somebody clicks are no parts of their own and may stay."""
    if any(MACROS.search(entry.filename) for entry in entries):
        raise RefusedBytes("macros")
    if any(LINKS.search(entry.filename) for entry in entries):
        raise RefusedBytes("links")


def _refuse_other_kinds(archive: zipfile.ZipFile) -> None:
    """A text or a drawing in OpenDocument differs from a table in nothing but what it says it is."""
    names = set(archive.namelist())
    if {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        return
    if "mimetype" in names:
        with archive.open("mimetype") as said:
            if said.read(len(ODS) + 1) == ODS:
                return
    raise RefusedBytes("wrong_type")


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> int:
    """How many bytes an entry really has.

    Its header may lie: reading stops where the header says and then fails the checksum. Whoever forges that
    too meets the memory limit of this process.
    """
    size, tail = 0, b""
    with archive.open(entry) as part:
        while block := part.read(BLOCK):
            if size == 0 and block.startswith(ARCHIVES):
                raise RefusedBytes("bomb")
            size += len(block)
            seen = tail + block
            if size > most or _declares_entities(entry.filename, seen):
                raise RefusedBytes("bomb")
            tail = block[-32:]
    return size


def _declares_entities(name: str, block: bytes) -> bool:
    if not name.lower().endswith((".xml", ".rels", ".vml")):
        return False
    return bool(ENTITIES.search(block) or WIDE_ENTITIES.search(block))
