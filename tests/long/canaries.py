"""Markup, formulas and template signs in every column of text that people fill, each with its column's name in it."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import sqlalchemy as sa

from marketplace import tables

# What a formula of a spreadsheet begins with, taken in turn; then HTML, quotes, Jinja, Typst, and letters of other
# scripts that turn the direction of a line or stand above one another.
FORMULAS = "=+-@"
CANARY = (
    """x<i>cnry_{}_</i>"'{{{{7*7}}}}{{%x%}}&lt;#(7*7)$\N{RIGHT-TO-LEFT OVERRIDE}e\N{COMBINING ACUTE ACCENT}"""
)
NAMED = re.compile(r"cnry_([a-z_]+?)_(?:<|&lt;|\\u003c|$)")
RAW = re.compile(r"<i>cnry|cnry_[a-z_]+</i>\"|(?<!\\)</i>[\"']|49\{%")
FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
NUMBER = re.compile(r"^-?[\d.,]+$")

# Not filled in by people: ids, words of the program, hashes, and what is signed or sealed as a whole.
OF_THE_PROGRAM = re.compile(
    r"^(public_id|slug|code|same|same_name|job|level|action|subject_kind|stored|month|period|mapping|rule|kind|method"
    r"|gateway|session|intent|event|seed|certificate_kind|media_type|locale|kbli_\w+|lowest_grade|tiny|source|source_ref|idempotency_key|client_id|act"
    r"|eligible|letter|unit|said_as|document|annex|signature|public_key|purpose|what|key|gtin|nib|city_ref|postal_code|trouble"
    r"|.*(hash|sha256|sealed|mark|secret|email|phone|whatsapp))$"
)
NOT_WRITTEN = {
    "attempts",
    "held_documents",
    "journal",
    "journal_head",
    "live_items",
    "outbox",
    "report_slices",
}  # by people
OURS = {("stock_movements", "reason")}  # a word of the program, or one of a person's
SECRET = (
    "password_hash",
    "totp_secret",
    "token_hash",
    "code_hash",
    "pin_hash",
    "nik_sealed",
    "account_sealed",
)


def columns() -> Iterator[tuple[str, str]]:
    """(table, column) of the text that people write; a new column is in it by itself."""
    for table in tables.metadata().sorted_tables:
        if table.name in NOT_WRITTEN:
            continue
        for column in table.c:
            plain = type(column.type) in (sa.String, sa.Text)
            ours = OF_THE_PROGRAM.match(column.name) or (table.name, column.name) in OURS
            if plain and not column.foreign_keys and not ours:
                yield table.name, column.name


# So that a letter is written about a memorandum that ends: its successor is signed and nobody has accepted it.
NOT_ACCEPTED = """
UPDATE mous SET accepted_on = NULL, accepted_how = NULL, accepted_by = NULL WHERE state = 'signed' AND EXISTS (
SELECT 1 FROM mous m WHERE m.partner_id = mous.partner_id AND m.state = 'signed' AND m.starts_on < mous.starts_on)
"""


def plant(base: Path) -> int:
    """Into every row, past all rules of the database. Returns how many columns."""
    planted = [*columns()]
    books = sqlite3.connect(base)
    books.execute("PRAGMA ignore_check_constraints = ON")
    for (name,) in books.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        books.execute(f"DROP TRIGGER {name}")
    for table, column in planted:
        canary = CANARY.format(f"{table}_{column}")
        sign = f"substr('{FORMULAS}', {_number(table)} % {len(FORMULAS)} + 1, 1)"
        books.execute(f"UPDATE {table} SET {column} = {sign} || ? || ' ' || COALESCE({column}, '')", [canary])
    books.execute(NOT_ACCEPTED)
    books.commit()
    books.close()
    return len(planted)


def _number(table: str) -> str:
    """What tells the rows of a table apart; one without a rowid ends its key with a number."""
    stored = tables.metadata().tables[table]
    return "rowid" if stored.dialect_options["sqlite"]["with_rowid"] else [*stored.primary_key][-1].name


def secrets(ask: Any) -> set[str]:
    """What stands in such columns; nobody ever reads it."""
    return {
        row[name]
        for table in tables.metadata().sorted_tables
        for name in SECRET
        if name in table.c
        for row in ask(f"SELECT {name} FROM {table.name} WHERE {name} IS NOT NULL")
    }


def cells(answer: Any) -> list[Any]:
    """Of a CSV or a workbook; those of a workbook with their types."""
    if answer.mimetype == "text/csv":
        text = answer.data.decode("utf-8-sig")
        delimiter = ";" if text.partition("\n")[0].count(";") else ","
        return [cell for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row]
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    return [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]


def is_workbook(answer: Any) -> bool:
    return (
        answer.data.startswith(b"PK")
        and "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    )


def words_of_pdf(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
