"""Reads CSV; clevercsv guesses what stands between the cells. Everything here runs in the child process."""

import csv
import io
import itertools
from collections.abc import Iterable, Iterator

import clevercsv

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
    seen = InternedTexts()
    for number, row in enumerate(rows):
        if number > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise RefusedBytes("too_many_rows")
        yield [seen[cell] for cell in row]


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
    try:
        dialect = clevercsv.Sniffer().sniff(_whole_lines(text), verbose=False, delimiters=DELIMITERS)
        guess = dialect.delimiter if dialect else ""
    except clevercsv.Error:
        guess = ""
    return guess or max(DELIMITERS, key=first.count), text


def _whole_lines(text: str) -> str:
    """The beginning without a torn last line, which would look like a row of another width."""
    if len(text) <= SNIFFED:
        return text
    lines = itertools.accumulate(len(line) for line in text[:SNIFFED].splitlines(keepends=True)[:-1])
    return text[: max(lines, default=SNIFFED)]
