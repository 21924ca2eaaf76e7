"""What the city knows of makers and their goods, for a register's words to be looked up in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product, Variant
from marketplace.imports.registers.catalogue import Catalogue, KnownMaker, KnownProduct
from marketplace.producers.models import Locality, Producer, ProducerAlias


def load_catalogue(session: Session) -> Catalogue:
    """Every maker by name and alias, with its times of being local; every product by name and barcode.

    A merged record's names mean the one that was kept.
    """
    return Catalogue(known_makers(session), _products(session))


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


def _products(session: Session) -> Iterator[KnownProduct]:
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
    for _, forms in groupby(rows, lambda row: row.product_id):
        several = list(forms)
        first = several[0]
        only = first.variant_id if len(several) == 1 else None
        bare = KnownProduct(
            first.product_id, first.producer_id, first.name, first.unit, None, first.category_id, only
        )
        yield bare
        for row in several:
            name = f"{row.name} {row.form}"
            yield replace(bare, name=name, unit=row.unit, gtin=row.gtin, variant_id=row.variant_id)
