"""What an outlet is about to order, as it stands today: grouped by maker, with what is in the way line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from sqlalchemy import ColumnElement, Date, and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.billing.delivery_rules import delivery_fee
from marketplace.billing.models import DeliveryRule
from marketplace.catalog.listing import listed, on_sale
from marketplace.catalog.models import Product, ProductRevision, Variant
from marketplace.catalog.pricing import price_at, tiers_column, tiers_from
from marketplace.db.listing import AnySelect
from marketplace.db.statements import run
from marketplace.inventory.models import StockItem
from marketplace.kernel.ids import OutletId, ProducerId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah, spell
from marketplace.ordering.basket_rows import BasketRow
from marketplace.ordering.models.orders import BasketLine
from marketplace.ordering.terms import consigning
from marketplace.producers.locality import local_since
from marketplace.producers.models import Producer


@dataclass(frozen=True)
class MakersPart:
    """What becomes one order."""

    producer_id: ProducerId
    maker: str
    slug: str
    minimum: Rupiah
    local_since: date | None  # as producers.locality has it
    fee: Rupiah | None  # for bringing an order, by the maker's rule of today
    free_from: Rupiah | None
    rows: Sequence[BasketRow]
    consigned: bool = False  # paid for once it is sold, and brought without a fee

    @property
    def delivery(self) -> Rupiah:
        """What bringing it costs beside the goods."""
        return Rupiah(0) if self.consigned else delivery_fee(self.total, self.fee, self.free_from)

    @property
    def total(self) -> Rupiah:
        return Rupiah(sum(row.amount for row in self.rows))

    @property
    def local(self) -> bool:
        return self.local_since is not None

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
    def rows(self) -> Iterator[BasketRow]:
        for part in self.parts:
            yield from part.rows

    @property
    def total(self) -> Rupiah:
        """Of the parts that can be sent, bringing them included."""
        return Rupiah(sum(part.total + part.delivery for part in self.ready))

    @property
    def news(self) -> int:
        """Lines with something new that one tap accepts."""
        return sum(bool(row.news or row.fit) for row in self.rows)

    @property
    def shown(self) -> str:
        """What would be ordered at which prices: a form carries it, so that nothing else is taken."""
        goods = [_mark(row) for part in self.ready for row in part.rows]
        return ";".join(
            [*goods, *(f"{part.slug}:{BRINGS}:{part.delivery}" for part in self.ready if part.delivery)]
        )

    def changed_since(self, shown: str) -> Sequence[Label]:
        """Line by line, what is not as the visitor saw it."""
        seen, fees = _read_mark(shown), _read_fees(shown)
        now = {row.public_id: row for part in self.ready for row in part.rows}
        news = [one for name, row in now.items() if (one := _difference(row, seen.get(name)))]
        gone = [row for row in self.rows if row.public_id in seen and row.public_id not in now]
        news += [_l("%(name)s: %(why)s", name=row.name, why=row.trouble or NOT_READY) for row in gone]
        news += [
            _l("%(name)s: ongkos kirimnya sekarang %(now)s.", name=part.maker, now=spell(part.delivery))
            for part in self.ready
            if fees.get(part.slug, "0") != str(part.delivery)
        ]
        known = {row.public_id for row in self.rows}
        return news + [TAKEN_OUT] * any(name not in known for name in seen)


BRINGS = "antar"  # in the place of a quantity: what follows is the fee for bringing a maker's part
NOT_READY = _l("belum mencapai minimum pembuatnya.")
TAKEN_OUT = _l("Ada barang yang sudah dikeluarkan dari keranjang.")


def _mark(row: BasketRow) -> str:
    return f"{row.public_id}:{row.quantity}:{row.price}"


def _read_mark(shown: str) -> Mapping[str, tuple[str, str]]:
    return {name: (quantity, price) for name, quantity, price in _parts(shown) if quantity != BRINGS}


def _read_fees(shown: str) -> Mapping[str, str]:
    return {maker: fee for maker, what, fee in _parts(shown) if what == BRINGS}


def _parts(shown: str) -> Iterator[tuple[str, str, str]]:
    for one in shown.split(";"):
        part = one.split(":")
        if len(part) == 3:
            yield part[0], part[1], part[2]


def _difference(row: BasketRow, seen: tuple[str, str] | None) -> Label | None:
    if seen is None:
        return _l("%(name)s: baru masuk.", name=row.name)
    quantity, price = seen
    if price != str(row.price):
        was = spell(Rupiah(int(price))) if price.isdecimal() else "?"
        return _l(
            "%(name)s: dari %(was)s menjadi %(now)s.", name=row.name, was=was, now=spell(row.price or 0)
        )
    if quantity != str(row.quantity):
        return _l("%(name)s: jumlahnya sekarang %(now)s.", name=row.name, now=row.quantity)
    return None


def full_name() -> ColumnElement[str]:
    """The product's name with what sets this variant apart."""
    return func.trim(Product.name + " " + func.coalesce(func.nullif(Variant.name, ""), Variant.net_content))


DAY = bindparam("day", type_=Date)
Stated = aliased(DeliveryRule)
RULE = (
    select(Stated.id)
    .where(Stated.producer_id == Producer.id, Stated.since <= DAY)
    .order_by(Stated.since.desc(), Stated.id.desc())
    .limit(1)
    .correlate(Producer)
    .scalar_subquery()
)
LINES: AnySelect = (
    select(
        Producer.id,
        Organisation.name,
        Producer.slug,
        Producer.order_minimum,
        local_since(Producer.id, DAY),
        DeliveryRule.fee,
        DeliveryRule.free_from,
        Variant.id,
        Variant.public_id,
        Product.id,
        ProductRevision.id,
        Product.slug,
        full_name(),
        Variant.unit,
        Variant.least,
        Variant.case_pack,
        Variant.availability,
        Variant.lead_days,
        func.coalesce(and_(listed(DAY), on_sale()), False),
        BasketLine.quantity,
        BasketLine.price_seen,
        BasketLine.availability_seen,
        tiers_column(),
        StockItem.on_hand - StockItem.reserved,
    )
    .join(Variant, Variant.id == BasketLine.variant_id)
    .join(Product, Product.id == Variant.product_id)
    .join(Producer, Producer.id == Product.producer_id)
    .join(Organisation, Organisation.id == Producer.id)
    .outerjoin(DeliveryRule, DeliveryRule.id == RULE)
    .outerjoin(StockItem, StockItem.variant_id == Variant.id)
    .outerjoin(
        ProductRevision,
        and_(ProductRevision.product_id == Product.id, ProductRevision.number == Product.approved_number),
    )
    .where(BasketLine.outlet_id == bindparam("outlet"))
    .order_by(Organisation.name, Producer.id, BasketLine.added_at, Variant.id)
)


def basket_of(session: Session, outlet_id: OutletId, day: date) -> Basket:
    parts = []
    for maker, lines in groupby(run(session, LINES, outlet=outlet_id, day=day), key=lambda row: row[:7]):
        rows = [
            BasketRow(*(*line[7:-2], price_at(tiers_from(line[-2]), line[19], day), line[-1]))
            for line in lines
        ]
        parts.append(MakersPart(*(*maker, rows)))
    if any(part.fee for part in parts):
        titip = consigning(session, outlet_id)
        parts = [replace(part, consigned=part.producer_id in titip) for part in parts]
    return Basket(outlet_id, parts)
