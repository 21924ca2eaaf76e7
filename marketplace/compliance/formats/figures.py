"""The figures of the report for programs: money in rupiah, a share as its two integers, states by their words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from marketplace.compliance import sentences
from marketplace.compliance.evaluation import PartnerResult
from marketplace.compliance.figures import ClauseFigures, ClauseLine, KindFigures
from marketplace.compliance.formats.base import FORMATS, Format, ReportPaper
from marketplace.kernel.labels import _l
from marketplace.ports.toolbox import Toolbox
from marketplace.uptake.measures.base import MEASURES


@FORMATS.add("figures")
class FiguresFormat(Format):
    label = _l("Angka (JSON)")
    suffix = "figures.json"
    media_type = "application/json"

    def write(self, tools: Toolbox, paper: ReportPaper) -> bytes:
        figures, circular = paper.figures, paper.result.circular
        said = (sentences.lead, sentences.basis, sentences.three_counts, sentences.everybody)
        values = {
            "number": paper.number,
            "period": paper.result.month,
            "published": paper.report is not None,
            "circular": circular.number if circular else None,
            "sentences": [str(sentence(figures)) for sentence in said],
            "clauses": [_clause(clause) for clause in figures.clauses],
            "kinds": [_kind(one) for one in (*figures.kinds, *figures.others)],
            "partners": [_partner(one) for one in paper.result.partners],
        }
        return json.dumps(values, ensure_ascii=False, indent=1).encode()


def _clause(clause: ClauseFigures) -> Mapping[str, Any]:
    share, coverage = clause.share, clause.coverage
    return {
        "code": clause.terms.code,
        "rule": clause.terms.rule,
        "measure": clause.terms.measure,
        "binding": clause.terms.binding.value,
        "target": [clause.goal.parts, clause.goal.of],
        "bound": coverage.bound,
        "reported": coverage.reported,
        "declared": coverage.declared,
        "bought": coverage.bought,
        "with_data": coverage.with_data,
        "outcomes": {outcome.value: count for outcome, count in clause.outcomes.items() if count},
        "share": [share.numerator, share.denominator] if share else None,
        "state": str(clause.state.label) if clause.state else None,
        "rows": [_row(line) for line in (*clause.rows, *clause.unknown, *clause.exempt)],
    }


def _row(line: ClauseLine) -> Mapping[str, Any]:
    result, measure = line.result, MEASURES[line.result.measure]
    return {
        "partner": line.public_id or None,
        "name": line.partner,
        "outcome": result.outcome.value,
        "state": str(line.state),
        "reading": str(line.reading),
        "numerator": result.numerator,
        "unit": measure.unit.key,
        "denominator": result.denominator,
        "denominator_unit": None if result.denominator is None else measure.whole_unit.key,
        "shortfall": result.shortfall,
        "gap": result.gap.value if result.gap else None,
        "final": result.final,
    }


def _kind(one: KindFigures) -> Mapping[str, Any]:
    return {
        "kind": str(one.kind),
        "partners": one.partners,
        "with_data": one.with_data,
        "share": [one.part, one.whole] if one.whole else None,
        "state": str(one.outcome.label) if one.outcome else None,
    }


def _partner(one: PartnerResult) -> Mapping[str, Any]:
    return {
        "partner": one.partner.public_id,
        "name": one.partner.name,
        "kind": one.partner.kind,
        "local": one.local if one.reported else None,
        "certified": one.certified if one.reported else None,
        "declared": one.declared,
        "score": one.score,
        "band": one.band,
    }
