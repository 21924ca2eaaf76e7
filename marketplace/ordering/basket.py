"""What an outlet is about to order, as it stands today: grouped by maker, with what is in the way line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import ColumnElement, Date, and_, bindparam, func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.catalog.listing import listed, on_sale
from marketplace.catalog.models import Availability, Product, ProductRevision, Variant
from marketplace.catalog.pricing import price_at, tiers_column, tiers_from
from marketplace.db.listing import AnySelect
from marketplace.db.statements import run
from marketplace.inventory.models import StockItem
from marketplace.kernel.ids import OutletId, ProducerId, ProductId, VariantId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah, spell
from marketplace.ordering.models.orders import BasketLine
from marketplace.producers.locality import local_since
from marketplace.producers.models import Producer


@dataclass(frozen=True)
class BasketRow:
    """A line; prices are rupiah per unit. `price` is today's for this quantity, `left` what a counted stock has."""

    variant_id: VariantId
    public_id: str
    product_id: ProductId
    revision_id: int | None  # the one that officials approved
    slug: str
    name: str
    unit: str
    least: int
    case_pack: int
    availability: Availability
    lead_days: int | None
    listed: bool
    quantity: int
    price_seen: Rupiah
    availability_seen: Availability | None
    price: Rupiah | None
    left: int | None

    @property
    def amount(self) -> Rupiah:
        return Rupiah(self.quantity * (self.price or 0))

    @property
    def news(self) -> Sequence[Label]:
        """What is different from when it was put in, and may be ordered all the same."""
        return [one for one in (self._price_news, self._supply_news) if one]

    @property
    def _price_news(self) -> Label | None:
        if self.price in (None, self.price_seen):
            return None
        return _l(
            "Harga berubah dari %(seen)s menjadi %(price)s sejak Anda memasukkannya.",
            seen=spell(self.price_seen),
            price=spell(self.price or 0),
        )

    @property
    def _supply_news(self) -> Label | None:
        if self.availability_seen in (None, self.availability) or self.availability is Availability.SOLD_OUT:
            return None
        if self.availability is Availability.READY:
            return _l("Sekarang ada; tidak perlu dipesan dulu.")
        return _l("Sekarang dipesan dulu: siap dalam %(days)s hari.", days=self.lead_days or "?")

    @property
    def more(self) -> int:
        """The next quantity that can be ordered above this one."""
        return self._packs(max(self.quantity + 1, self.least))

    @property
    def less(self) -> int | None:
        """The next one below; None where there is none but taking it out."""
        below = (self.quantity - 1) // self.case_pack * self.case_pack
        return below if below >= max(self.least, 1) else None

    @property
    def fit(self) -> int | None:
        """The quantity that mends the line in one tap, zero to take it out; None where no quantity does."""
        if not self.listed or self.availability is Availability.SOLD_OUT:
            return 0
        if self.left is not None and self.left < self.quantity:
            most = self.left // self.case_pack * self.case_pack
            return most if most >= self.least else 0
        if quantity_trouble(self.quantity, self.least, self.case_pack):
            return self._packs(max(self.quantity, self.least))
        return None

    @property
    def wanting(self) -> bool:
        """Whether there is not enough of it: whoever takes it out, or some of it, would have bought it."""
        short = self.left is not None and self.left < self.quantity
        return self.listed and (self.availability is Availability.SOLD_OUT or short)

    def _packs(self, quantity: int) -> int:
        return -(-quantity // self.case_pack) * self.case_pack

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
    local_since: date | None  # as producers.locality has it
    rows: Sequence[BasketRow]

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
        """Of the parts that can be sent."""
        return Rupiah(sum(part.total for part in self.ready))

    @property
    def news(self) -> int:
        """Lines with something new that one tap accepts."""
        return sum(bool(row.news or row.fit) for row in self.rows)

    @property
    def shown(self) -> str:
        """What would be ordered at which prices: a form carries it, so that nothing else is taken."""
        return ";".join(_mark(row) for part in self.ready for row in part.rows)

    def changed_since(self, shown: str) -> Sequence[Label]:
        """Line by line, what is not as the visitor saw it."""
        seen = _read_mark(shown)
        now = {row.public_id: row for part in self.ready for row in part.rows}
        news = [one for name, row in now.items() if (one := _difference(row, seen.get(name)))]
        gone = [row for row in self.rows if row.public_id in seen and row.public_id not in now]
        news += [_l("%(name)s: %(why)s", name=row.name, why=row.trouble or NOT_READY) for row in gone]
        known = {row.public_id for row in self.rows}
        return news + [TAKEN_OUT] * any(name not in known for name in seen)


NOT_READY = _l("belum mencapai minimum pembuatnya.")
TAKEN_OUT = _l("Ada barang yang sudah dikeluarkan dari keranjang.")


def _mark(row: BasketRow) -> str:
    return f"{row.public_id}:{row.quantity}:{row.price}"


def _read_mark(shown: str) -> Mapping[str, tuple[str, str]]:
    parts = [one.split(":") for one in shown.split(";")]
    return {part[0]: (part[1], part[2]) for part in parts if len(part) == 3}


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
LINES: AnySelect = (
    select(
        Producer.id,
        Organisation.name,
        Producer.slug,
        Producer.order_minimum,
        local_since(Producer.id, DAY),
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
    for maker, lines in groupby(run(session, LINES, outlet=outlet_id, day=day), key=lambda row: row[:5]):
        rows = [
            BasketRow(*(*line[5:-2], price_at(tiers_from(line[-2]), line[17], day), line[-1]))
            for line in lines
        ]
        parts.append(MakersPart(*(*maker, rows)))
    return Basket(outlet_id, parts)
