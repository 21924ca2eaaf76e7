"""Bar charts as SVG pictures: no script, nothing fetched, readable when printed in grey."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pygal
from pygal.style import Style

# pygal adds an importer for plug-ins of its own, in a form that Python warns about at every later import.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]

MAROON, GOLD, INK, MUTED, LINE = "#7B1E2B", "#C9962B", "#1F2430", "#5A6172", "#E6DFD3"
WIDTH, HEIGHT = 700, 320
FONT = "Lato, system-ui, sans-serif"
STYLE = Style(
    background="white",
    plot_background="white",
    foreground=MUTED,
    foreground_strong=INK,
    foreground_subtle=LINE,
    opacity="1",
    opacity_hover="1",
    transition="0s",
    colors=(MAROON, GOLD),
    guide_stroke_color=LINE,
    major_guide_stroke_color=LINE,
    guide_stroke_dasharray="none",
    major_guide_stroke_dasharray="none",
    font_family=FONT,
    value_font_family=FONT,
    value_colors=(INK,),
    value_font_size=13,
    label_font_size=13,
    major_label_font_size=13,
    title_font_size=16,
)


class _Bars(pygal.Bar):  # type: ignore[misc]  # pygal has no types
    """Bars with a line across them at the height that is asked for, and without pygal's script."""

    target: float | None = None
    target_label = ""

    def _plot(self) -> None:
        super()._plot()
        self.svg.add_scripts = lambda: None
        if self.target is None:
            return
        height = self.view.y(self.target)
        left, right = self.view.x(self._box.xmin), self.view.x(self._box.xmax)
        self.svg.node(
            self.nodes["plot"], "line", x1=left, x2=right, y1=height, y2=height,
            style=f"stroke:{INK};stroke-width:2;stroke-dasharray:7 4",
        )  # fmt: skip
        words = self.svg.node(
            self.nodes["plot"], "text", x=right - 4, y=height - 6,
            style=f"fill:{INK};font-size:13px;font-weight:bold;text-anchor:end;font-family:{FONT}",
        )  # fmt: skip
        words.text = self.target_label


def bars(
    title: str,
    labels: Sequence[str],
    values: Sequence[float | None],
    *,
    target: float | None = None,
    target_label: str = "",
    written: Callable[[float], str] = "{:,.0f}".format,
) -> bytes:
    """One bar a label; None leaves a gap. `written` says a value in the reader's way.

    The dashed line at `target` differs from the bars by its form and not by its colour alone. The page shows
    the same figures as a table below.
    """
    known = [value for value in values if value is not None]
    chart: Any = _Bars(
        js=(), style=STYLE, width=WIDTH, height=HEIGHT, title=title or None, show_legend=False,
        print_values=True, print_values_position="top", no_prefix=True,
        value_formatter=lambda value: "" if value is None else written(value),
        range=(min(0, *known, 0), max([*known, target or 0, 1]) * 1.1), margin=12, explicit_size=True,
    )  # fmt: skip
    chart.target, chart.target_label = target, target_label
    chart.x_labels = list(labels)
    chart.add("", list(values))
    svg: bytes = chart.render()
    return svg


def side_by_side(
    labels: Sequence[str], series: Mapping[str, Sequence[int]], *, width: int = WIDTH, height: int = HEIGHT
) -> bytes:
    """For each label a bar of every series, named below; on a narrow picture every third label is written.

    A picture is drawn for the width it is shown at, in px, so that its letters keep their size.
    """
    narrow = width < WIDTH
    style = Style(**{name: value for name, value in vars(STYLE).items() if not name.startswith("_")})
    style.value_font_size = 11 if narrow else 13
    chart: Any = _Bars(
        js=(), style=style, width=width, height=height, show_legend=len(series) > 1, legend_at_bottom=True,
        legend_at_bottom_columns=1 if narrow else len(series), legend_box_size=12,
        truncate_legend=-1, truncate_label=-1, print_values=True,
        print_values_position="top", no_prefix=True, margin=8, explicit_size=True,
        value_formatter=lambda value: f"{value:,.0f}".replace(",", ".") if value else "",
        range=(0, max([1, *(value for values in series.values() for value in values)]) * 1.1),
        show_y_labels=not narrow, show_y_guides=not narrow,
        x_labels_major_every=3 if narrow else 1, show_minor_x_labels=not narrow,
    )  # fmt: skip
    chart.x_labels = list(labels)
    for name, values in series.items():
        chart.add(name, list(values))
    svg: bytes = chart.render()
    return svg
