"""Which rows of a report go on paper: all of them, unless they are more than anybody prints.

Typst takes some 85 KiB of memory for a row of a table, with tags or without.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from marketplace.circulars.rules.base import NOT_MET, UNDER_REVIEW, Outcome
from marketplace.compliance.evaluation import PartnerResult
from marketplace.compliance.figures import ClauseLine, ReportFigures
from marketplace.compliance.formats.base import ReportPaper

MOST = 1_000  # in all tables together
T = TypeVar("T")
EVERY = (
    "Laporan ini mencetak {shown} dari {all} barisnya, yang belum terpenuhi lebih dulu. Semua baris ada di {where}."
    " Jumlah dan keadaan di laporan ini dihitung dari semua baris."
)
BOOK = "berkas Excel (XLSX) bulan ini, lembar Baris dan Mitra"
SIGNED = "berkas bertanda tangan (JSON), yang sidiknya ada di bagian Keaslian"


def rows_in(figures: ReportFigures) -> Sequence[int]:
    """How long each list is that a report prints."""
    of_clauses = (
        len(lines) for clause in figures.clauses for lines in (clause.rows, clause.unknown, clause.exempt)
    )
    return [*of_clauses, len(figures.free), len(figures.result.partners)]


def most_of_each(figures: ReportFigures, most: int) -> int:
    """So many rows each list may print, so that all print `most` together; what a short one leaves, long ones take."""
    lengths = sorted(rows_in(figures))
    for place, length in enumerate(lengths):
        each = most // (len(lengths) - place)
        if length > each:
            return each
        most -= length
    return lengths[-1]


def printed(rows: Sequence[T], most: int, urgency: Callable[[T], int] = lambda _: 0) -> Sequence[T]:
    """Of more than `most` those of the lowest urgency figure, in the order of the rows."""
    return rows if len(rows) <= most else sorted(rows, key=urgency)[:most]


def unmet_first(line: ClauseLine) -> int:
    return _place(line.outcome)


def failing_first(one: PartnerResult) -> int:
    return min((_place(clause.outcome) for clause in one.clauses), default=2)


def _place(outcome: Outcome) -> int:
    return {NOT_MET: 0, UNDER_REVIEW: 1}.get(outcome, 2)


def left_out(paper: ReportPaper, most: int) -> str:
    """Where the rows are that a long report does not print; nothing for one that prints all."""
    every = rows_in(paper.figures)
    if max(every) <= most:
        return ""
    shown = sum(min(length, most) for length in every)
    where = f"{BOOK}, dan di {SIGNED}" if paper.report else BOOK
    return EVERY.format(shown=_thousands(shown), all=_thousands(sum(every)), where=where)


def in_part(rows: Sequence[object], most: int) -> Sequence[str]:
    """What is said beside a list that is printed in part."""
    whole = _thousands(len(rows))
    return [f"Tercetak {_thousands(most)} dari {whole} baris."] if len(rows) > most else []


def and_others(rows: Sequence[object], most: int) -> Sequence[str]:
    """The last of a list of names that is printed in part."""
    return [f"dan {_thousands(len(rows) - most)} mitra lain"] if len(rows) > most else []


def _thousands(count: int) -> str:
    return f"{count:,}".replace(",", ".")
