"""Reads all that is listed on a day for the assortment, and later only what changed: one statement each time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, func, literal, select, union
from sqlalchemy.orm import Session

from marketplace.catalog.assortment import Assortment
from marketplace.catalog.events import ProductEvent, VariantEvent
from marketplace.catalog.facets import ListedProduct
from marketplace.catalog.listing import listed, on_sale
from marketplace.catalog.models import Availability, Category, PriceTier, Product, Variant
from marketplace.catalog.pricing import Tier, tiers_on
from marketplace.certification.events import CertificateEvent, RequirementEnded, RequirementLaidDown
from marketplace.certification.models import Certificate, CertificateProduct
from marketplace.certification.queries import in_force
from marketplace.db.json_rows import rows_as_json
from marketplace.db.listing import AnySelect
from marketplace.db.statements import run
from marketplace.journal.models import JournalEntry
from marketplace.kernel.events import Event
from marketplace.kernel.ids import ProductId
from marketplace.kernel.money import Rupiah
from marketplace.places.models import Region
from marketplace.producers.events import ProducerEvent, ProducerMergeUndone, ProducersMerged
from marketplace.producers.models import Producer

# Facts that may concern every product; those about a product, a variant, a paper or a maker name what they concern.
BROAD: Sequence[type[Event]] = (RequirementLaidDown, RequirementEnded, ProducersMerged, ProducerMergeUndone)
MOST = 500  # products that are read by their ids
BEST = (Availability.READY, Availability.TO_ORDER, Availability.SOLD_OUT)  # the first that any variant has


@dataclass(frozen=True)
class Offered:
    """The assortment of a day, and how far it has read the journal and the clock."""

    assortment: Assortment
    day: date
    read: int
    stretch: int = 0


def load_assortment(session: Session, day: date, *, stretch: int = 0) -> Offered:
    """All of it. One row, as it is fetched five times faster than as many rows as there are products."""
    kinds = select(Category.code, Category.name)
    places = select(Region.code, Region.name).where(Region.parent_code.is_not(None))
    row = session.execute(select(_last(), *_columns(day), rows_as_json(kinds), rows_as_json(places))).one()
    read, *columns, categories, regions = row
    return Offered(
        Assortment.stocked(_items(columns, day), dict(categories + regions)), day, read or 0, stretch
    )


def refresh_assortment(session: Session, before: Offered, day: date, *, stretch: int = 0) -> Offered:
    """The same as it is now.

    Only products that the journal names since then are read again; all of them on another day, and after a fact that
    may concern all. In another `stretch` of the day what came to be listed by itself is looked for.
    """
    if before.day != day:
        return load_assortment(session, day, stretch=stretch)
    read, broad, ids, *columns = run(session, _since(day), read=before.read).one()
    if broad:
        return load_assortment(session, day, stretch=stretch)
    items = list(_items(columns, day))
    gone = {ProductId(one) for (one,) in ids}.difference(item.product_id for item in items)
    after = Offered(before.assortment.changed(items, gone), day, read or before.read, before.stretch)
    return after if before.stretch == stretch else _held_against(session, after, stretch)


@lru_cache(maxsize=2)
def _since(day: date) -> AnySelect:
    """Built once a day, as that takes longer than running it."""
    concerned = select(_changed().subquery().c.id)
    query: AnySelect = select(
        _last(), _broad(), rows_as_json(select(Product.id).where(Product.id.in_(concerned)))
    )
    return query.add_columns(*_columns(day, Product.id.in_(concerned)))


def _held_against(session: Session, before: Offered, stretch: int) -> Offered:
    """A paper that begins to hold, and a grace that ends, leave no entry: the ids of all that is listed tell."""
    day, known = before.day, set(before.assortment.ids)
    now = session.scalars(select(rows_as_json(select(Product.id).where(listed(day))))).one()
    found = {ProductId(one) for (one,) in now}
    fresh, gone = found - known, known - found
    if len(fresh) > MOST:
        return load_assortment(session, day, stretch=stretch)
    assortment = before.assortment
    if fresh or gone:
        row = session.execute(select(*_columns(day, Product.id.in_(fresh)))).one()
        assortment = assortment.changed(_items([*row], day), gone)
    return replace(before, assortment=assortment, stretch=stretch)


def _last() -> ScalarSelect[Any]:
    return select(func.max(JournalEntry.seq)).scalar_subquery()


def _broad() -> ScalarSelect[Any]:
    """How many facts there are since that may concern every product."""
    broad = JournalEntry.action.in_([event.action for event in BROAD])
    since = JournalEntry.seq > bindparam("read"), broad
    return select(func.count()).select_from(JournalEntry).where(*since).scalar_subquery()


def _changed() -> Any:
    """The products that facts since then name, by themselves, by a variant, by a paper or by their maker."""

    def named(by: type[Event]) -> AnySelect:
        return select(JournalEntry.subject_id).where(
            JournalEntry.seq > bindparam("read"), JournalEntry.subject_kind == literal(by.subject_kind)
        )

    holders = select(Certificate.producer_id).where(Certificate.id.in_(named(CertificateEvent)))
    return union(
        select(Product.id.label("id")).where(Product.id.in_(named(ProductEvent))),
        select(Variant.product_id).where(Variant.id.in_(named(VariantEvent))),
        select(Product.id).where(Product.producer_id.in_(named(ProducerEvent))),
        select(Product.id).where(Product.producer_id.in_(holders)),
    )


def _columns(day: date, among: ColumnElement[bool] | None = None) -> Sequence[ScalarSelect[Any]]:
    """Products, variants, tiers, papers and what each paper is for, in no order; `_items` puts them together."""
    which = (listed(day),) if among is None else (listed(day), among)
    products = (
        select(Product.id, Product.producer_id, Category.code, Producer.kelurahan_code)
        .join(Category, Category.id == Product.category_id)
        .join(Producer, Producer.id == Product.producer_id)
        .where(*which)
    )
    variants = (
        select(Variant.product_id, Variant.id, Variant.availability, Variant.retail_price)
        .join(Product, Product.id == Variant.product_id)
        .where(on_sale(), *which)
    )
    tiers = (
        select(PriceTier.variant_id, PriceTier.from_quantity, PriceTier.price, PriceTier.from_on)
        .join(Variant, Variant.id == PriceTier.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(PriceTier.from_on <= day, on_sale(), *which)
    )
    makers = select(Product.producer_id).where(*which)
    papers = select(Certificate.producer_id, Certificate.id, Certificate.kind).where(
        in_force(day), Certificate.producer_id.in_(makers)
    )
    named = (
        select(CertificateProduct.certificate_id, CertificateProduct.product_id)
        .join(Certificate, Certificate.id == CertificateProduct.certificate_id)
        .where(Certificate.producer_id.in_(makers))
    )
    return [rows_as_json(one) for one in (products, variants, tiers, papers, named)]


def _items(columns: Sequence[list[list[Any]]], day: date) -> Iterator[ListedProduct]:
    products, variants, tiers, papers, named = columns
    prices, held = _first_prices(tiers, day), _Papers(papers, named)
    sold: dict[int, list[tuple[int, str, int | None]]] = defaultdict(list)
    for product_id, *variant in variants:
        sold[product_id].append((variant[0], variant[1], variant[2]))
    for product_id, producer_id, category, kelurahan in products:
        of_it = sorted(sold[product_id])
        states = {state for _, state, _ in of_it}
        yield ListedProduct(
            product_id,
            producer_id,
            category,
            kelurahan or "",
            held.of(producer_id, product_id),
            wholesale=[prices.get(variant_id) for variant_id, _, _ in of_it],
            retail=[None if retail is None else Rupiah(retail) for _, _, retail in of_it],
            availability=next((one for one in BEST if one in states), Availability.SOLD_OUT),
        )


def _first_prices(rows: Iterable[list[Any]], day: date) -> Mapping[int, Rupiah]:
    """Of each variant what a unit costs at the least quantity that has a price on that day."""
    dated: dict[int, list[Tier]] = defaultdict(list)
    for variant_id, from_quantity, price, from_on in rows:
        dated[variant_id].append(Tier(from_quantity, price, date.fromisoformat(from_on)))
    return {variant_id: tiers_on(tiers, day)[0].price for variant_id, tiers in dated.items()}


class _Papers:
    """Kinds of papers by product; one that names no product is its maker's and counts for all."""

    def __init__(self, papers: Iterable[list[Any]], named: Iterable[list[Any]]) -> None:
        products: dict[int, list[int]] = defaultdict(list)
        for paper_id, product_id in named:
            products[paper_id].append(product_id)
        self._makers: dict[int, set[str]] = defaultdict(set)
        self._products: dict[int, set[str]] = defaultdict(set)
        for producer_id, paper_id, kind in papers:
            if paper_id not in products:
                self._makers[producer_id].add(kind)
            for product_id in products.get(paper_id, ()):
                self._products[product_id].add(kind)

    def of(self, producer_id: int, product_id: int) -> frozenset[str]:
        return frozenset().union(self._makers.get(producer_id, ()), self._products.get(product_id, ()))
