"""Results without the numbers of lines: only how many lines count, and how many do not. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from marketplace.compliance.evaluation import ClauseResult
from marketplace.compliance.months import MonthResult


def without_numbers(result: MonthResult, stand_for: Mapping[int, int]) -> MonthResult:
    """Of a month judged by sums of lines, whose numbers mean nothing; `stand_for` says for how many each stands."""
    return replace(
        result,
        partners=tuple(
            replace(one, clauses=tuple(only_counts(clause, stand_for) for clause in one.clauses))
            for one in result.partners
        ),
    )


def only_counts(clause: ClauseResult, stand_for: Mapping[int, int]) -> ClauseResult:
    return replace(
        clause,
        counted=(),
        refused=(),
        orphans=(),
        partly=(),
        rows_counted=_lines(clause.counted, stand_for),
        rows_refused=_lines((number for number, _ in clause.refused), stand_for),
    )


def _lines(numbers: Iterable[int], stand_for: Mapping[int, int]) -> int:
    return sum(stand_for[number] for number in numbers)
