"""A partner's score, and whether it complies. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.circulars.models import Binding
from marketplace.circulars.rules.base import MET, NO_DATA, NOT_MET, WHOLE, Outcome
from marketplace.circulars.terms import ClauseTerms
from marketplace.kernel.money import half_up


def score_of(due: Sequence[tuple[ClauseTerms, Outcome]]) -> tuple[int | None, bool | None]:
    """Weight of what is met out of the weight of what is due, and whether every binding clause is met.

    A rule that can only be an appeal moves neither.
    """
    due = [(clause, outcome) for clause, outcome in due if not clause.rule_type.advisory_only]
    binding = {outcome for clause, outcome in due if clause.binding is Binding.MANDATORY}
    complies = False if NOT_MET in binding else None if NO_DATA in binding or not binding else True
    weights = {outcome: sum(clause.weight for clause, own in due if own is outcome) for outcome in Outcome}
    weight = weights[MET] + weights[NOT_MET]
    if weights[NO_DATA] or not weight:
        return None, complies
    return half_up(weights[MET] * WHOLE, weight), complies
