"""Everything that is listed on a day, reduced to what it is chosen by: small enough to be kept in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.listing import listed
from marketplace.catalog.models import Category, Product
from marketplace.db.gathering import gathered
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.places.models import Region
from marketplace.producers.models import Producer

Counted = Sequence[tuple[str, str, int]]  # (code, name, how many), by name


@dataclass(frozen=True)
class Assortment:
    """Whatever is asked of it is answered without the database."""

    items: Sequence[list[Any]]  # product, maker, codes of category and kelurahan; the newest first
    names: Mapping[str, str]  # of categories and kelurahan, by code

    def chosen(self, *, category: str = "", kelurahan: str = "") -> Sequence[ProductId]:
        """What is left when narrowed by whatever is given."""
        return [
            product_id
            for product_id, _, its_category, its_kelurahan in self.items
            if (not category or its_category == category) and (not kelurahan or its_kelurahan == kelurahan)
        ]

    def of_maker(self, producer_id: ProducerId) -> Sequence[ProductId]:
        return self._by_maker.get(producer_id, [])

    @cached_property
    def _by_maker(self) -> Mapping[ProducerId, list[ProductId]]:
        found = defaultdict[ProducerId, list[ProductId]](list)
        for product_id, maker, _, _ in self.items:
            found[maker].append(product_id)
        return found

    @cached_property
    def categories(self) -> Counted:
        return self._counted(2)

    @cached_property
    def kelurahan(self) -> Counted:
        return self._counted(3)

    def _counted(self, place: int) -> Counted:
        counts = Counter(item[place] for item in self.items)
        return sorted(
            ((code, self.names[code], n) for code, n in counts.items() if code), key=lambda one: one[1]
        )


def assortment(session: Session, day: date) -> Assortment:
    """One statement with one row: as rows, ten thousand products would take five times as long."""
    items = (
        select(Product.id, Product.producer_id, Category.code, Producer.kelurahan_code)
        .join(Category, Category.id == Product.category_id)
        .join(Producer, Producer.id == Product.producer_id)
        .where(listed(day))
    )
    kinds, places = select(Category.code, Category.name), select(Region.code, Region.name)
    row = session.execute(select(gathered(items), gathered(kinds), gathered(places))).one()
    return Assortment(sorted(row[0], reverse=True), dict(row[1] + row[2]))
