"""Clauses that are asked of the city: judged once a month, over all whom they bind. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marketplace.circulars.rules.base import CITY, NO_DATA, NOT_APPLICABLE
from marketplace.circulars.terms import CircularTerms, ClauseTerms
from marketplace.compliance.asking import not_asked
from marketplace.compliance.basis import Books
from marketplace.compliance.evaluation import ClauseResult, hold_books
from marketplace.compliance.reasons import NotAsked
from marketplace.kernel.period import Month, MonthSpan
from marketplace.uptake.measures.base import Gap

OF_TIME = (NotAsked.NOT_BEGUN, NotAsked.CUT_OFF)


def judge_city(circular: CircularTerms, month: Month, partners: Sequence[Books]) -> tuple[ClauseResult, ...]:
    """In the order of the circular. Whoever is of another kind or exempt is in neither figure."""
    clauses = [clause for clause in circular.clauses if clause.subject is CITY]
    return tuple(_judged(clause, month, partners, circular) for clause in clauses)


def _judged(
    clause: ClauseTerms, month: Month, partners: Sequence[Books], circular: CircularTerms
) -> ClauseResult:
    around = clause.stretch.around(month)
    bare = ClauseResult(
        code=clause.code,
        rule=clause.rule,
        measure=clause.measure,
        outcome=NOT_APPLICABLE,
        final=around.last == month,
    )
    asked = [(one, not_asked(clause, one.partner, around, circular)) for one in partners]
    if why := next((why for _, why in asked if why in OF_TIME), None):
        return replace(bare, not_asked=why)
    bound = [one for one, why in asked if why is NotAsked.CITY and clause.code not in one.exemptions]
    if not bound:
        return replace(bare, outcome=NO_DATA, target=clause.target_on(around.first_day), gap=Gap.NOBODY)
    read = MonthSpan(around.first, month)
    return hold_books(clause, bound, read, final=bare.final, excluded=circular.excluded)
