"""Partners that one clause binds, the highest figure first; those without data are in no order. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketplace.compliance.coverage import Bound, bound_by, has_data
from marketplace.compliance.evaluation import ClauseResult, PartnerResult
from marketplace.compliance.months import MonthResult


@dataclass(frozen=True)
class RankedPartner:
    """`place` counts from one; equal figures have one place, and stand by name."""

    place: int
    one: PartnerResult
    clause: ClauseResult


@dataclass(frozen=True)
class Ranking:
    ranked: Sequence[RankedPartner]
    without_data: Sequence[Bound]

    def ends(self, each: int) -> tuple[Sequence[RankedPartner], int, Sequence[RankedPartner]]:
        """So many from the top, how many stand between, and so many from the bottom; nobody twice."""
        if len(self.ranked) <= 2 * each:
            return self.ranked[:each], 0, self.ranked[each:]
        return self.ranked[:each], len(self.ranked) - 2 * each, self.ranked[-each:]


def figure_of(clause: ClauseResult) -> Fraction | None:
    """What partners are compared by: the share, the amount for each of the staff, or the amount; None without data."""
    if clause.numerator is None or not has_data(clause) or clause.denominator == 0:
        return None
    return Fraction(clause.numerator, clause.denominator or 1)


def rank(result: MonthResult, code: str) -> Ranking:
    figures = [(one, clause, figure_of(clause)) for one, clause in bound_by(result, code)]
    known = [(figure, one, clause) for one, clause, figure in figures if figure is not None]
    known.sort(key=lambda row: (-row[0], row[1].partner.name, row[1].partner.id))
    values = [figure for figure, _, _ in known]
    return Ranking(
        [RankedPartner(values.index(figure) + 1, one, clause) for figure, one, clause in known],
        [(one, clause) for one, clause, figure in figures if figure is None],
    )
