"""Outcomes that something open could turn: judged with the open amounts in and out. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, combinations

from marketplace.circulars.models import Binding
from marketplace.circulars.rules.base import MET, NOT_MET, UNDER_REVIEW, Outcome
from marketplace.circulars.terms import CircularTerms
from marketplace.compliance.evaluation import ClauseResult, PartnerResult
from marketplace.compliance.open_amounts import Ledger, OpenAmount, decided

DECIDED = (MET, NOT_MET)
FEW = 4  # amounts of one maker of which every combination is judged

Judge = Callable[[Ledger], PartnerResult]
Chosen = frozenset[int]


@dataclass(frozen=True, kw_only=True)
class ClauseBounds:
    """How far a clause's figure can move: its results with the least and the most, and every outcome on the way."""

    lowest: ClauseResult
    highest: ClauseResult
    outcomes: frozenset[Outcome]


def review(
    result: PartnerResult,
    ledger: Ledger,
    amounts: Sequence[OpenAmount],
    *,
    circular: CircularTerms | None,
    judge: Judge,
) -> PartnerResult:
    """The same with `UNDER_REVIEW` wherever something open could turn the outcome.

    That is no part of a score, and is not failed: where it weighs, there is no score; where it binds, nothing says
    that the partner complies.
    """
    if circular is None or not any(one.turns for one in amounts):
        return result
    bounds = bounds_of(result, ledger, amounts, circular=circular, judge=judge)
    clauses = tuple(
        replace(clause, outcome=UNDER_REVIEW) if could_turn(clause, bound, amounts) else clause
        for clause, bound in zip(result.clauses, bounds, strict=True)
    )
    return _unscored(replace(result, clauses=clauses), circular)


def could_turn(clause: ClauseResult, bounds: ClauseBounds, amounts: Sequence[OpenAmount]) -> bool:
    """Only what is met or not met can turn; what may come to anything could always make up for what is missing."""
    if clause.outcome not in DECIDED:
        return False
    unbounded = clause.outcome is NOT_MET and any(one.unbounded for one in amounts)
    return unbounded or bounds.outcomes != {clause.outcome}


def bounds_of(
    result: PartnerResult,
    ledger: Ledger,
    amounts: Sequence[OpenAmount],
    *,
    circular: CircularTerms,
    judge: Judge,
) -> Sequence[ClauseBounds]:
    """Of each clause, in the circular's order.

    Makers are apart from each other in every measure, so the extremes are those of each maker put together.
    """
    toggles = [one for one in amounts if one.turns and not one.unbounded]
    scopes = {code for clause in circular.clauses for code in clause.scope}
    anything = tuple(sorted(scopes - set(circular.excluded)))
    room = None if result.declared is None else result.declared - result.local
    judged: dict[Chosen, PartnerResult] = {frozenset(): result}

    def with_these(chosen: Chosen) -> PartnerResult:
        if chosen not in judged:
            these = [toggles[number] for number in sorted(chosen)]
            judged[chosen] = judge(decided(ledger, these, anything=anything, room=room))
        return judged[chosen]

    groups = [[*_choices(group)] for group in _by_maker(toggles)]
    for place, clause in enumerate(result.clauses):
        if clause.outcome in DECIDED:
            for pick in (min, max):
                each = [pick(group, key=lambda one: _reading(with_these(one), place)) for group in groups]
                with_these(frozenset().union(*each))
    return [_bounds(list(judged.values()), place) for place in range(len(result.clauses))]


def _bounds(results: Sequence[PartnerResult], place: int) -> ClauseBounds:
    in_order = sorted(results, key=lambda one: _reading(one, place))
    return ClauseBounds(
        lowest=in_order[0].clauses[place],
        highest=in_order[-1].clauses[place],
        outcomes=frozenset(one.clauses[place].outcome for one in results),
    )


def _reading(result: PartnerResult, place: int) -> tuple[Fraction, int]:
    """What orders results under a clause: its figure, and where that is the same the month's local rupiah."""
    clause = result.clauses[place]
    return Fraction(clause.numerator or 0, clause.denominator or 1), result.local


def _by_maker(toggles: Sequence[OpenAmount]) -> Sequence[Sequence[int]]:
    """Numbers of amounts that can stand in each other's way: a maker's returns count where a purchase of it does."""
    groups: defaultdict[object, list[int]] = defaultdict(list)
    for number, one in enumerate(toggles):
        groups[one.maker or ("alone", number)].append(number)
    return list(groups.values())


def _choices(group: Sequence[int]) -> Iterator[Chosen]:
    """All combinations of few; of many none, all, each alone, and all but each."""
    if len(group) <= FEW:
        yield from map(
            frozenset, chain.from_iterable(combinations(group, size) for size in range(len(group) + 1))
        )
        return
    yield frozenset()
    yield frozenset(group)
    for number in group:
        yield frozenset([number])
        yield frozenset(group) - {number}


def _unscored(result: PartnerResult, circular: CircularTerms) -> PartnerResult:
    due = [
        (clause, own.outcome)
        for clause, own in zip(circular.clauses, result.clauses, strict=True)
        if own.final
    ]
    open_ones = [clause for clause, outcome in due if outcome is UNDER_REVIEW]
    if any(clause.weight for clause in open_ones):
        result = replace(result, score=None, band=None)
    if any(clause.binding is Binding.MANDATORY for clause in open_ones):
        failed = any(clause.binding is Binding.MANDATORY and outcome is NOT_MET for clause, outcome in due)
        result = replace(result, complies=False if failed else None)
    return result
