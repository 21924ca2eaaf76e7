"""What a drawn sample says: to the population it was drawn from, and no further."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.audits.evaluating import (
    CheckedDocument,
    CountResult,
    ErrorGroup,
    MonetaryResult,
    by_cause,
    evaluate_monetary,
    evaluate_random,
)
from marketplace.audits.methods.base import METHODS
from marketplace.audits.models.cases import MisstatementCause
from marketplace.audits.models.plans import AuditDraw, AuditPlan
from marketplace.audits.queries import AuditItemRow

WHOLE = 10_000  # basis points


@dataclass(frozen=True)
class AuditResult:
    """`unchecked` documents are still to be looked at; until there are none nothing is projected.

    `monetary` or `counted` is there where the method says something of what was not drawn.
    """

    checked: int
    wrong: int
    unchecked: int
    overstated: int
    understated: int
    causes: Mapping[MisstatementCause, ErrorGroup]
    tolerable: int
    monetary: MonetaryResult | None = None
    counted: CountResult | None = None

    @property
    def acceptable(self) -> bool | None:
        """Whether the bound is within what is tolerable: rupiah, or documents. None where there is no bound yet."""
        if self.monetary is not None:
            return self.monetary.upper <= self.tolerable
        return None if self.counted is None else self.counted.upper <= self.tolerable


def result_of(plan: AuditPlan, draw: AuditDraw, items: Sequence[AuditItemRow]) -> AuditResult:
    """`tolerable` is in rupiah, or in documents where documents were drawn at random."""
    method = METHODS[plan.method]
    checked = [
        CheckedDocument(one.net, one.audited, one.certain, one.cause.value if one.cause else "")
        for one in items
        if one.audited is not None
    ]
    left = len(items) - len(checked)
    causes = {MisstatementCause(cause): group for cause, group in by_cause(checked).items()}
    given: dict[str, Any] = {
        "checked": len(checked),
        "wrong": sum(one.book != one.audited for one in checked),
        "unchecked": left,
        "overstated": sum(one.overstated for one in checked),
        "understated": sum(one.understated for one in checked),
        "causes": causes,
    }
    monetary = method.units_are_rupiah
    base = draw.total if monetary else draw.documents
    given["tolerable"] = base * plan.tolerable // WHOLE
    if left or not method.projects:
        return AuditResult(**given)
    if monetary:
        found = evaluate_monetary(
            checked, interval=draw.interval, population=draw.total, confidence=plan.confidence
        )
        return AuditResult(**given, monetary=found)
    return AuditResult(
        **given, counted=evaluate_random(checked, documents=draw.documents, confidence=plan.confidence)
    )
