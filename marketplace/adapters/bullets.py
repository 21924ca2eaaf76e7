"""Lying bars beside a target as SVG, drawn without a library: for the printed report."""

from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

INK, MUTED, RAIL, FREE = "#1F2430", "#5A6172", "#F5F0E7", "#B9B3A8"
STATE_COLOURS = {"met": "#1F7A4D", "not_met": "#B42318"}
FONT = "Lato, system-ui, sans-serif"
PAPER_WIDTH, BAR_LEFT, BAR_WIDTH = 620, 175, 285  # names stand before the bars, words behind them


class Bullet(NamedTuple):
    """One bar: `figure` is its length in any unit, None where there is no data; `state` colours it beside its words."""

    label: str
    note: str
    figure: float | None
    words: str
    state: str = ""


def bullets(
    bound: Sequence[Bullet], goal: float, goal_label: str, free: Sequence[Bullet] = (), free_label: str = ""
) -> bytes:
    """Lying bars, those that a target binds with its line across, the others under them: thinner, grey, without it."""
    figures = [bar.figure or 0 for bar in (*bound, *free)]
    scale = BAR_WIDTH / (max([*figures, goal if bound else 0]) * 1.2 or 1)
    parts = [_bullet(bar, 26 + 22 * place, 15, scale) for place, bar in enumerate(bound)]
    height = 26 + 22 * len(bound) if bound else 8
    if bound:
        across = BAR_LEFT + goal * scale
        parts.append(
            f'<line x1="{across:.1f}" x2="{across:.1f}" y1="18" y2="{height}" stroke="{INK}" stroke-width="2"/>'
            f'<text x="{across:.1f}" y="12" text-anchor="middle" class="b">{escape(goal_label)}</text>'
        )
    if free:
        parts.append(f'<text x="0" y="{height + 18}" class="m">{escape(free_label)}</text>' if bound else "")
        start = height + 28 if bound else height
        parts += [_bullet(bar, start + 18 * place, 10, scale) for place, bar in enumerate(free)]
        height = start + 18 * len(free)
    style = f"text{{font:12.5px {FONT};fill:{INK}}}.b{{font-weight:700}}.m{{fill:{MUTED}}}"
    size = f'viewBox="0 0 {PAPER_WIDTH} {height}" width="{PAPER_WIDTH}" height="{height}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{style}</style>{"".join(parts)}</svg>'
    return svg.encode()


def _bullet(bar: Bullet, top: float, thick: float, scale: float) -> str:
    base, kind = top + thick * 0.8, "b" if bar.state else "m"
    note = f'<tspan class="m"> · {escape(bar.note)}</tspan>' if bar.note else ""
    words = f'<text x="{PAPER_WIDTH}" y="{base}" text-anchor="end" class="{kind}">{escape(bar.words)}</text>'
    name = f'<text x="0" y="{base}">{escape(bar.label)}{note}</text>'
    where = f'x="{BAR_LEFT}" y="{top}" height="{thick}"'
    if bar.figure is None:
        dashes = f'fill="none" stroke="{MUTED}" stroke-dasharray="3 3"'
        return f'{name}<rect {where} width="{BAR_WIDTH}" {dashes}/>{words}'
    drawn = f'<rect {where} width="{max(0.0, bar.figure * scale):.1f}" fill="{STATE_COLOURS.get(bar.state, FREE)}"/>'
    return f'{name}<rect {where} width="{BAR_WIDTH}" fill="{RAIL}"/>{drawn}{words}'
