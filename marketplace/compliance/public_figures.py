"""What anybody may learn of a judged month: sums over groups of at least five partners. Pure.

Groups are the only thing that is summed: all that is published is a sum of whole groups, and those whom the headline
clause binds are whole groups too. So neither the rest of the city nor another report of the same month gives one
partner's figures away by subtraction.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from marketplace.circulars.rules.base import MET
from marketplace.circulars.terms import JudgedMonths
from marketplace.compliance.coverage import bound_by, has_data, headline, share_of
from marketplace.compliance.evaluation import PartnerResult
from marketplace.compliance.months import FEWEST, BoundFigures, Group, MonthResult, PublicFigures, city_of
from marketplace.kernel.labels import Labelled, _l
from marketplace.partners.models import PartnerKind


class Sector(Labelled):
    TRADE = "trade", _l("Perdagangan")
    FOOD_AND_LODGING = "food_and_lodging", _l("Makan minum dan penginapan")
    PUBLIC_BODIES = "public_bodies", _l("Instansi dan perusahaan negara atau daerah")


SECTORS = {
    PartnerKind.MINIMARKET: Sector.TRADE,
    PartnerKind.SUPERMARKET: Sector.TRADE,
    PartnerKind.SHOP: Sector.TRADE,
    PartnerKind.SOUVENIR_SHOP: Sector.TRADE,
    PartnerKind.COOPERATIVE: Sector.TRADE,
    PartnerKind.HOTEL: Sector.FOOD_AND_LODGING,
    PartnerKind.RESTAURANT: Sector.FOOD_AND_LODGING,
    PartnerKind.CAFE: Sector.FOOD_AND_LODGING,
    PartnerKind.PUBLIC_OFFICE: Sector.PUBLIC_BODIES,
    PartnerKind.STATE_ENTERPRISE: Sector.PUBLIC_BODIES,
}


NOWHERE = (-1, None)  # in no sum


@dataclass(frozen=True)
class Cell:
    """Partners whose figures are published as one sum."""

    sectors: tuple[Sector, ...]
    bound: bool
    members: tuple[PartnerResult, ...]


def public_figures(result: MonthResult) -> PublicFigures:
    cells = cells_of(result)
    summed = [one for cell in cells for one in cell.members]
    city = city_of(summed)

    def shown(figure: int, behind: int = len(summed)) -> int | None:
        return figure if behind >= FEWEST else None

    return PublicFigures(
        month=result.month,
        partners=result.city.partners,
        declaring=result.city.declaring,
        judged=shown(city.judged, city.judged),
        complying=shown(city.complying, city.judged),
        makers=shown(city.makers),
        certified_makers=shown(city.certified_makers),
        local=shown(city.local),
        certified=shown(city.certified),
        declared=shown(sum(one.declared or 0 for one in summed)),
        groups=tuple(_group(cell) for cell in cells),
        summed=len(summed),
        bound=_bound(result) if any(cell.bound for cell in cells) else None,
    )


def cells_of(result: MonthResult) -> Sequence[Cell]:
    """Those with figures, by sector and by whether the headline clause binds them, merged until each cell is five.

    Bound ones stay apart while both sides are five. Fewer than five bound ones are one with the others; of fewer than
    five others nothing is summed, for all without the bound ones would be theirs.
    """
    bound = _with_data(result)
    known = [one for one in result.partners if one.shares or one.partner.id in bound]
    inside = [one for one in known if one.partner.id in bound]
    outside = [one for one in known if one.partner.id not in bound]
    if len(inside) < FEWEST:
        return _merged(known, bound=False)
    return [*_merged(inside, bound=True), *_merged(outside, bound=False)]


def are_public_figures(figures: PublicFigures, result: MonthResult) -> bool:
    """Whether a report of this result may have published these figures."""
    if figures.summed is None and not figures.withheld:
        return figures == figures_by_kind(result)
    now = public_figures(result)
    return figures in (now, withheld(now))


def withheld(figures: PublicFigures) -> PublicFigures:
    """The same month with its counts of partners alone."""
    return replace(
        figures,
        judged=None,
        complying=None,
        makers=None,
        certified_makers=None,
        local=None,
        certified=None,
        declared=None,
        groups=(),
        summed=None,
        bound=None,
        withheld=True,
    )


def safe_together(results: Sequence[MonthResult]) -> bool:
    """Whether the sums of these reports of one month can all be public.

    Partners that stand in the same cell of every report and kept or changed their figures between the same of them are
    only ever summed together; each of these sets has to be five.
    """
    places = [_places(result) for result in results]
    everybody = {number for some in places for number in some}
    alike = Counter(_pattern([some.get(number, NOWHERE) for some in places]) for number in everybody)
    return all(count >= FEWEST for count in alike.values())


def _places(result: MonthResult) -> Mapping[int, tuple[int, object]]:
    """By partner, the number of its cell and what it adds to the sums."""
    terms = headline(result.circular)
    return {
        one.partner.id: (number, _adds(one, terms.code if terms else ""))
        for number, cell in enumerate(cells_of(result))
        for one in cell.members
    }


def _adds(one: PartnerResult, code: str) -> object:
    own = [(clause.numerator, clause.denominator) for clause in one.clauses if clause.code == code]
    return one.local, one.declared, one.certified, one.complies, one.makers, own


def _pattern(history: Sequence[tuple[int, object]]) -> tuple[object, ...]:
    """The cells, each with the first report that had the same figures."""
    values = [value for _, value in history]
    return tuple((cell, values.index(value)) for cell, value in history)


def _with_data(result: MonthResult) -> Collection[int]:
    """Whom the headline clause binds and can judge. Months of a longer period add up to others' figures: none then."""
    terms = headline(result.circular)
    if terms is None or terms.stretch is not JudgedMonths.MONTH:
        return set()
    return {one.partner.id for one, clause in bound_by(result, terms.code) if has_data(clause)}


def _bound(result: MonthResult) -> BoundFigures | None:
    terms = headline(result.circular)
    share = share_of(result, terms.code) if terms else None
    if share is None:
        return None
    return BoundFigures(
        code=share.code,
        partners=share.coverage.bound,
        reported=share.coverage.reported,
        declared=share.coverage.declared,
        with_data=share.coverage.with_data,
        met=share.outcomes.get(MET, 0),
        numerator=share.numerator,
        denominator=share.denominator,
        target=share.target,
    )


def _merged(members: Sequence[PartnerResult], *, bound: bool) -> Sequence[Cell]:
    """By sector, the smallest merged on until every cell is five; fewer than five in all make none."""
    by_sector: dict[Sector, list[PartnerResult]] = defaultdict(list)
    for one in sorted(members, key=lambda one: one.partner.id):
        by_sector[SECTORS[PartnerKind(one.partner.kind)]].append(one)
    cells = [Cell((sector,), bound, tuple(some)) for sector, some in by_sector.items()]
    while cells:
        cells.sort(key=lambda cell: (len(cell.members), cell.sectors))
        if len(cells[0].members) >= FEWEST:
            break
        small = cells.pop(0)
        if cells:
            cells[0] = Cell(
                tuple(sorted({*cells[0].sectors, *small.sectors})),
                bound,
                (*cells[0].members, *small.members),
            )
    return cells[::-1]


def _group(cell: Cell) -> Group:
    return Group(
        kinds=tuple(sorted({one.partner.kind for one in cell.members})),
        partners=len(cell.members),
        local=sum(one.local for one in cell.members),
        declared=sum(one.declared or 0 for one in cell.members),
        sectors=tuple(sector.value for sector in cell.sectors),
        bound=cell.bound,
    )


def figures_by_kind(result: MonthResult) -> PublicFigures:
    """As reports from before there were sectors have them, for these to be proven."""
    declaring = [one for one in result.partners if one.shares]
    city, enough = city_of(declaring), len(declaring) >= FEWEST
    judged = city.judged >= FEWEST
    return PublicFigures(
        month=result.month,
        partners=result.city.partners,
        declaring=len(declaring),
        judged=city.judged if judged else None,
        complying=city.complying if judged else None,
        makers=city.makers if enough else None,
        certified_makers=city.certified_makers if enough else None,
        local=city.local if enough else None,
        certified=city.certified if enough else None,
        declared=city.declared if enough else None,
        groups=tuple(_by_kind(declaring)),
    )


def _by_kind(results: Sequence[PartnerResult]) -> Sequence[Group]:
    in_order = sorted(results, key=lambda one: one.partner.kind)
    groups = [([kind], list(some)) for kind, some in groupby(in_order, key=lambda one: one.partner.kind)]
    while groups:
        groups.sort(key=lambda group: (len(group[1]), group[0]))
        if len(groups[0][1]) >= FEWEST:
            break
        kinds, members = groups.pop(0)
        if groups:
            groups[0] = ([*groups[0][0], *kinds], [*groups[0][1], *members])
    return [
        Group(
            kinds=tuple(sorted(kinds)),
            partners=len(members),
            local=sum(one.local for one in members),
            declared=sum(one.declared or 0 for one in members),
        )
        for kinds, members in reversed(groups)
    ]
