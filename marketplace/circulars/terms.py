"""A circular, and what is promised, as plain values: what a judgement reads, and what a report keeps of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Self

from pydantic import BaseModel, ValidationError

from marketplace.catalog.categories import ENTRIES
from marketplace.circulars.models import Band, Binding, Circular, Clause, LatePolicy, SellerTest
from marketplace.circulars.rules.base import CITY, RULE_TYPES, ClauseSubject, RuleType, Share, Target
from marketplace.circulars.rules.steps import FigureSteps
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

    @cached_property
    def subject(self) -> ClauseSubject:
        return self.rule_type.subject_of(self.read_figures)

    def figures_on(self, day: date) -> BaseModel:
        """With the steps up to that day: a period is judged by the figures of its first day."""
        figures: BaseModel = self.rule_type.on(self.read_figures, day)
        return figures

    def target_on(self, day: date) -> Target:
        return self.rule_type.target(self.figures_on(day))

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
            found = replace(self, figures=self.read_figures.model_dump(mode="json", exclude_none=True))
        except ValidationError as error:
            raise Refused(
                _l("Angka butir %(code)s belum lengkap atau keliru; isi kembali.", code=self.code),
                field=str(error.errors()[0]["loc"][0]),
            ) from error
        self._check_rule()
        return found

    def _check_rule(self) -> None:
        """Refused where the rule cannot be asked so."""
        if self.subject not in self.rule_type.subjects_for(self.read_figures):
            raise Refused(_l("Aturan ini tidak dapat dinilai pada itu; pilih yang lain."), field="subject")
        if self.subject is CITY and not isinstance(self, ClauseTerms):
            raise Refused(
                _l("Aturan ini dinilai untuk seluruh kota; satu mitra tidak dapat menjanjikannya."),
                field="subject",
            )
        if len(self.stretch.around(Month(2026, 1))) < self.rule_type.shortest:
            raise Refused(
                _l(
                    "Angkanya dinyatakan untuk %(count)s bulan; pilih masa penilaian yang tidak lebih pendek.",
                    count=self.rule_type.shortest,
                ),
                field="stretch",
            )
        if self.rule_type.needs_scope and not self.scope:
            raise Refused(
                _l("Aturan ini tentang barang tertentu; pilih sekurangnya satu kategori."), field="scope"
            )


@dataclass(frozen=True, kw_only=True)
class ClauseTerms(Promise):
    kinds: tuple[str, ...] = ()
    weight: int = 1
    binding: Binding = Binding.ADVISORY
    source_article: str = ""

    def _check_rule(self) -> None:
        super()._check_rule()
        if self.rule_type.advisory_only and self.binding is Binding.MANDATORY:
            raise Refused(_l("Aturan ini hanya dapat menjadi imbauan."), field="binding")


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
    whole_periods: bool = False  # reports from before also judged periods that it covers in part
    late: LatePolicy = LatePolicy.RESTATEMENT  # as it was in reports from before it was said

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

    def covers(self, period: MonthSpan) -> bool:
        """Whether a clause judges this period: the circular holds from its first day to its last."""
        return self.began_by(period) and (self.until_on is None or period.last_day <= self.until_on)

    def began_by(self, period: MonthSpan) -> bool:
        return self.from_on <= period.first_day

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
        whole_periods=True,
        late=circular.late,
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
    """Every figure of a promise under its title, in the words of a person; what was left open is left out."""
    fields, figures = type(terms.read_figures).model_fields, terms.read_figures
    told = [(field.title or name, getattr(figures, name)) for name, field in fields.items()]
    return [(title, _spell(value)) for title, value in told if value is not None]


def _spell(value: object) -> str | Label:
    if isinstance(value, bool):
        return _l("ya") if value else _l("tidak")
    if isinstance(value, Rupiah):
        return spell(value)
    if isinstance(value, Share):
        return value.text
    if isinstance(value, ClauseSubject):
        return value.label
    if isinstance(value, FigureSteps):
        return joined(
            [_l("mulai %(day)s %(figure)s", day=day, figure=_spell(one)) for day, one in value.dated()],
            between=", ",
        )
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)
