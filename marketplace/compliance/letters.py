"""The bars of the month's letter on the screen, in percent of the figure's width. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.compliance.figures import KindFigures, ReportFigures


@dataclass(frozen=True, kw_only=True)
class LetterBar:
    kind: KindFigures
    width: float


@dataclass(frozen=True, kw_only=True)
class LetterChart:
    """`bound` kinds have the target's line at `goal`; `free` ones have none, and no word of state."""

    bound: Sequence[LetterBar]
    free: Sequence[LetterBar]
    goal: float


def letter_chart(figures: ReportFigures) -> LetterChart:
    main = figures.headline
    goal = main.goal.parts / main.goal.of if main else 0.0
    shares = [one.part / one.whole for one in (*figures.kinds, *figures.others) if one.whole]
    scale = max([goal, *shares]) * 1.25 or 1
    return LetterChart(
        bound=[_bar(one, scale) for one in figures.kinds],
        free=[_bar(one, scale) for one in figures.others],
        goal=round(100 * goal / scale, 1),
    )


def _bar(one: KindFigures, scale: float) -> LetterBar:
    share = one.part / one.whole if one.whole else 0.0
    return LetterBar(kind=one, width=round(max(0.0, 100 * share / scale), 1))
