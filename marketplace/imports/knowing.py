"""What the city knows of makers and their goods, for a register's words to be looked up in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, groupby
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product, Variant
from marketplace.imports.registers.catalogue import Catalogue, KnownMaker, KnownProduct
from marketplace.kernel.ids import CategoryId, ProducerId, ProductId, VariantId
from marketplace.producers.models import Locality, Producer, ProducerAlias


class Goods(NamedTuple):
    """What a known product is in the catalog; without a variant where its name alone does not tell which."""

    maker_id: ProducerId
    product_id: ProductId
    category_id: CategoryId
    variant_id: VariantId | None


@dataclass(frozen=True)
class Known:
    """`goods` tells for a KnownProduct's id what it stands for."""

    catalogue: Catalogue
    goods: Mapping[int, Goods]


def known(session: Session) -> Known:
    """Every maker by name and alias, with its times of being local; every product by name and barcode.

    A merged record's names mean the one that was kept.
    """
    products, goods = _products(session)
    return Known(Catalogue(known_makers(session), products), goods)


def known_makers(session: Session) -> Sequence[KnownMaker]:
    names: defaultdict[int, list[str]] = defaultdict(list)
    for maker_id, text in session.execute(
        select(ProducerAlias.producer_id, ProducerAlias.text).order_by(ProducerAlias.id)
    ):
        names[maker_id].append(text)
    stretches: defaultdict[int, list[tuple[date | None, date | None]]] = defaultdict(list)
    for maker_id, since, until in session.execute(
        select(Locality.producer_id, Locality.from_on, Locality.until_on)
    ):
        stretches[maker_id].append((since, until))
    makers = session.execute(
        select(
            Producer.id, Producer.city_ref, Organisation.public_id, Organisation.name, Producer.merged_into_id
        )
        .join(Organisation, Organisation.id == Producer.id)
        .order_by(Producer.id)
    ).all()
    for *_, name, kept_id in makers:
        if kept_id is not None:
            names[kept_id].append(name)
    return [
        KnownMaker(id, city_ref or public_id, (name, *names[id]), tuple(stretches[id]))
        for id, city_ref, public_id, name, kept_id in makers
        if kept_id is None
    ]


def _products(session: Session) -> tuple[list[KnownProduct], dict[int, Goods]]:
    """Each variant under its barcode and full name; a product in several forms under its bare name too."""
    rows = session.execute(
        select(
            Product.producer_id,
            Product.id.label("product_id"),
            Product.category_id,
            Product.name,
            Variant.id.label("variant_id"),
            Variant.name.label("form"),
            Variant.unit,
            Variant.gtin,
        )
        .join(Variant, Variant.product_id == Product.id)
        .order_by(Product.id, Variant.id)
    )
    products: list[KnownProduct] = []
    goods: dict[int, Goods] = {}
    numbers = count(1)
    for _, forms in groupby(rows, lambda row: row.product_id):
        several = list(forms)
        first = several[0]
        only = first.variant_id if len(several) == 1 else None
        bare = Goods(first.producer_id, first.product_id, first.category_id, only)
        entries = [(first.name, first.unit, None, bare)]
        entries += [
            (f"{row.name} {row.form}", row.unit, row.gtin, bare._replace(variant_id=row.variant_id))
            for row in several
        ]
        for name, unit, gtin, what in entries:
            number = next(numbers)
            products.append(KnownProduct(number, what.maker_id, name, unit, gtin))
            goods[number] = what
    return products, goods
