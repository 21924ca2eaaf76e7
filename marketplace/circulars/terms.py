"""A circular, and what is promised, as plain values: what a judgement reads, and what a report keeps of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Self

from pydantic import BaseModel, ValidationError

from marketplace.catalog.categories import ENTRIES
from marketplace.circulars.models import Band, Binding, Circular, Clause, SellerTest
from marketplace.circulars.rules.base import RULE_TYPES, RuleType, Share
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, Labelled, _l, joined
from marketplace.kernel.money import Rupiah, spell
from marketplace.kernel.period import Month, MonthSpan
from marketplace.uptake.measures.base import MEASURES, Measure


class JudgedMonths(Labelled):
    """The months a clause looks at; it is judged for good in the last one."""

    MONTH = "month", _l("Bulan")
    QUARTER = "quarter", _l("Triwulan")
    HALF = "half", _l("Semester")
    YEAR = "year", _l("Tahun")

    def around(self, month: Month) -> MonthSpan:
        spans = {"quarter": month.quarter, "half": month.half, "year": month.whole_year}
        return spans.get(self.value) or MonthSpan.of(month)


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What is held against purchases, whoever laid it down: a circular's clause or a partner's own commitment."""

    code: str
    text: str
    rule: str
    figures: Mapping[str, Any]
    scope: tuple[str, ...] = ()
    stretch: JudgedMonths = JudgedMonths.MONTH
    seller_test: SellerTest = SellerTest.LOCAL
    lowest_grade: str = "D"

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

    def checked(self) -> Self:
        """The same with its figures as they are stored: whole numbers, nothing besides what the rule asks."""
        if self.rule not in RULE_TYPES:
            raise Refused(_l("Jenis aturan ini tidak dikenal; pilih dari daftar."), field="rule")
        try:
            return replace(self, figures=self.read_figures.model_dump(mode="json"))
        except ValidationError as error:
            raise Refused(
                _l("Angka butir %(code)s belum lengkap atau keliru; isi kembali.", code=self.code),
                field=str(error.errors()[0]["loc"][0]),
            ) from error


@dataclass(frozen=True, kw_only=True)
class ClauseTerms(Promise):
    kinds: tuple[str, ...] = ()
    weight: int = 1
    binding: Binding = Binding.ADVISORY
    source_article: str = ""


@dataclass(frozen=True, kw_only=True)
class CircularTerms:
    number: str
    title: str
    example: bool
    from_on: date
    until_on: date | None
    clauses: tuple[ClauseTerms, ...]
    bands: tuple[tuple[int, str], ...] = ()  # from this score (basis points) on, this name; highest first
    excluded: tuple[str, ...] = ()  # goods that count nowhere; reports from before there were any have none

    @property
    def spoken(self) -> Label:
        """Its number, and *contoh* wherever an invented one is shown."""
        if self.example:
            return _l("Surat Edaran contoh %(number)s", number=self.number)
        return _l("Surat Edaran %(number)s", number=self.number)

    @property
    def excluded_goods(self) -> Label | None:
        """`Camilan, rokok`; None where nothing is excluded."""
        return goods_named(self.excluded) if self.excluded else None

    def band(self, score: int | None) -> str | None:
        if score is None:
            return None
        return next((name for start, name in self.bands if score >= start), None)


def goods_named(codes: Sequence[str]) -> Label:
    """Categories by their names; what is none is said as it stands in the letter."""
    names = {entry.code: entry.name for entry in ENTRIES}
    return joined([names.get(code, code) for code in codes], between=", ")


def terms_of(circular: Circular, bands: Sequence[Band] = ()) -> CircularTerms:
    return CircularTerms(
        number=circular.number,
        title=circular.title,
        example=circular.example,
        from_on=circular.from_on,
        until_on=circular.until_on,
        clauses=tuple(clause_terms(clause) for clause in circular.clauses),
        bands=tuple(sorted(((band.from_score, band.name) for band in bands), reverse=True)),
        excluded=tuple(circular.excluded),
    )


def clause_terms(clause: Clause) -> ClauseTerms:
    return ClauseTerms(
        code=clause.code,
        text=clause.text,
        rule=clause.rule,
        figures=clause.figures,
        scope=tuple(clause.scope),
        kinds=tuple(clause.kinds),
        stretch=JudgedMonths(clause.period),
        seller_test=clause.seller_test,
        lowest_grade=clause.lowest_grade,
        weight=clause.weight,
        binding=clause.binding,
        source_article=clause.source_article,
    )


def spell_figures(terms: Promise) -> list[tuple[str, str | Label]]:
    """Every figure of a promise under its title, in the words of a person."""
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
        return value.text
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)
