"""What an address asks of a shelf, and the choices that stand beside it, each with how much it would leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from flask import request

from marketplace.catalog.assortment import Assortment, Narrowed
from marketplace.catalog.facets import Facet, PriceBand, SortOrder
from marketplace.catalog.models import Availability
from marketplace.catalog.searching import LONGEST
from marketplace.certification.kinds.base import KINDS
from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.places.nearness import is_kelurahan, kecamatan_of
from marketplace.web.context import page_number
from marketplace.web.query_args import enum_arg

MOST = 12  # values of one filter that an address may name
SEVERAL = frozenset({Facet.AVAILABILITY, Facet.PAPER, Facet.PRICE})  # of the others one is chosen at a time
NAMELESS = "nib"  # every business has one, so nobody chooses by it


class View(Labelled):
    GRID = "", _l("Kartu")
    ROWS = "list", _l("Daftar")


@dataclass(frozen=True)
class FilterArgs:
    """What the visitor typed and chose; all of it stands in the address."""

    text: str = ""
    chosen: Mapping[Facet, Sequence[str]] = field(default_factory=dict)
    order: SortOrder = SortOrder.FITTING
    near: str = ""  # the kelurahan that the nearest are near to
    view: View = View.GRID
    exactly: bool = False
    page: int = 1

    @property
    def besides(self) -> Mapping[str, Sequence[str]]:
        """What a form that asks for something else must carry on."""
        others = {
            "sort": self.order,
            "near": self.near,
            "view": self.view,
            "exact": "1" if self.exactly else "",
        }
        return {name: [value] for name, value in others.items() if value}

    @property
    def anywhere(self) -> FilterArgs:
        return replace(self, near="")


def filter_args() -> FilterArgs:
    """What this request asks for. Words that mean nothing here ask for nothing, or leave nothing."""
    args = request.args
    return FilterArgs(
        text=args.get("q", "").replace("\0", " ").strip()[:LONGEST],
        chosen={
            facet: values
            for facet in Facet
            if (values := list(dict.fromkeys(filter(None, args.getlist(facet))))[:MOST])
        },
        order=enum_arg(SortOrder, name="sort") or SortOrder.FITTING,
        near=args.get("near", "")[:20],
        view=enum_arg(View, name="view") or View.GRID,
        exactly=args.get("exact") == "1",
        page=page_number(),
    )


@dataclass(frozen=True)
class Choice:
    value: str
    name: str
    count: int
    chosen: bool
    group: str = ""


@dataclass(frozen=True)
class Filter:
    facet: Facet
    label: str
    choices: Sequence[Choice]

    @property
    def several(self) -> bool:
        return self.facet in SEVERAL

    @property
    def any_chosen(self) -> bool:
        return any(choice.chosen for choice in self.choices)


@dataclass(frozen=True)
class Chip:
    """A choice that can be taken off: `without` are the questions of the address once it is."""

    name: str
    without: Mapping[str, Any]
    leaves: int | None = None  # how many products there are then


@dataclass(frozen=True)
class Narrowing:
    """One question to the assortment, with the answers that a page shows beside the goods."""

    args: FilterArgs
    every: Assortment
    among: Sequence[int] | None  # what a search found
    buys: bool

    @cached_property
    def narrowed(self) -> Narrowed:
        return self.every.narrowed(self.args.chosen, self.among, buys=self.buys)

    @cached_property
    def before(self) -> int:
        """How many there were before any filter."""
        return len(self.every.ids) if self.among is None else len(self.every.known(self.among))

    @cached_property
    def filters(self) -> Sequence[Filter]:
        """Those that have something to choose."""
        every = (Filter(facet, self._label(facet), list(self._choices(facet))) for facet in Facet)
        return [one for one in every if one.choices]

    @cached_property
    def chips(self) -> Sequence[Chip]:
        return [
            Chip(self._name(facet, value), {facet: [one for one in values if one != value] or None})
            for facet, values in self.args.chosen.items()
            for value in values
        ]

    @cached_property
    def ways_out(self) -> Sequence[Chip]:
        """Where nothing is left: each filter without which there would be something, the most first."""
        found = []
        for facet, values in self.args.chosen.items():
            rest = {one: words for one, words in self.args.chosen.items() if one is not facet}
            leaves = len(self.every.narrowed(rest, self.among, buys=self.buys).ids)
            if leaves:
                names = Label(" / ".join(f"%(name{n})s" for n in range(len(values))), **self._names(facet))
                found.append(Chip(names, {facet: None}, leaves))
        return sorted(found, key=lambda chip: -(chip.leaves or 0))

    def _names(self, facet: Facet) -> dict[str, str]:
        return {f"name{n}": self._name(facet, value) for n, value in enumerate(self.args.chosen[facet])}

    def _label(self, facet: Facet) -> str:
        if facet is not Facet.PRICE:
            return facet.label
        return _l("Harga grosir") if self.buys else _l("Harga eceran")

    def _choices(self, facet: Facet) -> Iterator[Choice]:
        """What would leave something, and what is chosen already."""
        counts, chosen = self.narrowed.counts[facet], self.args.chosen.get(facet, ())
        for value in self._in_order(facet):
            if counts.get(value) or value in chosen:
                yield Choice(
                    value,
                    self._name(facet, value),
                    counts.get(value, 0),
                    value in chosen,
                    self._group(facet, value),
                )

    def _in_order(self, facet: Facet) -> Sequence[str]:
        if facet is Facet.PRICE:
            return list(PriceBand)
        if facet is Facet.AVAILABILITY:
            return [Availability.READY, Availability.TO_ORDER, Availability.SOLD_OUT]
        if facet is Facet.PAPER:
            return sorted(KINDS.keys() - {NAMELESS}, key=lambda kind: KINDS[kind].place)
        known = {*self.narrowed.counts[facet], *self.args.chosen.get(facet, ())} & self.every.names.keys()
        if facet is Facet.KELURAHAN:
            return sorted(
                known,
                key=lambda code: (kecamatan_of(code) if is_kelurahan(code) else code, self._sorts(code)),
            )
        return sorted(known, key=self.every.names.__getitem__)

    def _sorts(self, code: str) -> str:
        return self.every.names[code] if is_kelurahan(code) else ""

    def _group(self, facet: Facet, value: str) -> str:
        if facet is not Facet.KELURAHAN:
            return ""
        return self.every.names.get(kecamatan_of(value) if is_kelurahan(value) else value, "")

    def _name(self, facet: Facet, value: str) -> str:
        if facet is Facet.PRICE:
            return PriceBand(value).label if value in list(PriceBand) else value
        if facet is Facet.AVAILABILITY:
            return Availability(value).label if value in list(Availability) else value
        if facet is Facet.PAPER:
            return KINDS[value].label if value in KINDS else value
        name = self.every.names.get(value, value)
        if facet is Facet.CATEGORY:
            return Label(name) if "%" not in name else name
        return name if is_kelurahan(value) else _l("Seluruh %(kecamatan)s", kecamatan=name)
