"""Figures of a judged month in the words of Indonesian papers."""

from __future__ import annotations

from datetime import date

from marketplace.circulars.rules.base import MET, NOT_MET, RULE_TYPES, WHOLE, Target
from marketplace.circulars.terms import ClauseTerms
from marketplace.compliance.evaluation import ClauseResult, PartnerResult
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import half_up, spell
from marketplace.kernel.period import MONTH_NAMES
from marketplace.uptake.measures.base import MEASURES, FigureUnit, Measure

NOTHING = "—"
NBSP = "\u00a0"


def rupiah(amount: int | None) -> str:
    if amount is None:
        return NOTHING
    return f"−{spell(-amount)}" if amount < 0 else spell(amount)


def points(part: int | None, whole: int | None) -> int | None:
    """Basis points, half up, for showing; None where there is no whole to take a part of."""
    return None if part is None or not whole else half_up(part * WHOLE, whole)


def percent(given: int | None) -> str:
    """1517 → 15,17 %"""
    if given is None:
        return NOTHING
    whole, decimals = divmod(abs(given), 100)
    return f"{'−' if given < 0 else ''}{whole:,}".replace(",", ".") + f",{decimals:02}{NBSP}%"


def long_day(day: date) -> str:
    """1 Desember 2026"""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def unit_of(result: ClauseResult) -> FigureUnit:
    return MEASURES[result.measure].unit


def is_ceiling(result: ClauseResult) -> bool:
    """Whether less is better."""
    return RULE_TYPES[result.rule].ceiling


def spell_target(target: Target | None, unit: FigureUnit, per: Label | None = None) -> str | Label:
    """`15 %`, `Rp500.000`, `18 jenis produk`, and with `per` `Rp35.000 per pegawai`."""
    if target is None:
        return NOTHING
    if target.of == WHOLE:
        whole, decimals = divmod(target.parts, 100)
        return f"{whole}{f',{decimals:02}'.rstrip('0') if decimals else ''}{NBSP}%"
    return _per(unit.spell(target.parts), per)


def spell_goal(result: ClauseResult) -> str | Label:
    """The target of a judged clause in the words of its own measure."""
    return spell_target(result.target, unit_of(result), per_of(MEASURES[result.measure]))


def per_of(measure: type[Measure]) -> Label | None:
    """What an amount is divided by: `pegawai`; None where it stands alone."""
    return None if measure.whole is None else measure.whole_unit.label


def spell_reading(result: ClauseResult) -> str | Label:
    """The figure next to its target: a share where one is asked for, an amount by head, else the amount.

    An amount that lacks what it is divided by stands alone. By head it is rounded down, so that what is below the
    target never reads as the target.
    """
    if result.numerator is None:
        return NOTHING
    unit, per = unit_of(result), per_of(MEASURES[result.measure])
    if result.target and result.target.of == WHOLE and result.denominator:
        return percent(points(result.numerator, result.denominator))
    if per and result.denominator:
        return _per(unit.spell(result.numerator // result.denominator), per)
    return unit.spell(result.numerator)


def spell_counted(result: ClauseResult) -> str | Label:
    """What is counted, with its unit: `Rp450.000`, `7 pembuat`."""
    return NOTHING if result.numerator is None else unit_of(result).spell(result.numerator)


def spell_base(result: ClauseResult) -> str | Label:
    """What it is divided by, each in its own unit: rupiah of a share of rupiah, heads of an amount by head."""
    if result.denominator is None:
        return NOTHING
    return MEASURES[result.measure].whole_unit.spell(result.denominator)


def _per(amount: Label, per: Label | None) -> Label:
    return _l("%(amount)s per %(unit)s", amount=amount, unit=per) if per else amount


def due_sentence(result: ClauseResult) -> str | Label:
    """What is missing, or why nothing can be said."""
    if result.gap:
        return result.gap.label
    if result.outcome is NOT_MET and result.shortfall is not None and is_ceiling(result):
        return _l("Lebih %(over)s dari batas", over=unit_of(result).spell(result.shortfall))
    if result.outcome is NOT_MET and result.shortfall is not None:
        return _l("Kurang %(short)s", short=unit_of(result).spell(result.shortfall))
    return ""


def tally(one: PartnerResult) -> str:
    """`2 dari 4`: clauses met out of those that are judged."""
    judged = [clause for clause in one.clauses if clause.outcome in (MET, NOT_MET)]
    if not judged:
        return NOTHING
    return str(
        _l("%(met)s dari %(all)s", met=sum(clause.outcome is MET for clause in judged), all=len(judged))
    )


def clause_title(terms: ClauseTerms) -> Label:
    return terms.rule_type.label
