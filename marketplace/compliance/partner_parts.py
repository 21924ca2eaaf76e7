"""What is frozen of one partner, in three texts: its figures, the numbers of the lines behind them, and its books.

A page of a published month shows the figures, which are as short for a shop of many lines as for one of few. Figures
and numbers together are the judgement; the books are all that it was made from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from marketplace.compliance.evaluation import ClauseResult, PartnerResult, without_lines
from marketplace.compliance.freezing import SliceText, canonical
from marketplace.compliance.months import PartnerInputs
from marketplace.compliance.reasons import ExclusionReason
from marketplace.compliance.weak_rows import WeakRows, weak_in, weak_rows

FIGURES, ROWS, BOOKS = "/figures", "/rows", "/books"  # behind a partner's public id, in this order


@dataclass(frozen=True, kw_only=True)
class PartnerFigures:
    """`result` is without line numbers. `name` is the slice's own, so that none passes for another."""

    name: str
    salt: str
    result: PartnerResult
    weak: WeakRows


@dataclass(frozen=True, kw_only=True)
class ClauseLines:
    """Line numbers of one clause, those that it leaves out by their reason."""

    counted: tuple[int, ...]
    refused: Mapping[ExclusionReason, tuple[int, ...]]
    orphans: tuple[int, ...]
    partly: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class PartnerRows:
    """In the order of the circular's clauses."""

    name: str
    salt: str
    clauses: tuple[ClauseLines, ...]


@dataclass(frozen=True, kw_only=True)
class PartnerBooks:
    """`members` are the others of its chain, where a clause is asked of chains."""

    name: str
    salt: str
    inputs: PartnerInputs
    members: tuple[PartnerInputs, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FrozenParts:
    figures: PartnerFigures
    rows: PartnerRows
    books: PartnerBooks


FIGURES_PART = TypeAdapter(PartnerFigures)
ROWS_PART = TypeAdapter(PartnerRows)
BOOKS_PART = TypeAdapter(PartnerBooks)


def parts_of(
    result: PartnerResult,
    inputs: PartnerInputs,
    members: Sequence[PartnerInputs],
    salt_of: Callable[[str], str],
) -> FrozenParts:
    """`salt_of` makes a slice's salt from its name."""
    figures, rows, books = (
        {"name": name, "salt": salt_of(name)}
        for name in (inputs.partner.public_id + part for part in (FIGURES, ROWS, BOOKS))
    )
    return FrozenParts(
        figures=PartnerFigures(**figures, result=without_lines(result), weak=weak_of(result, inputs)),
        rows=PartnerRows(**rows, clauses=tuple(map(_lines, result.clauses))),
        books=PartnerBooks(**books, inputs=inputs, members=tuple(members)),
    )


def weak_of(result: PartnerResult, inputs: PartnerInputs) -> WeakRows:
    nets = {line.id: line.on_paper for line in inputs.lines}
    return weak_rows(weak_in(result.clauses), lambda numbers: sum(nets[number] for number in numbers))


def write_parts(parts: FrozenParts) -> Iterator[SliceText]:
    yield SliceText(parts.figures.name, canonical(FIGURES_PART.dump_python(parts.figures, mode="json")))
    yield SliceText(parts.rows.name, canonical(ROWS_PART.dump_python(parts.rows, mode="json")))
    yield SliceText(parts.books.name, canonical(BOOKS_PART.dump_python(parts.books, mode="json")))


def read_figures(text: str) -> PartnerFigures:
    """Raises ValueError for what is no such text; so do the other two."""
    return FIGURES_PART.validate_json(text)


def read_rows(text: str) -> PartnerRows:
    return ROWS_PART.validate_json(text)


def read_books(text: str) -> PartnerBooks:
    return BOOKS_PART.validate_json(text)


def with_lines(result: PartnerResult, rows: PartnerRows) -> PartnerResult:
    """The judgement as it was. Raises ValueError where there are not as many clauses."""
    clauses = tuple(
        _joined(clause, lines) for clause, lines in zip(result.clauses, rows.clauses, strict=True)
    )
    return replace(result, clauses=clauses)


def _lines(clause: ClauseResult) -> ClauseLines:
    refused = defaultdict[ExclusionReason, list[int]](list)
    for number, why in clause.refused:
        refused[why].append(number)
    return ClauseLines(
        counted=clause.counted,
        refused={why: tuple(numbers) for why, numbers in refused.items()},
        orphans=clause.orphans,
        partly=clause.partly,
    )


def _joined(clause: ClauseResult, lines: ClauseLines) -> ClauseResult:
    refused = sorted((number, why) for why, numbers in lines.refused.items() for number in numbers)
    return replace(
        clause, counted=lines.counted, refused=tuple(refused), orphans=lines.orphans, partly=lines.partly
    )
