"""What a register's words are looked up in: the makers and products that the city knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from marketplace.kernel.ids import CategoryId, ProducerId, ProductId, VariantId
from marketplace.kernel.names import same_name


@dataclass(frozen=True)
class KnownMaker:
    """`ref` is the number in the city's list, else the public id.

    `local` are the times in which it is local: first and last day, None is open.
    """

    id: int
    ref: str
    names: tuple[str, ...]  # its own and its aliases
    local: tuple[tuple[date | None, date | None], ...] = ()

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


class Catalogue:
    """A name that two makers answer to belongs to nobody: a person decides."""

    def __init__(self, makers: Iterable[KnownMaker] = (), products: Iterable[KnownProduct] = ()) -> None:
        self._makers: dict[str, KnownMaker | None] = {}
        for maker in makers:
            for name in {same_name(name) for name in maker.names} - {""}:
                self._makers[name] = maker if self._makers.get(name, maker) is maker else None
        self._by_gtin: dict[str, KnownProduct] = {}
        self._by_name: dict[tuple[int, str], KnownProduct] = {}
        for product in products:
            self._by_name.setdefault((product.maker_id, same_name(product.name)), product)
            if product.gtin:
                self._by_gtin.setdefault(product.gtin, product)

    def maker(self, name: str) -> KnownMaker | None:
        """Whose name or alias this is, written through `same_name`."""
        return self._makers.get(name)

    def by_gtin(self, gtin: str) -> KnownProduct | None:
        return self._by_gtin.get(gtin)

    def by_name(self, maker: KnownMaker, name: str) -> KnownProduct | None:
        """`name` written through `same_name`."""
        return self._by_name.get((maker.id, name))
