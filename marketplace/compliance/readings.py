"""A reading held against what is asked: of all rows together, or outlet by outlet. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from marketplace.circulars.rules.base import MET, NO_DATA, NOT_MET, Outcome, Verdict
from marketplace.circulars.terms import Promise
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.measures.base import Basis, Gap, MeasuredFigure

WEAKEST = (NOT_MET, NO_DATA, MET)


@dataclass(frozen=True, kw_only=True)
class OutletResult:
    """One outlet under a clause that is asked of each."""

    outlet: int
    name: str
    outcome: Outcome
    numerator: int
    denominator: int | None = None
    shortfall: int | None = None
    gap: Gap | None = None


class HeldOutlet(NamedTuple):
    result: OutletResult
    reading: MeasuredFigure
    verdict: Verdict


def held_against(
    promise: Promise, counted: Sequence[LedgerLine], basis: Basis, day: date
) -> tuple[MeasuredFigure, Verdict]:
    """By the figures of that day."""
    rule, figures = promise.rule_type, promise.figures_on(day)
    reading = rule.refined(figures, promise.measure_type().measure(counted, basis))
    return reading, rule.judge(figures, reading)


def by_outlet(
    promise: Promise, counted: Sequence[LedgerLine], basis: Basis, day: date
) -> Sequence[HeldOutlet]:
    """Each outlet by its own rows. One that rows without an outlet could lift has no data."""
    untold = [line for line in counted if line.outlet is None]
    found = []
    for outlet in basis.outlets:
        own = [line for line in counted if line.outlet == outlet.id]
        reading, verdict = held_against(promise, own, basis, day)
        if (
            verdict.outcome is NOT_MET
            and held_against(promise, [*own, *untold], basis, day)[1].outcome is MET
        ):
            verdict = replace(verdict, outcome=NO_DATA, shortfall=None, gap=Gap.OUTLET_UNTOLD)
        result = OutletResult(
            outlet=outlet.id,
            name=outlet.name,
            outcome=verdict.outcome,
            numerator=reading.numerator,
            denominator=reading.denominator,
            shortfall=verdict.shortfall,
            gap=verdict.gap,
        )
        found.append(HeldOutlet(result, reading, verdict))
    return found


def weakness(one: HeldOutlet) -> tuple[int, int, int]:
    """Lowest for the outlet that is furthest from what is asked."""
    return WEAKEST.index(one.verdict.outcome), -(one.verdict.shortfall or 0), one.reading.numerator
