"""Reads CSV; what stands between the cells is guessed where lines do not tell it. Everything here runs in the child."""

import csv
import io
import itertools
from collections.abc import Iterable, Iterator

from marketplace.adapters.first_use import adapter
from marketplace.adapters.sandbox import RefusedBytes
from marketplace.adapters.sheets.rows import MOST_COLUMNS, MOST_ROWS, InternedTexts, Rows
from marketplace.ports.sheets import Cell

SNIFFED = 20_000  # signs
DELIMITERS = ";,\t"


def read_csv(content: bytes) -> tuple[str, list[tuple[str, Rows]]]:
    text = _decoded(content)
    if not text.strip(' \t\r\n;,"'):
        raise RefusedBytes("empty")
    delimiter, text = _delimiter(text)
    try:
        rows = list(_counted(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
    except csv.Error as broken:  # a quote that never closes
        raise RefusedBytes("unreadable") from broken
    return "csv", [("", rows)]


def _counted(rows: Iterable[list[str]]) -> Iterator[list[Cell]]:
    keep = InternedTexts().__getitem__
    for number, row in enumerate(rows):
        if number > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise RefusedBytes("too_many_rows")
        yield list(map(keep, row))


def _decoded(content: bytes) -> str:
    """What Excel and tills write: UTF-8, UTF-16 with its mark, else the code page of Western Windows."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise RefusedBytes("unreadable")


def _delimiter(text: str) -> tuple[str, str]:
    """The sign between the cells, and the text without Excel's `sep=` line, which no spreadsheet shows."""
    first, _, rest = text.partition("\n")
    told = first.strip().removeprefix("sep=")
    if first.startswith("sep=") and told in set(DELIMITERS):
        return told, rest
    start = _whole_lines(text)
    return _told_by_lines(start) or _guessed(start) or max(DELIMITERS, key=first.count), text


def _told_by_lines(text: str) -> str:
    """The only sign that makes as many cells of every line, and no fewer than another; empty where none does."""
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        widths = {sign: {len(row) for row in csv.reader(lines, delimiter=sign)} for sign in DELIMITERS}
    except csv.Error:
        return ""
    most = max(max(found, default=0) for found in widths.values())
    even = [sign for sign, found in widths.items() if len(found) == 1 and max(found) > 1]
    return even[0] if len(lines) > 1 and len(even) == 1 and widths[even[0]] == {most} else ""


def _guessed(text: str) -> str:
    """Loaded only for the few files that need it: loading it takes longer than reading most files."""
    guess: str = adapter("sheets.csv_guessing:delimiter_of")(text, DELIMITERS)
    return guess


def _whole_lines(text: str) -> str:
    """The beginning without a torn last line, which would look like a row of another width."""
    if len(text) <= SNIFFED:
        return text
    lines = itertools.accumulate(len(line) for line in text[:SNIFFED].splitlines(keepends=True)[:-1])
    return text[: max(lines, default=SNIFFED)]
