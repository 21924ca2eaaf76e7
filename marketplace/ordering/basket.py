"""What an outlet is about to order, as it stands today: grouped by maker, with what is in the way line by line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.catalog.listing import listed
from marketplace.catalog.models import Availability, Product, Variant
from marketplace.catalog.pricing import price_at, tiers_of
from marketplace.db.reading import Listing
from marketplace.inventory.queries import free_stocks
from marketplace.kernel.ids import OutletId, ProducerId, ProductId, VariantId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah, spell
from marketplace.ordering.models.orders import BasketLine
from marketplace.producers.models import Producer


@dataclass(frozen=True)
class Row:
    """A line; prices are rupiah per unit. `price` is today's for this quantity, `left` what a counted stock has."""

    variant_id: VariantId
    public_id: str
    product_id: ProductId
    slug: str
    name: str
    unit: str
    least: int
    case_pack: int
    availability: Availability
    listed: bool
    quantity: int
    price_seen: Rupiah
    price: Rupiah | None
    left: int | None

    @property
    def amount(self) -> Rupiah:
        return Rupiah(self.quantity * (self.price or 0))

    @property
    def change(self) -> Label | None:
        """What is different from when it was put in."""
        if self.price in (None, self.price_seen):
            return None
        return _l(
            "Harga berubah dari %(seen)s menjadi %(price)s sejak Anda memasukkannya.",
            seen=spell(self.price_seen),
            price=spell(self.price or 0),
        )

    @property
    def trouble(self) -> Label | None:
        """Why it cannot be ordered so, and what to do."""
        if not self.listed:
            return _l("Tidak dijual lagi saat ini; hapus dari keranjang.")
        if self.availability is Availability.SOLD_OUT:
            return _l("Pembuat menyatakan habis; hapus, atau tunggu sampai ada lagi.")
        return quantity_trouble(self.quantity, self.least, self.case_pack) or self._supply_trouble()

    def _supply_trouble(self) -> Label | None:
        if self.price is None:
            return _l("Belum ada harga untuk jumlah ini; tambah jumlahnya.")
        if self.left is not None and self.left < self.quantity:
            return _l("Tinggal %(left)s; kurangi jumlahnya.", left=self.left)
        return None


def quantity_trouble(quantity: int, least: int, case_pack: int) -> Label | None:
    """Orders are of at least `least` units, in whole packs."""
    if quantity < least:
        return _l("Pesan sekurangnya %(least)s.", least=least)
    if over := quantity % case_pack:
        below, above = quantity - over, quantity - over + case_pack
        if below < max(least, 1):
            return _l("Dijual per %(pack)s; isi %(above)s.", pack=case_pack, above=above)
        return _l(
            "Dijual per %(pack)s; isi %(below)s atau %(above)s.", pack=case_pack, below=below, above=above
        )
    return None


@dataclass(frozen=True)
class MakersPart:
    """What becomes one order."""

    producer_id: ProducerId
    maker: str
    slug: str
    minimum: Rupiah
    rows: Sequence[Row]

    @property
    def total(self) -> Rupiah:
        return Rupiah(sum(row.amount for row in self.rows))

    @property
    def short(self) -> Rupiah:
        """Rupiah that are missing to what this maker delivers for."""
        return Rupiah(max(0, self.minimum - self.total))

    @property
    def ready(self) -> bool:
        return not self.short and not any(row.trouble for row in self.rows)


@dataclass(frozen=True)
class Basket:
    outlet_id: OutletId
    parts: Sequence[MakersPart]

    @property
    def ready(self) -> Sequence[MakersPart]:
        return [part for part in self.parts if part.ready]

    @property
    def rows(self) -> Iterator[Row]:
        for part in self.parts:
            yield from part.rows

    @property
    def total(self) -> Rupiah:
        """Of the parts that can be sent."""
        return Rupiah(sum(part.total for part in self.ready))

    @property
    def shown(self) -> str:
        """A mark of what would be ordered at which prices: a form carries it, so that nothing else is taken."""
        said = [f"{row.public_id}:{row.quantity}x{row.price}" for part in self.ready for row in part.rows]
        return hashlib.sha256(";".join(said).encode()).hexdigest()[:24]


def basket_of(session: Session, outlet_id: OutletId, day: date) -> Basket:
    query: Listing = (
        select(
            Producer.id,
            Organisation.name,
            Producer.slug,
            Producer.order_minimum,
            Variant.id,
            Variant.public_id,
            Product.id,
            Product.slug,
            full_name(),
            Variant.unit,
            Variant.least,
            Variant.case_pack,
            Variant.availability,
            func.coalesce(listed(day), False),
            BasketLine.quantity,
            BasketLine.price_seen,
        )
        .join(Variant, Variant.id == BasketLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .join(Producer, Producer.id == Product.producer_id)
        .join(Organisation, Organisation.id == Producer.id)
        .where(BasketLine.outlet_id == outlet_id)
        .order_by(Organisation.name, Producer.id, BasketLine.added_at, Variant.id)
    )
    found = session.execute(query).all()
    variant_ids = [row[4] for row in found]
    tiers, left = tiers_of(session, variant_ids), free_stocks(session, variant_ids)
    parts = []
    for (producer_id, maker, slug, minimum), group in groupby(found, key=lambda row: row[:4]):
        rows = [Row(*(*row[4:], price_at(tiers[row[4]], row[14], day), left.get(row[4]))) for row in group]
        parts.append(MakersPart(producer_id, maker, slug, minimum, rows))
    return Basket(outlet_id, parts)


def full_name() -> ColumnElement[str]:
    """The product's name with what sets this variant apart."""
    return func.trim(Product.name + " " + func.coalesce(func.nullif(Variant.name, ""), Variant.net_content))
