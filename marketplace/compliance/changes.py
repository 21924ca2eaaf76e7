"""What one judgement of a month has otherwise than another: partner by partner, figure by figure. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from marketplace.compliance.evaluation import ClauseResult, PartnerResult
from marketplace.compliance.months import City, MonthResult, differences
from marketplace.compliance.wording import NOTHING, percent, rupiah, spell_reading, spell_target
from marketplace.compliance.wording import unit_of as unit
from marketplace.kernel.labels import Label, _l, joined

Told = str | Label


@dataclass(frozen=True)
class ChangedFigure:
    """A figure as the older judgement has it and as the newer one does, in words."""

    name: Label
    before: Told
    after: Told


@dataclass(frozen=True)
class PartnerChanges:
    name: str
    figures: Sequence[ChangedFigure]


def changes_between(old: MonthResult, new: MonthResult) -> Sequence[PartnerChanges]:
    """Partners of whom any figure differs; rows behind an equal figure may be others."""
    found = [PartnerChanges(one.name, _changed(one.before, one.after)) for one in differences(old, new)]
    return [one for one in found if one.figures]


def city_changes(old: MonthResult, new: MonthResult) -> Sequence[ChangedFigure]:
    return _differing(_of_city(old.city), _of_city(new.city))


Figures = dict[Label, Told]


def _changed(before: PartnerResult | None, after: PartnerResult | None) -> Sequence[ChangedFigure]:
    return _differing(_of_partner(before) if before else {}, _of_partner(after) if after else {})


def _differing(old: Figures, new: Figures) -> Sequence[ChangedFigure]:
    names = [*old, *(name for name in new if name not in old)]
    pairs = [ChangedFigure(name, old.get(name, NOTHING), new.get(name, NOTHING)) for name in names]
    return [one for one in pairs if one.before != one.after]


def _of_city(city: City) -> Figures:
    return {
        _l("Belanja lokal"): rupiah(city.local),
        _l("Total belanja yang dinyatakan"): rupiah(city.declared),
        _l("Mitra yang menyatakan belanja"): str(city.declaring),
        _l("Mitra yang memenuhi"): str(city.complying),
        _l("Pembuat"): str(city.makers),
    }


def _of_partner(one: PartnerResult) -> Figures:
    return {
        _l("Belanja lokal"): rupiah(one.local),
        _l("Belanja lokal bersertifikat"): rupiah(one.certified),
        _l("Total belanja yang dinyatakan"): rupiah(one.declared),
        _l("Skor"): percent(one.score),
        **dict(_of_clauses(one.clauses)),
    }


def _of_clauses(clauses: Sequence[ClauseResult]) -> Iterator[tuple[Label, Told]]:
    for clause in clauses:
        reading = joined([spell_reading(clause), clause.outcome.label], between=", ")
        yield _l("Butir %(code)s", code=clause.code), reading
        yield (
            _l("Butir %(code)s, target", code=clause.code),
            spell_target(clause.target, unit(clause)),
        )
