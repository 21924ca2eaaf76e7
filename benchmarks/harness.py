"""Ratios, not times: ours and its baseline take turns in the same run, and medians are compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median

ROUNDS = 3


@dataclass(frozen=True)
class Figure:
    """`ratio` is value to baseline; `bound` spells what it has to keep to, empty when it is only told."""

    name: str
    value: float
    unit: str
    baseline: float | None
    ratio: float | None
    bound: str
    ok: bool


def at_least(
    name: str,
    ours: Callable[[], float],
    theirs: Callable[[], float],
    *,
    least: float | None,
    unit: str = "pages/s",
    rounds: int = ROUNDS,
) -> Figure:
    """Of what is better when it is more: `ours` is to reach that share of `theirs`, after a round that warms up."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    value, baseline = median(one for one, _ in pairs), median(other for _, other in pairs)
    ratio = value / baseline
    bound = "" if least is None else f"≥ {least}×"
    return Figure(name, value, unit, baseline, ratio, bound, least is None or ratio >= least)


def at_most(name: str, value: float, most: float, *, unit: str) -> Figure:
    """Of what has a bound of its own and no baseline."""
    return Figure(name, value, unit, None, None, f"≤ {most:g}", value <= most)


def table(figures: Sequence[Figure]) -> str:
    heads = ("figure", "ours", "baseline", "ratio", "bound", "")
    rows = [heads, *(_row(figure) for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(heads))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def as_json(figures: Sequence[Figure]) -> list[dict[str, object]]:
    return [asdict(figure) for figure in figures]


def _row(figure: Figure) -> tuple[str, ...]:
    return (
        figure.name,
        f"{figure.value:,.4g} {figure.unit}",
        "" if figure.baseline is None else f"{figure.baseline:,.4g}",
        "" if figure.ratio is None else f"{figure.ratio:.2f}×",
        figure.bound,
        "ok" if figure.ok else "MISSED",
    )
