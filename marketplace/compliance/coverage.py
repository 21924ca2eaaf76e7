"""Of how many a figure speaks, and the city's share over those whom a clause binds. Pure.

A share is held against a target only over the partners that the clause binds: whoever is of another kind, or exempt,
is in neither of its two sums, and no word of state stands beside theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.circulars.models import Binding
from marketplace.circulars.rules.base import EXEMPT, NOT_APPLICABLE, Outcome, Target
from marketplace.circulars.terms import CircularTerms, ClauseTerms
from marketplace.compliance.evaluation import ClauseResult, PartnerResult
from marketplace.compliance.months import MonthResult

Bound = tuple[PartnerResult, ClauseResult]


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Numbers of partners: all, and of those that a clause binds the ones of whom something is known.

    `reported` ones sent anything at all, `declared` ones a total that can be read, of `bought` ones something local
    counts, and those `with_data` can be held against the clause.
    """

    partners: int
    bound: int
    reported: int
    declared: int
    bought: int
    with_data: int


@dataclass(frozen=True, kw_only=True)
class BoundShare:
    """The sums of a clause's own figures over the bound partners with data, in the unit of its measure.

    `met` is None where no partner has data: nothing is not zero.
    """

    code: str
    numerator: int
    denominator: int
    target: Target
    met: bool | None
    coverage: Coverage
    outcomes: Mapping[Outcome, int]


def is_bound(result: ClauseResult) -> bool:
    return result.outcome not in (NOT_APPLICABLE, EXEMPT)


def has_data(result: ClauseResult) -> bool:
    """Whether its figure can be held against the target."""
    return result.numerator is not None and result.gap is None


def bound_by(result: MonthResult, code: str) -> Sequence[Bound]:
    """Partners that this clause binds, each with its result; none where the circular has no such clause."""
    return [
        (one, clause)
        for one in result.partners
        for clause in one.clauses
        if clause.code == code and is_bound(clause)
    ]


def coverage_of(result: MonthResult, code: str | None = None) -> Coverage:
    """Of a clause; without one every partner is meant, and `with_data` are those whose total can be true."""
    if code is None:
        return _coverage(result, [(one, one.shares) for one in result.partners])
    return _coverage(result, [(one, has_data(clause)) for one, clause in bound_by(result, code)])


def _coverage(result: MonthResult, bound: Sequence[tuple[PartnerResult, bool]]) -> Coverage:
    return Coverage(
        partners=len(result.partners),
        bound=len(bound),
        reported=sum(one.reported for one, _ in bound),
        declared=sum(one.declared is not None for one, _ in bound),
        bought=sum(one.local > 0 for one, _ in bound),
        with_data=sum(known for _, known in bound),
    )


def share_of(result: MonthResult, code: str) -> BoundShare | None:
    """The city's share under a clause that asks for one; None for any other clause."""
    terms = _clause(result.circular, code)
    if terms is None or not asks_for_share(terms):
        return None
    bound = bound_by(result, code)
    known = [clause for _, clause in bound if has_data(clause)]
    target = next((one.target for one in known if one.target), terms.rule_type.target(terms.read_figures))
    numerator = sum(clause.numerator or 0 for clause in known)
    denominator = sum(clause.denominator or 0 for clause in known)
    return BoundShare(
        code=code,
        numerator=numerator,
        denominator=denominator,
        target=target,
        met=numerator * target.of >= target.parts * denominator if denominator else None,
        coverage=coverage_of(result, code),
        outcomes=Counter(clause.outcome for _, clause in bound),
    )


def headline(circular: CircularTerms | None) -> ClauseTerms | None:
    """The clause that stands for the circular: the first that asks a share of all spending, binding ones first."""
    shares = [clause for clause in (circular.clauses if circular else ()) if asks_for_share(clause)]
    return min(
        shares,
        key=lambda clause: (clause.binding is not Binding.MANDATORY, bool(clause.scope), clause.code),
        default=None,
    )


def asks_for_share(clause: ClauseTerms) -> bool:
    return clause.rule_type.share_of_spending


def _clause(circular: CircularTerms | None, code: str) -> ClauseTerms | None:
    return next((clause for clause in (circular.clauses if circular else ()) if clause.code == code), None)
