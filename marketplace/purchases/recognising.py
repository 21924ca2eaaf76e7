"""Whose goods: one way for what is typed by hand, what a file says, and what is named later.

A seller's name means what this shop said before, else whom the city knows by it; a product is told by its barcode,
by the maker's own name for it, else by what the shop said. Nothing is guessed: a name that only resembles is a
suggestion (`suggestions`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product, Variant
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.producers.models import Locality, Producer, ProducerAlias
from marketplace.purchases.known import Catalogue, KnownMaker, KnownProduct, SaidName, ShopWords, plainly
from marketplace.purchases.models.ledger import RememberedName


def load_catalogue(session: Session, partner_id: PartnerId | None = None) -> Catalogue:
    """Every maker by name and alias, with its times of being local; every product by name and barcode.

    A merged record's names mean the one that was kept. With `partner_id` also what that shop's words mean.
    """
    words = words_of(session, partner_id) if partner_id is not None else None
    return Catalogue(known_makers(session), _products(session), words)


@dataclass(frozen=True)
class Recognised:
    """Who sold it and what it is, each where it is known, and the remembered name that told."""

    producer_id: ProducerId | None = None
    seller_said: int | None = None
    product: KnownProduct | None = None
    product_said: int | None = None


def recognise(session: Session, partner_id: PartnerId, seller: str, item: str) -> Recognised:
    """The same as for a row of a file, for one purchase: loads only whom this name can mean."""
    name = plainly(seller)
    words = words_of(session, partner_id)
    said = words.sellers.get(name)
    makers = _answering_to(session, name) | {said.meaning if said else None}
    found = catalogue_of(session, makers, words)
    maker = found.maker(name)
    if maker is None:
        return Recognised()
    product, goods = product_of(found, words, maker, item)
    return Recognised(ProducerId(maker.id), said.id if said else None, product, goods.id if goods else None)


def catalogue_of(session: Session, maker_ids: Collection[int | None], words: ShopWords) -> Catalogue:
    """These makers and their products alone; None is nobody."""
    ids = {maker_id for maker_id in maker_ids if maker_id is not None}
    return Catalogue(known_makers(session, ids), _products(session, ids), words)


def product_of(
    catalogue: Catalogue, words: ShopWords, maker: KnownMaker, item: str
) -> tuple[KnownProduct | None, SaidName | None]:
    """The maker's product that these words name, and what the shop said where only that told."""
    named = plainly(item)
    by_code = catalogue.by_gtin(named)
    product = by_code if by_code and by_code.maker_id == maker.id else catalogue.by_name(maker, named)
    own = product is not None and named in {product.gtin, plainly(product.name)}
    return product, None if own or product is None else words.goods.get((maker.id, named))


def words_of(session: Session, partner_id: PartnerId) -> ShopWords:
    """What this shop's words mean now; a merged maker is the one that was kept."""
    maker, seller = aliased(Producer), aliased(Producer)
    rows = session.execute(
        select(
            RememberedName.id,
            RememberedName.same,
            func.coalesce(maker.merged_into_id, RememberedName.maker_id),
            func.coalesce(seller.merged_into_id, RememberedName.producer_id),
            RememberedName.product_id,
        )
        .outerjoin(maker, maker.id == RememberedName.maker_id)
        .outerjoin(seller, seller.id == RememberedName.producer_id)
        .where(RememberedName.partner_id == partner_id, RememberedName.undone_at.is_(None))
    ).all()
    return ShopWords(
        {same: SaidName(id, seller_id) for id, same, of, seller_id, _ in rows if of is None},
        {(of, same): SaidName(id, product) for id, same, of, _, product in rows if of is not None},
    )


def no_makers(session: Session, partner_ids: Collection[int] | None) -> set[tuple[int, str]]:
    """(shop, name through `same_name`) of sellers who are no makers of Metro, as somebody said."""
    query = select(RememberedName.partner_id, RememberedName.same).where(
        RememberedName.maker_id.is_(None),
        RememberedName.producer_id.is_(None),
        RememberedName.undone_at.is_(None),
    )
    if partner_ids is not None:
        query = query.where(RememberedName.partner_id.in_(partner_ids))
    return {(partner_id, same) for partner_id, same in session.execute(query)}


def strangers_of(session: Session, partner_id: PartnerId) -> set[str]:
    """Names through `same_name` of sellers who are no makers of Metro, as was said for this shop."""
    return {name for _, name in no_makers(session, [partner_id])}


def _answering_to(session: Session, name: str) -> set[int | None]:
    kept = func.coalesce(Producer.merged_into_id, Producer.id)
    taught = select(ProducerAlias.producer_id).where(ProducerAlias.same == name)
    query = select(kept).where(or_(Producer.same_name == name, Producer.id.in_(taught)))
    return set(session.scalars(query))


def _among(column: Any, ids: Collection[int] | None) -> ColumnElement[bool]:
    return true() if ids is None else column.in_(ids)


def known_makers(session: Session, ids: Collection[int] | None = None) -> Sequence[KnownMaker]:
    """With `ids` only these, which are no merged records."""
    taught: defaultdict[int, list[str]] = defaultdict(list)
    for maker_id, text in session.execute(
        select(ProducerAlias.producer_id, ProducerAlias.text)
        .where(_among(ProducerAlias.producer_id, ids))
        .order_by(ProducerAlias.id)
    ):
        taught[maker_id].append(text)
    stretches: defaultdict[int, list[tuple[date | None, date | None]]] = defaultdict(list)
    for maker_id, since, until in session.execute(
        select(Locality.producer_id, Locality.from_on, Locality.until_on).where(
            _among(Locality.producer_id, ids)
        )
    ):
        stretches[maker_id].append((since, until))
    makers = session.execute(
        select(
            Producer.id, Producer.city_ref, Organisation.public_id, Organisation.name, Producer.merged_into_id
        )
        .join(Organisation, Organisation.id == Producer.id)
        .where(_among(func.coalesce(Producer.merged_into_id, Producer.id), ids))
        .order_by(Producer.id)
    ).all()
    names = defaultdict(list, {maker_id: list(texts) for maker_id, texts in taught.items()})
    for *_, name, kept_id in makers:
        if kept_id is not None:
            names[kept_id].append(name)
    return [
        KnownMaker(id, city_ref or public_id, (name, *names[id]), tuple(stretches[id]), tuple(taught[id]))
        for id, city_ref, public_id, name, kept_id in makers
        if kept_id is None
    ]


def _products(session: Session, makers: Collection[int] | None = None) -> Iterator[KnownProduct]:
    """Each variant under its barcode, with its own name and with its content; a product under its bare name too."""
    rows = session.execute(
        select(
            Product.producer_id,
            Product.id.label("product_id"),
            Product.category_id,
            Product.name,
            Variant.id.label("variant_id"),
            Variant.name.label("form"),
            Variant.net_content,
            Variant.unit,
            Variant.gtin,
        )
        .join(Variant, Variant.product_id == Product.id)
        .where(_among(Product.producer_id, makers))
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
            form = replace(bare, unit=row.unit, gtin=row.gtin, variant_id=row.variant_id)
            yield from (replace(form, name=f"{row.name} {which}") for which in (row.form, row.net_content))
