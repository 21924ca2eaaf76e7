"""Everything that is listed on a day, reduced to what it is found by: columns of small numbers, kept in memory.

A column says of each product, by its id, what it is by one facet. So facets are counted without the database, for
however many products a search found, and what one product changes is changed in place of reading all anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import repeat
from typing import Self

from marketplace.catalog.facets import ALL_OF, Facet, FacetColumn, ListedProduct, SortOrder, Wanted, band_of
from marketplace.catalog.models import Availability
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.places.nearness import is_kelurahan, kecamatan_of, steps_between

Counted = Sequence[tuple[str, str, int]]  # (code, name, how many), by name
UNPRICED = 1 << 60  # sorts behind every price


@dataclass(frozen=True)
class Narrowed:
    """`ids` are what is left; `counts` are of each facet as if it alone were not narrowed by."""

    ids: Sequence[ProductId]
    counts: Mapping[Facet, Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class Assortment:
    """Whatever is asked of it is answered without the database. Made by `stocked`, changed by `changed`."""

    ids: Sequence[ProductId]  # the newest first
    names: Mapping[str, str]  # of categories, kecamatan and kelurahan, by code
    makers: Sequence[int]
    columns: Mapping[Facet, FacetColumn]  # all but prices
    bands: Mapping[bool, FacetColumn]  # for who buys, and for strangers
    prices: Mapping[bool, list[int]]

    @classmethod
    def stocked(cls, items: Iterable[ListedProduct], names: Mapping[str, str]) -> Self:
        columns: dict[Facet, FacetColumn] = {
            facet: FacetColumn() for facet in Facet if facet is not Facet.PRICE
        }
        bands, prices = {True: FacetColumn(), False: FacetColumn()}, {True: [UNPRICED], False: [UNPRICED]}
        bare = cls(ids=(), names=names, makers=[0], columns=columns, bands=bands, prices=prices)
        return bare.changed(items)

    def changed(self, items: Iterable[ListedProduct], gone: Iterable[ProductId] = ()) -> Self:
        """The same with these products as they are now and without those that are gone."""
        items, left = list(items), set(self.known(gone))
        if not items and not left:
            return self  # with all that was counted of it
        new = self._copied(longest=max((item.product_id for item in items), default=0))
        for product_id in left:
            for column in new._all_columns():
                column.codes[product_id] = 0
        codes = new.columns[Facet.CATEGORY].codes
        fresh = {item.product_id for item in items if not codes[item.product_id]}
        for item in items:
            new._put(item)
        if not left and not fresh:
            return new
        return replace(new, ids=sorted([*fresh, *(one for one in self.ids if one not in left)], reverse=True))

    def _copied(self, longest: int) -> Self:
        more = max(0, longest + 1 - len(self.makers))
        new = replace(
            self,
            makers=[*self.makers, *repeat(0, more)],
            columns={facet: column.copy() for facet, column in self.columns.items()},
            bands={buys: column.copy() for buys, column in self.bands.items()},
            prices={buys: [*prices, *repeat(UNPRICED, more)] for buys, prices in self.prices.items()},
        )
        for column in new._all_columns():
            column.codes += repeat(0, more)
        return new

    def _all_columns(self) -> Iterable[FacetColumn]:
        return (*self.columns.values(), *self.bands.values())

    def _put(self, item: ListedProduct) -> None:
        place, makers = item.product_id, self.makers
        assert isinstance(makers, list)
        makers[place] = item.producer_id
        kelurahan = frozenset(filter(None, (item.kelurahan, kecamatan_of(item.kelurahan))))
        self.columns[Facet.CATEGORY].put(place, frozenset({item.category}))
        self.columns[Facet.KELURAHAN].put(place, kelurahan)
        self.columns[Facet.PAPER].put(place, item.papers)
        self.columns[Facet.AVAILABILITY].put(place, frozenset({item.availability}))
        for buys, prices in ((True, item.wholesale), (False, item.retail)):
            self.bands[buys].put(place, frozenset(band_of(price) for price in prices if price is not None))
            first = prices[0] if prices else None
            self.prices[buys][place] = UNPRICED if first is None else first

    def with_stock(self, counted: Mapping[ProductId, Availability]) -> Self:
        """The same as those see it to whom counted stock is told."""
        if not counted:
            return self
        column = self.columns[Facet.AVAILABILITY].copy()
        for product_id, availability in counted.items():
            if product_id < len(column.codes) and column.codes[product_id]:
                column.put(product_id, frozenset({availability}))
        return replace(self, columns={**self.columns, Facet.AVAILABILITY: column})

    def column(self, facet: Facet, *, buys: bool) -> FacetColumn:
        """Who buys is never shown what strangers pay, and strangers never what a shop pays."""
        return self.bands[buys] if facet is Facet.PRICE else self.columns[facet]

    def known(self, ids: Iterable[int]) -> list[ProductId]:
        """Those of these that are listed, in their order."""
        codes = self.columns[Facet.CATEGORY].codes
        top = len(codes)
        return [ProductId(one) for one in ids if 0 < one < top and codes[one]]

    def narrowed(self, wanted: Wanted, among: Iterable[int] | None = None, *, buys: bool = False) -> Narrowed:
        """What is left of all that is listed, or of these, in their order; and how much each choice would leave."""
        ids = self.ids if among is None else self.known(among)
        passing = {
            facet: self.column(facet, buys=buys).passing(words, every=facet in ALL_OF)
            for facet, words in wanted.items()
            if words
        }
        left = partial(self._left, ids, passing, buys)
        through = left()
        return Narrowed(
            through,
            {
                facet: self._count(
                    facet, left(besides=facet) if facet in passing and facet not in ALL_OF else through, buys
                )
                for facet in Facet
            },
        )

    def _left(
        self,
        ids: Sequence[ProductId],
        passing: Mapping[Facet, frozenset[int]],
        buys: bool,
        besides: Facet | None = None,
    ) -> Sequence[ProductId]:
        for facet, accepted in passing.items():
            if facet is not besides:
                codes = self.column(facet, buys=buys).codes
                ids = [one for one in ids if codes[one] in accepted]
        return ids

    def _count(self, facet: Facet, ids: Sequence[ProductId], buys: bool) -> Mapping[str, int]:
        if ids is not self.ids:
            return self.column(facet, buys=buys).count(ids)
        kept = self._counts.get((facet, buys))
        if kept is None:
            kept = self._counts[facet, buys] = self.column(facet, buys=buys).count(ids)
        return kept

    @cached_property
    def _counts(self) -> dict[tuple[Facet, bool], Mapping[str, int]]:
        """Of all that is listed, each made when it is first asked for."""
        return {}

    def ordered(
        self, ids: Sequence[ProductId], by: SortOrder, *, near: str = "", buys: bool = False
    ) -> Sequence[ProductId]:
        """The same products; those alike by what they are ordered by stay in their order."""
        if by is SortOrder.CHEAPEST:
            return self._cheapest[buys] if ids is self.ids else sorted(ids, key=self.prices[buys].__getitem__)
        if by is SortOrder.NEWEST:
            return sorted(ids, reverse=True)
        if by is SortOrder.NEAREST and near:
            column = self.columns[Facet.KELURAHAN]
            far = [steps_between(near, max(meaning, key=len, default="")) for meaning in column.meanings]
            return sorted(ids, key=lambda one: far[column.codes[one]])
        return ids

    @cached_property
    def _cheapest(self) -> Mapping[bool, Sequence[ProductId]]:
        return {buys: sorted(self.ids, key=prices.__getitem__) for buys, prices in self.prices.items()}

    def chosen(self, *, category: str = "", kelurahan: str = "") -> Sequence[ProductId]:
        """What is left when narrowed by whatever is given, the newest first."""
        filters = {Facet.CATEGORY: category, Facet.KELURAHAN: kelurahan}
        return self.narrowed({facet: [word] for facet, word in filters.items() if word}).ids

    def of_maker(self, producer_id: ProducerId) -> Sequence[ProductId]:
        return self._by_maker.get(producer_id, [])

    @cached_property
    def _by_maker(self) -> Mapping[int, list[ProductId]]:
        found = defaultdict[int, list[ProductId]](list)
        for product_id in self.ids:
            found[self.makers[product_id]].append(product_id)
        return found

    @cached_property
    def categories(self) -> Counted:
        return self._counted(Facet.CATEGORY)

    @cached_property
    def kelurahan(self) -> Counted:
        return [one for one in self._counted(Facet.KELURAHAN) if is_kelurahan(one[0])]

    def _counted(self, facet: Facet) -> Counted:
        counts = self._count(facet, self.ids, buys=False)
        return sorted(((code, self.names[code], n) for code, n in counts.items()), key=lambda one: one[1])
