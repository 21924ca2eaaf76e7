"""What a shelf is narrowed and ordered by, and one column of it: small numbers, one for each product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from marketplace.catalog.models import Availability
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.money import Rupiah

Words = frozenset[str]
NOTHING: Words = frozenset()


class Facet(Labelled):
    """What a shelf is narrowed by."""

    CATEGORY = "category", _l("Jenis")
    AVAILABILITY = "availability", _l("Ketersediaan")
    PAPER = "paper", _l("Surat")
    PRICE = "price", _l("Harga")
    KELURAHAN = "kelurahan", _l("Kelurahan pembuat")


ALL_OF = frozenset({Facet.PAPER})  # who asks for two papers wants both; of all else, either
Wanted = Mapping[Facet, Collection[str]]


class PriceBand(Labelled):
    """Rupiah per unit of sale; each begins where the one before it ends."""

    FIRST = "0", _l("Di bawah Rp10.000")
    SECOND = "10", _l("Rp10.000–Rp24.999")
    THIRD = "25", _l("Rp25.000–Rp49.999")
    FOURTH = "50", _l("Rp50.000–Rp99.999")
    LAST = "100", _l("Rp100.000 ke atas")


def band_of(price: Rupiah) -> PriceBand:
    return next(band for band in reversed(PriceBand) if price >= int(band) * 1000)


class SortOrder(Labelled):
    """In which order a shelf is shown; the first is the engine's own, or the newest where nothing was asked."""

    FITTING = "", _l("Paling cocok")
    CHEAPEST = "price", _l("Termurah")
    NEWEST = "newest", _l("Terbaru")
    NEAREST = "near", _l("Terdekat")


class ListedProduct(NamedTuple):
    """A listed product: `wholesale` and `retail` are rupiah per unit of each variant at its least quantity.

    It stands in every band that a variant of it costs, and where its first one belongs, which a card shows.
    `availability` is the best of its variants.
    """

    product_id: ProductId
    producer_id: ProducerId
    category: str
    kelurahan: str
    papers: Words = NOTHING
    wholesale: Sequence[Rupiah | None] = ()
    retail: Sequence[Rupiah | None] = ()
    availability: Availability = Availability.READY


@dataclass
class FacetColumn:
    """`codes` by product id; what a code means is a set of words. 0 stands for what is not listed."""

    codes: list[int] = field(default_factory=lambda: [0])
    meanings: list[Words] = field(default_factory=lambda: [NOTHING])
    known: dict[Words, int] = field(default_factory=dict)

    def put(self, product_id: ProductId, words: Words) -> None:
        code = self.known.get(words)
        if code is None:
            code = self.known[words] = len(self.meanings)
            self.meanings.append(words)
        self.codes[product_id] = code

    def passing(self, words: Collection[str], *, every: bool) -> frozenset[int]:
        """The codes whose meaning has all of these words, or any."""
        wanted = frozenset(words)
        fits = wanted.issubset if every else (lambda meaning: not wanted.isdisjoint(meaning))
        return frozenset(code for code, meaning in enumerate(self.meanings) if code and fits(meaning))

    def count(self, ids: Iterable[ProductId]) -> Counter[str]:
        """How many of these products each word is true of."""
        found: Counter[str] = Counter()
        for code, many in Counter(map(self.codes.__getitem__, ids)).items():
            for word in self.meanings[code]:
                found[word] += many
        return found

    def copy(self) -> FacetColumn:
        return FacetColumn(self.codes.copy(), self.meanings.copy(), self.known.copy())
