"""A circular as plain values: what a judgement reads, and what a report keeps of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from marketplace.circulars.models import Band, Binding, Circular, Clause, SellerTest
from marketplace.circulars.rules.base import RULE_TYPES, RuleType, Share
from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.money import Rupiah, spell
from marketplace.kernel.period import Month, Span
from marketplace.uptake.measures.base import MEASURES, Measure


class Stretch(Labelled):
    """The months a clause looks at; it is judged for good in the last one."""

    MONTH = "month", _l("Bulan")
    QUARTER = "quarter", _l("Triwulan")
    HALF = "half", _l("Semester")
    YEAR = "year", _l("Tahun")

    def around(self, month: Month) -> Span:
        spans = {"quarter": month.quarter, "half": month.half, "year": month.whole_year}
        return spans.get(self.value) or Span.of(month)


@dataclass(frozen=True, kw_only=True)
class ClauseTerms:
    code: str
    text: str
    rule: str
    figures: Mapping[str, Any]
    scope: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    stretch: Stretch = Stretch.MONTH
    seller_test: SellerTest = SellerTest.LOCAL
    lowest_grade: str = "D"
    weight: int = 1
    binding: Binding = Binding.ADVISORY
    source_article: str = ""

    @cached_property
    def rule_type(self) -> RuleType:
        return RULE_TYPES[self.rule]()

    @cached_property
    def read_figures(self) -> BaseModel:
        return self.rule_type.Figures.model_validate(dict(self.figures))

    @property
    def measure(self) -> str:
        return self.rule_type.measure_for(self.read_figures)

    @property
    def measure_type(self) -> type[Measure]:
        return MEASURES[self.measure]


@dataclass(frozen=True, kw_only=True)
class CircularTerms:
    number: str
    title: str
    example: bool
    from_on: date
    until_on: date | None
    clauses: tuple[ClauseTerms, ...]
    bands: tuple[tuple[int, str], ...] = ()  # from this score (basis points) on, this name; highest first

    @property
    def spoken(self) -> Label:
        """Its number, and *contoh* wherever an invented one is shown."""
        if self.example:
            return _l("Surat Edaran contoh %(number)s", number=self.number)
        return _l("Surat Edaran %(number)s", number=self.number)

    def band(self, score: int | None) -> str | None:
        if score is None:
            return None
        return next((name for start, name in self.bands if score >= start), None)


def terms_of(circular: Circular, bands: Sequence[Band] = ()) -> CircularTerms:
    return CircularTerms(
        number=circular.number,
        title=circular.title,
        example=circular.example,
        from_on=circular.from_on,
        until_on=circular.until_on,
        clauses=tuple(clause_terms(clause) for clause in circular.clauses),
        bands=tuple(sorted(((band.from_score, band.name) for band in bands), reverse=True)),
    )


def clause_terms(clause: Clause) -> ClauseTerms:
    return ClauseTerms(
        code=clause.code,
        text=clause.text,
        rule=clause.rule,
        figures=clause.figures,
        scope=tuple(clause.scope),
        kinds=tuple(clause.kinds),
        stretch=Stretch(clause.period),
        seller_test=clause.seller_test,
        lowest_grade=clause.lowest_grade,
        weight=clause.weight,
        binding=clause.binding,
        source_article=clause.source_article,
    )


def spell_figures(terms: ClauseTerms) -> list[tuple[str, str | Label]]:
    """Every figure of a clause under its title, in the words of a person."""
    fields = type(terms.read_figures).model_fields
    return [
        (field.title or name, _spell(getattr(terms.read_figures, name))) for name, field in fields.items()
    ]


def _spell(value: object) -> str | Label:
    if isinstance(value, bool):
        return _l("ya") if value else _l("tidak")
    if isinstance(value, Rupiah):
        return spell(value)
    if isinstance(value, Share):
        return value.spelled
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)
