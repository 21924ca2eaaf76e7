"""Rows of a shop that some clause leaves out, though the shop can do something about it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from marketplace.compliance.evaluation import ClauseResult
from marketplace.compliance.reasons import ExclusionReason

NEWEST = 20


class WeakRows(NamedTuple):
    """How many, their rupiah as on paper, and the newest by their line numbers, each with a reason."""

    total: int
    net: int
    newest: tuple[tuple[int, ExclusionReason], ...]


def weak_in(clauses: Iterable[ClauseResult]) -> Mapping[int, ExclusionReason]:
    """By line number; the last clause that leaves a row out says why."""
    return {number: why for clause in clauses for number, why in clause.refused if why.mendable}


def weak_rows(weak: Mapping[int, ExclusionReason], net_of: Callable[[Collection[int]], int]) -> WeakRows:
    newest = sorted(weak, reverse=True)[:NEWEST]
    return WeakRows(len(weak), net_of(weak.keys()), tuple((number, weak[number]) for number in newest))
