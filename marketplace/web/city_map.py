"""The city as a grid: its kelurahan as tiles, grouped by kecamatan where they lie, shaded in steps.

Drawn in the page; lengths across are shares, so letters keep their size. The table behind it has every figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from marketplace.kernel.labels import Label

STEPS = 4  # shades above nothing
WIDE, HIGH = 15.6, 52  # a tile: % of the width, and px
GAP, HEAD = 6, 22  # px between blocks, and above each for its name
COLUMNS = (0.0, 34.0, 68.0)  # % where the three columns of blocks begin
# Where each kecamatan lies on the map: its column and how many tiles stand above it there.
LIES = {
    "Metro Utara": (1, 0),
    "Metro Barat": (0, 1),
    "Metro Pusat": (1, 1),
    "Metro Timur": (2, 1),
    "Metro Selatan": (1, 2),
}


@dataclass(frozen=True)
class Place:
    """What a tile stands for; `group` is the kecamatan."""

    name: str
    group: str
    count: int
    url: str


@dataclass(frozen=True)
class Tile:
    place: Place
    x: float
    y: int
    shade: int

    @property
    def middle(self) -> float:
        return round(self.x + WIDE / 2, 2)

    @property
    def brief(self) -> str:
        """As much of the name as fits on a phone's tile."""
        first, _, second = self.place.name.partition(" ")
        if second:
            return f"{first[:3]} {second[:2]}."
        return first if len(first) <= 6 else f"{first[:5]}."


@dataclass(frozen=True)
class Head:
    name: str
    x: float
    y: int


@dataclass(frozen=True)
class Shade:
    """A line of the legend: from how many on, up to how many."""

    step: int
    least: int
    most: int


@dataclass(frozen=True)
class CityMap:
    caption: Label | str
    places: Sequence[Place]

    @property
    def shades(self) -> Sequence[Shade]:
        """Nothing, then equal steps up to the largest count; a step that would be empty is left out."""
        most = max((place.count for place in self.places), default=0)
        found, least = [Shade(0, 0, 0)], 1
        for step in range(1, STEPS + 1):
            upper = -(-most * step // STEPS)
            if upper >= least:
                found.append(Shade(step, least, upper))
                least = upper + 1
        return found

    @property
    def heads(self) -> Sequence[Head]:
        return [Head(name, *_corner(name, self._blocks)) for name, _ in self._blocks if name in LIES]

    @property
    def tiles(self) -> Iterator[Tile]:
        shades = self.shades
        for name, places in self._blocks:
            if name not in LIES:
                continue
            left, top = _corner(name, self._blocks)
            for number, place in enumerate(places):
                row, column = divmod(number, 2)
                shade = next(one.step for one in shades if place.count <= one.most)
                x = round(left + column * (WIDE + 0.8), 2)
                yield Tile(place, x, top + HEAD + row * (HIGH + 4), shade)

    @property
    def height(self) -> int:
        return max((tile.y + HIGH for tile in self.tiles), default=0) + 2

    @property
    def _blocks(self) -> list[tuple[str, list[Place]]]:
        ordered = sorted(self.places, key=lambda place: (place.group, place.name))
        return [(name, list(members)) for name, members in groupby(ordered, key=lambda place: place.group)]


def _corner(name: str, blocks: Sequence[tuple[str, list[Place]]]) -> tuple[float, int]:
    """Rows of blocks are as high as the highest block in them."""
    column, row = LIES[name]
    sizes = {block: len(places) for block, places in blocks}
    above = [
        max(
            (-(-sizes.get(block, 0) // 2) for block, (_, its_row) in LIES.items() if its_row == one),
            default=0,
        )
        for one in range(row)
    ]
    return COLUMNS[column], sum(HEAD + rows * (HIGH + 4) + GAP for rows in above)
