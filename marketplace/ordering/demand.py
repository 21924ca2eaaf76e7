"""What became of a maker's products week by week: looked at, put into baskets, ordered, missed and refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from marketplace.catalog.demand import demand_for
from marketplace.catalog.models import Product, Variant
from marketplace.db.listing import AnySelect
from marketplace.kernel.clock import WIB
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.kernel.labels import Label, _l
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order, OrderLine
from marketplace.ordering.states import AGREED, NOT_FULFILLED

LATELY = 4  # weeks that an advice looks at
MANY, FEW = 20, 5  # looks in those weeks


@dataclass(frozen=True)
class Figures:
    """How often, in a week or in several. An order counts once for each of its lines."""

    viewed: int = 0
    basketed: int = 0
    ordered: int = 0
    missed: int = 0  # given up because there was not enough
    declined: int = 0  # orders that the maker turned down, called off or left unanswered
    rejected: int = 0  # lines of deliveries of which the shop did not accept all

    def __add__(self, other: Figures) -> Figures:
        names = [field.name for field in fields(self)]
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def __bool__(self) -> bool:
        return self != NONE


NONE = Figures()


@dataclass(frozen=True)
class WantedProduct:
    """A product, and its figures in each of the weeks asked for."""

    product_id: ProductId
    public_id: str
    name: str
    weeks: Sequence[Figures]

    @property
    def total(self) -> Figures:
        return sum(self.weeks, NONE)

    @property
    def lately(self) -> Figures:
        return sum(self.weeks[-LATELY:], NONE)


def weekly_demand(
    session: Session, producer_id: ProducerId, weeks: Sequence[date]
) -> Sequence[WantedProduct]:
    """Of every product that is not archived or of which there is something to tell, the most looked at first.

    `weeks` are Mondays that follow one another. Orders count in the week they were placed, deliveries in that of
    their agreement.
    """
    sums: dict[ProductId, list[dict[str, int]]] = {}
    place = {week: number for number, week in enumerate(weeks)}
    for (product_id, week, wish), number in demand_for(session, producer_id, weeks).items():
        _of(sums, product_id, weeks)[place[week]][wish.value] = number
    for name, counts in _derived(session, producer_id, weeks).items():
        for product_id, numbers in counts.items():
            for figures, number in zip(_of(sums, product_id, weeks), numbers, strict=True):
                figures[name] = number
    found = [
        WantedProduct(row.id, row.public_id, row.name, [Figures(**one) for one in _of(sums, row.id, weeks)])
        for row in session.execute(_products(producer_id))
        if row.id in sums or row.shown
    ]
    return sorted(found, key=lambda one: (-one.total.viewed, -one.total.basketed, one.name))


def _of(
    sums: dict[ProductId, list[dict[str, int]]], product_id: ProductId, weeks: Sequence[date]
) -> list[dict[str, int]]:
    return sums.setdefault(product_id, [{} for _ in weeks])


def _products(producer_id: ProducerId) -> AnySelect:
    shown = and_(Product.approved_number.is_not(None), Product.archived_at.is_(None))
    query: AnySelect = select(Product.id, Product.public_id, Product.name, shown.label("shown"))
    return query.where(Product.producer_id == producer_id)


def _derived(
    session: Session, producer_id: ProducerId, weeks: Sequence[date]
) -> Mapping[str, Mapping[ProductId, Sequence[int]]]:
    """What the rows of orders and deliveries say already, counted in the database: a row a product."""
    ordered, declined, number = {}, {}, len(weeks)
    for product_id, *counts in session.execute(_orders(producer_id, weeks)):
        ordered[product_id], declined[product_id] = counts[:number], counts[number:]
    rejected = {
        product_id: counts for product_id, *counts in session.execute(_deliveries(producer_id, weeks))
    }
    return {"ordered": ordered, "declined": declined, "rejected": rejected}


def _orders(producer_id: ProducerId, weeks: Sequence[date]) -> AnySelect:
    """Placed in each week, then what the maker did not fulfil of them."""
    not_fulfilled = Order.ending.in_(NOT_FULFILLED)
    placed = [*_by_week(Order.placed_at, weeks), *_by_week(Order.placed_at, weeks, not_fulfilled)]
    query: AnySelect = (
        select(OrderLine.product_id, *placed)
        .select_from(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Product, Product.id == OrderLine.product_id)
        .where(Product.producer_id == producer_id, Order.placed_at >= _begin(weeks[0]))
        .group_by(OrderLine.product_id)
    )
    return query


def _deliveries(producer_id: ProducerId, weeks: Sequence[date]) -> AnySelect:
    """Lines of which some were rejected, by the week of the agreement."""
    query: AnySelect = (
        select(Variant.product_id, *_by_week(Handover.agreed_at, weeks))
        .select_from(HandoverLine)
        .join(Variant, Variant.id == HandoverLine.variant_id)
        .join(Handover, Handover.id == HandoverLine.handover_id)
        .where(
            Variant.producer_id == producer_id,
            Handover.state == AGREED,
            Handover.agreed_at >= _begin(weeks[0]),
            HandoverLine.rejected > 0,
        )
        .group_by(Variant.product_id)
    )
    return query


def _by_week(
    moment: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    weeks: Sequence[date],
    where: ColumnElement[bool] | None = None,
) -> Sequence[ColumnElement[int]]:
    """A column a week: how many rows fall into it."""
    columns = []
    for week in weeks:
        inside = and_(moment >= _begin(week), moment < _begin(week + timedelta(weeks=1)))
        columns.append(func.sum(case((inside if where is None else and_(inside, where), 1), else_=0)))
    return columns


def _begin(week: date) -> datetime:
    """The moment a week begins in Metro."""
    return datetime.combine(week, time(), WIB)


def together(products: Sequence[WantedProduct]) -> Sequence[Figures]:
    """The weeks of all of them in one."""
    return [sum(figures, NONE) for figures in zip(*(one.weeks for one in products), strict=True)]


def advice(lately: Figures) -> Label:
    """What to do about it, the most pressing first. `lately` are the figures of the last four weeks."""
    if lately.missed:
        return _l(
            "%(times)s kali toko batal membeli karena habis. Buat lebih banyak, atau nyatakan “pesan dulu”"
            " supaya toko tetap dapat memesan.",
            times=lately.missed,
        )
    if lately.declined:
        return _l(
            "%(times)s pesanan tidak Anda penuhi. Bila kapasitas kurang, usulkan jumlah atau hari lain"
            " daripada menolak.",
            times=lately.declined,
        )
    if lately.rejected:
        return _l(
            "%(times)s kali toko menolak sebagian kiriman. Periksa kemasan dan jumlah sebelum berangkat.",
            times=lately.rejected,
        )
    return _of_looks(lately)


def _of_looks(lately: Figures) -> Label:
    if not lately.viewed and not lately.basketed:
        return _l("Belum dilihat siapa pun. Bagikan halaman produk ini lewat WhatsApp kepada toko langganan.")
    if lately.viewed >= MANY and not lately.basketed:
        return _l(
            "Banyak dilihat, belum ada yang memasukkan ke keranjang. Bandingkan harga grosir dan jumlah"
            " pesan minimum Anda dengan produk sejenis."
        )
    if lately.viewed < FEW:
        return _l("Jarang dilihat. Pakai nama yang dicari orang dan foto utama yang terang.")
    return _l("Berjalan baik. Jaga stok dan jawab pesanan dengan cepat.")
