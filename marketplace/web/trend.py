"""Bars of a share month by month with the line of its target, drawn by the server; lengths across are percentages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from marketplace.circulars.rules.base import Target
from marketplace.compliance.trend import TrendMonth
from marketplace.compliance.wording import points
from marketplace.kernel.money import half_up
from marketplace.web.language import month, share

GROUND, TALLEST = 122, 88  # px: where bars stand, and how high the highest one is
FILLED = 0.72  # of its slot that a bar fills


@dataclass(frozen=True)
class TrendBar:
    """`height` is None where nothing is known: then there is no bar."""

    letter: str
    x: float
    width: float
    middle: float
    height: float | None
    text: str  # above it; few bars have one
    provisional: bool

    @property
    def y(self) -> float:
        return round(GROUND - (self.height or 0), 1)


@dataclass(frozen=True)
class GoalLine:
    """Of months with one target, from the first that it was held against."""

    start: float
    end: float
    y: float
    text: str


@dataclass(frozen=True)
class TrendChart:
    caption: str
    alt: str
    bars: Sequence[TrendBar]
    goals: Sequence[GoalLine]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def provisional(self) -> bool:
        """Whether any bar is."""
        return any(bar.provisional and bar.height is not None for bar in self.bars)


def trend_chart(caption: str, months: Sequence[TrendMonth]) -> TrendChart:
    highest = max((_height(one.numerator, one.denominator) for one in months), default=0)
    highest = max([highest, *(_height(*one.target) for one in months if one.target)]) or 1
    known = [place for place, one in enumerate(months) if one.denominator]
    named = {
        place for place in (*known[:1], *known[-1:]) if place == len(months) - 1 or not months[place].target
    }
    slot, counted = 100 / len(months), any(one.of for one in months)
    return TrendChart(
        caption=caption,
        alt=_alt(months),
        bars=[
            TrendBar(
                letter=month(one.month)[:1],
                x=round(slot * (place + (1 - FILLED) / 2), 2),
                width=round(slot * FILLED, 2),
                middle=round(slot * (place + 0.5), 2),
                height=round(TALLEST * _height(one.numerator, one.denominator) / highest, 1)
                if one.denominator
                else None,
                text=share((one.numerator or 0, one.denominator))[:-2]
                if one.denominator and place in named
                else "",
                provisional=one.provisional,
            )
            for place, one in enumerate(months)
        ],
        goals=list(_goals(months, highest, slot)),
        heads=_heads(counted),
        rows=[_row(one, counted) for one in months],
    )


def _height(part: int | None, whole: int | None) -> int:
    """Basis points, never below nothing."""
    return max(0, points(part, whole) or 0)


def _goals(months: Sequence[TrendMonth], highest: int, slot: float) -> Iterator[GoalLine]:
    start = 0
    while start < len(months):
        target, end = months[start].target, start + 1
        if target is None:
            start = end
            continue
        while (
            end < len(months)
            and months[end].target in (target, None)
            and any(one.target for one in months[end:])
        ):
            end += 1
        y = round(GROUND - TALLEST * _height(*target) / highest, 1)
        yield GoalLine(round(slot * start, 2), round(slot * end, 2), y, _goal_text(months, start, target))
        start = end


def _goal_text(months: Sequence[TrendMonth], start: int, target: Target) -> str:
    asked = share(half_up(target.parts * 10_000, target.of))
    if not start:
        return str(gettext("target %(target)s", target=asked))
    return str(gettext("target %(target)s sejak %(month)s", target=asked, month=month(months[start].month)))


def _alt(months: Sequence[TrendMonth]) -> str:
    known = [one for one in months if one.denominator]
    if not known:
        return str(gettext("Belum ada bulan yang porsinya dapat dihitung."))
    first, last = known[0], known[-1]
    return str(
        gettext(
            "Dari %(before)s pada %(first)s menjadi %(after)s pada %(last)s; angkanya ada pada tabel di bawah.",
            before=_share(first),
            first=month(first.month),
            after=_share(last),
            last=month(last.month),
        )
    )


def _share(one: TrendMonth) -> str:
    return share((one.numerator or 0, one.denominator or 0))


def _heads(counted: bool) -> Sequence[str]:
    heads = (gettext("Bulan"), gettext("Porsi"), gettext("Target"))
    return (*heads, gettext("Ada datanya")) if counted else heads


def _row(one: TrendMonth, counted: bool) -> Sequence[str]:
    asked = share(half_up(one.target.parts * 10_000, one.target.of)) if one.target else "—"
    named = gettext("%(month)s, sementara", month=month(one.month)) if one.provisional else month(one.month)
    cells = (str(named), _share(one), asked)
    if not counted:
        return cells
    of = gettext("%(part)s dari %(all)s", part=one.known, all=one.of) if one.known is not None else "—"
    return (*cells, str(of))
