"""What people did with products: how often in a week (from Monday, WIB), never who they were."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalog.listing import on_sale
from marketplace.catalog.models import Availability, Demand, DemandSignal, Product, Variant
from marketplace.db.inserting import INSERT
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.kernel.labels import Label
from marketplace.kernel.slicing import in_slices

SLICE = 500  # names or rows in one statement

Wishes = Mapping[tuple[ProductId, DemandSignal], int]


class SoldOut(Refused):
    """Somebody wanted a product of which there was not enough. The refusal undoes its act, so the door counts it."""

    def __init__(self, sentence: Label, *, product_id: ProductId, field: str | None = None) -> None:
        super().__init__(sentence, field=field)
        self.product_id = product_id


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def weeks_up_to(day: date, number: int) -> Sequence[date]:
    """The Mondays of so many weeks, that of this day last."""
    last = monday(day)
    return [last - timedelta(weeks=back) for back in reversed(range(number))]


def count(uow: UnitOfWork, wishes: Wishes, *, week: date | None = None) -> None:
    """A step of other acts, and their last: add so many wishes to this week, or to the week of another Monday.

    Always in the order of the products, so that nobody waits for ever on whoever counts the same.
    """
    table = Demand.__table__
    rows = [
        {"product_id": product_id, "week": week or monday(uow.today), "wish": wish, "count": number}
        for (product_id, wish), number in sorted(wishes.items())
        if number > 0
    ]
    insert = INSERT[uow.session.get_bind().dialect.name](Demand)
    more = insert.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={"count": table.c.count + insert.excluded["count"]},
    )
    for some in in_slices(rows, SLICE):
        uow.session.execute(more, some)


def count_missed(uow: UnitOfWork, refusal: SoldOut) -> None:
    """After an act was refused: somebody did not get what they came for."""
    count(uow, {(refusal.product_id, DemandSignal.MISSED): 1})


class Seen(NamedTuple):
    """A look at the page of a product by somebody of a business (None: a stranger), in the week of a Monday."""

    slug: str
    at: int | None
    week: date


def count_views(uow: UnitOfWork, looks: Mapping[Seen, int]) -> int:
    """Looks at pages become wishes; those of a maker's own people and at what is no product are left out.

    Returns how many were counted.
    """
    known = _products(uow.session, {look.slug for look in looks})
    weeks: dict[date, dict[tuple[ProductId, DemandSignal], int]] = {}
    for look, number in looks.items():
        product_id, maker = known.get(look.slug, (None, None))
        if product_id is not None and maker != look.at:
            viewed = weeks.setdefault(look.week, {})
            key = product_id, DemandSignal.VIEWED
            viewed[key] = viewed.get(key, 0) + number
    for week in sorted(weeks):
        count(uow, weeks[week], week=week)
    return sum(number for viewed in weeks.values() for number in viewed.values())


def _products(session: Session, slugs: Collection[str]) -> Mapping[str, tuple[ProductId, ProducerId]]:
    wanted, found = sorted(slugs), {}
    for some in in_slices(wanted, SLICE):
        query = select(Product.slug, Product.id, Product.producer_id)
        for slug, *whose in session.execute(query.where(Product.slug.in_(some))):
            found[slug] = ProductId(whose[0]), ProducerId(whose[1])
    return found


Counted = Mapping[tuple[ProductId, date, DemandSignal], int]


def demand_for(session: Session, producer_id: ProducerId, weeks: Sequence[date]) -> Counted:
    """All wishes for this maker's products in these weeks, which follow one another."""
    query = (
        select(Demand.product_id, Demand.week, Demand.wish, Demand.count)
        .join(Product, Product.id == Demand.product_id)
        .where(Product.producer_id == producer_id, Demand.week.between(weeks[0], weeks[-1]))
    )
    return {(row[0], row[1], row[2]): row[3] for row in session.execute(query)}


class Missed(NamedTuple):
    product_id: ProductId
    public_id: str
    name: str
    times: int


def missed_while_sold_out(session: Session, producer_id: ProducerId, since: date) -> Sequence[Missed]:
    """What this maker says is sold out, and shops gave up because of it in the weeks from this Monday on."""
    times = func.sum(Demand.count)
    sold_out = select(Variant.product_id).where(
        Variant.producer_id == producer_id,
        Variant.availability == Availability.SOLD_OUT,
        on_sale(),
    )
    query = (
        select(Product.id, Product.public_id, Product.name, times)
        .join(Demand, Demand.product_id == Product.id)
        .where(
            Product.id.in_(sold_out),
            Product.archived_at.is_(None),
            Demand.wish == DemandSignal.MISSED,
            Demand.week >= since,
        )
        .group_by(Product.id)
        .order_by(times.desc(), Product.id)
    )
    return [Missed(*row) for row in session.execute(query)]
