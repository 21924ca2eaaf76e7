"""Everything that is listed on a day, reduced to what it is chosen by: small enough to be kept in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.listing import listed
from marketplace.catalog.models import Category, Product
from marketplace.db.reading import Listing
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.places.models import Region
from marketplace.producers.models import Producer

Counted = Sequence[tuple[str, str, int]]  # (code, name, how many), by name


class Item(NamedTuple):
    product_id: ProductId
    producer_id: ProducerId
    category: str
    kelurahan: str | None


@dataclass(frozen=True)
class Assortment:
    """The newest first. Whatever is asked of it is answered without the database."""

    items: Sequence[Item]
    names: Mapping[str, str]  # of categories and kelurahan, by code

    def chosen(self, *, category: str = "", kelurahan: str = "") -> Sequence[ProductId]:
        """What is left when narrowed by whatever is given."""
        return [
            item.product_id
            for item in self.items
            if (not category or item.category == category) and (not kelurahan or item.kelurahan == kelurahan)
        ]

    def of_maker(self, producer_id: ProducerId) -> Sequence[ProductId]:
        return [item.product_id for item in self.items if item.producer_id == producer_id]

    @cached_property
    def categories(self) -> Counted:
        return self._counted(lambda item: item.category)

    @cached_property
    def kelurahan(self) -> Counted:
        return self._counted(lambda item: item.kelurahan)

    def _counted(self, code_of: Callable[[Item], str | None]) -> Counted:
        counts = Counter(code for item in self.items if (code := code_of(item)))
        return sorted(((code, self.names[code], n) for code, n in counts.items()), key=lambda one: one[1])


def assortment(session: Session, day: date) -> Assortment:
    """In one statement; some ten milliseconds for ten thousand products, so it is kept where it is used often."""
    query: Listing = (
        select(
            Product.id,
            Product.producer_id,
            Category.code,
            Producer.kelurahan_code,
            Category.name,
            Region.name,
        )
        .join(Category, Category.id == Product.category_id)
        .join(Producer, Producer.id == Product.producer_id)
        .outerjoin(Region, Region.code == Producer.kelurahan_code)
        .where(listed(day))
        .order_by(Product.id.desc())
    )
    items, names = [], dict[str, str]()
    for product_id, producer_id, category, kelurahan, category_name, kelurahan_name in session.execute(query):
        items.append(Item(product_id, producer_id, category, kelurahan))
        names[category] = category_name
        if kelurahan is not None:
            names[kelurahan] = kelurahan_name
    return Assortment(items, names)
