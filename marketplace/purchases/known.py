"""What the words of receipts and registers are looked up in: makers and products that the city knows, and what the
shop itself said before. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from marketplace.kernel.ids import CategoryId, ProducerId, ProductId, VariantId
from marketplace.kernel.names import same_name

plainly = lru_cache(50_000)(same_name)  # registers say the same names over and over


@dataclass(frozen=True)
class KnownMaker:
    """`ref` is the number in the city's list, else the public id.

    `local` are the times in which it is local: first and last day, None is open.
    """

    id: int
    ref: str
    names: tuple[str, ...]  # its own and its aliases
    local: tuple[tuple[date | None, date | None], ...] = ()
    taught: tuple[str, ...] = ()  # names that an officer said are this maker's, whoever else answers to them

    def is_local(self, day: date) -> bool:
        return any(
            (since is None or since <= day) and (until is None or day <= until) for since, until in self.local
        )


@dataclass(frozen=True)
class KnownProduct:
    """A product under one of its names; without a variant where that name does not tell which."""

    id: ProductId
    maker_id: ProducerId
    name: str
    unit: str
    gtin: str | None = None
    category_id: CategoryId | None = None
    variant_id: VariantId | None = None


class SaidName(NamedTuple):
    """A remembered name: its number, and whom or what it means; None is no maker of Metro, or none of its goods."""

    id: int
    meaning: int | None


@dataclass(frozen=True)
class ShopWords:
    """What one shop's words mean, through `same_name`: of sellers, and of a maker's goods."""

    sellers: Mapping[str, SaidName] = field(default_factory=dict)
    goods: Mapping[tuple[int, str], SaidName] = field(default_factory=dict)


class Catalogue:
    """What the shop said comes first, then what an officer did. A name that two makers answer to belongs to nobody."""

    def __init__(
        self,
        makers: Iterable[KnownMaker] = (),
        products: Iterable[KnownProduct] = (),
        words: ShopWords | None = None,
    ) -> None:
        self._words = words or ShopWords()
        self._makers: dict[str, KnownMaker | None] = {}
        self._taught: dict[str, KnownMaker] = {}
        self._by_id: dict[int, KnownMaker] = {}
        for maker in makers:
            self._by_id[maker.id] = maker
            for name in {same_name(name) for name in maker.names} - {""}:
                self._makers[name] = maker if self._makers.get(name, maker) is maker else None
            self._taught.update({same_name(name): maker for name in maker.taught})
        self._by_gtin: dict[str, KnownProduct] = {}
        self._by_name: dict[tuple[int, str], KnownProduct] = {}
        self._products: dict[int, KnownProduct] = {}
        for product in products:
            self._products.setdefault(product.id, product)
            self._by_name.setdefault((product.maker_id, same_name(product.name)), product)
            if product.gtin:
                self._by_gtin.setdefault(product.gtin, product)

    def maker(self, name: str) -> KnownMaker | None:
        """Whose name or alias this is, written through `same_name`."""
        said = self._words.sellers.get(name)
        if said is not None:
            return self._by_id.get(said.meaning or 0)
        return self._taught.get(name) or self._makers.get(name)

    def known(self, maker_id: int | None) -> KnownMaker | None:
        return self._by_id.get(maker_id or 0)

    def by_gtin(self, gtin: str) -> KnownProduct | None:
        return self._by_gtin.get(gtin)

    def by_name(self, maker: KnownMaker, name: str) -> KnownProduct | None:
        """`name` written through `same_name`: the maker's own for it, else what the shop calls it."""
        found = self._by_name.get((maker.id, name))
        said = self._words.goods.get((maker.id, name))
        if found is None and said is not None:
            return self._products.get(said.meaning or 0)
        return found
