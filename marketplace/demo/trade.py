"""Half a year of orders: placed from a basket, confirmed, brought, taken; now and then it goes otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from itertools import count, cycle

from sqlalchemy import func, select

from marketplace.catalog.listing import listed
from marketplace.catalog.models import Availability, Category, PriceTier, Product, Variant
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import THE_SYSTEM, City, Deed, Person, weighted
from marketplace.demo.lists import Shop
from marketplace.kernel.clock import day_of
from marketplace.kernel.ids import HandoverId, OrderId, OutletId, ProducerId
from marketplace.ordering.basket import basket_of
from marketplace.ordering.deadlines import answer_by
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.services.answering import (
    cancel_order,
    cancel_unanswered,
    confirm_order,
    write_off_rest,
)
from marketplace.ordering.services.baskets import add_to_basket
from marketplace.ordering.services.delivering import prepare_handover, remaining, send_handover
from marketplace.ordering.services.differing import agree_difference, object_to_difference
from marketplace.ordering.services.figures import LineDifference
from marketplace.ordering.services.placing import place_orders
from marketplace.ordering.services.receiving import agree_handover, agree_unanswered, contest_handover
from marketplace.ordering.states import CONFIRMED, RejectReason
from marketplace.partners.models import Outlet, PartnerKind
from marketplace.partners.queries import may_order

TASTES: dict[PartnerKind, Sequence[str]] = {  # what each kind of partner likes to buy
    PartnerKind.HOTEL: ("beverages", "coffee-tea", "cakes-bread", "batik-tapis", "household-cleaners"),
    PartnerKind.RESTAURANT: ("sauces-spices", "meat-fish-floss", "beverages", "dry-food"),
    PartnerKind.CAFE: ("coffee-tea", "cakes-bread", "beverages", "dry-food"),
    PartnerKind.SOUVENIR_SHOP: ("dry-food", "batik-tapis", "woven-craft", "coffee-tea", "fashion"),
    PartnerKind.PUBLIC_OFFICE: ("cakes-bread", "beverages", "batik-tapis", "furniture"),
}
WORTH = {PartnerKind.SUPERMARKET: 620_000, PartnerKind.SOUVENIR_SHOP: 480_000, PartnerKind.HOTEL: 420_000}
USUAL_WORTH = 260_000  # rupiah of one line
COURSES = {
    "plain": 62, "part_rejected": 14, "in_two": 8, "contested": 4, "deemed": 4, "called_off": 4,
    "unanswered": 2, "written_off": 2,
}  # fmt: skip
MOST_PACKS = 40
QUARREL = "Jumlah pada surat jalan tidak sama dengan yang datang."
LATELY = 18  # days in which nothing goes wrong but what is meant to lie on a desk today
TRIED = ("M01", "M02", "T01", "T02")  # whose open ends are laid out one by one
SHELF_LIFE = timedelta(days=60)


class Trade:
    def __init__(self, city: City) -> None:
        self.city = city
        self._numbers = count(1)
        self._reasons = cycle(RejectReason)
        self._replies = cycle(("agrees", "agrees", "nothing", "objects"))
        self._forced = list(COURSES)  # each course is taken once, whatever the dice say

    def plan(self, shop: Shop, *, a_month: int) -> None:
        """Orders on so many working days of every month, the running one up to yesterday."""
        for month in [*self.city.months, self.city.months.last.next]:
            for _ in range(a_month):
                day = self.city.workday(month.first_day + timedelta(days=self.city.dice.randrange(27)))
                if day < self.city.ago(LATELY if shop.ref in TRIED else 1):
                    minute = self.city.dice.randrange(60)
                    self.city.plan(
                        self.city.people[shop.ref], day, partial(self._order, shop), hour=9, minute=minute
                    )

    def _order(self, shop: Shop, uow: UnitOfWork) -> None:
        """One to three makers' goods; without a memorandum in force nothing can be ordered."""
        if not may_order(uow.session, uow.actor.organisation, uow.today):
            return
        outlets = uow.session.scalars(select(Outlet.id).filter_by(partner_id=uow.actor.organisation)).all()
        outlet_id = self.city.dice.choice(outlets)
        for order_id in self.place(uow, shop, outlet_id, self._wanted(uow, shop)):
            self._follow(uow, order_id)

    def _wanted(self, uow: UnitOfWork, shop: Shop) -> list[tuple[Variant, int]]:
        """Variants and how many of each."""
        offered = offered_on(uow, TASTES.get(shop.kind, ()))
        tried = {self.city.people[ref].at for ref in TRIED} if uow.today > self.city.ago(LATELY) else set()
        makers = sorted({variant.producer_id for variant, _ in offered} - tried)
        chosen = self.city.dice.sample(makers, k=min(len(makers), self.city.dice.choice((1, 1, 2, 2, 3))))
        wanted = []
        for maker in chosen:
            theirs = [pair for pair in offered if pair[0].producer_id == maker]
            for variant, price in self.city.dice.sample(
                theirs, k=min(len(theirs), self.city.dice.choice((1, 2)))
            ):
                wanted.append(self._much(shop, variant, price))
        return wanted

    def order_from(self, uow: UnitOfWork, shop: Shop, maker_id: ProducerId) -> OrderId | None:
        """Two of this maker's goods, for the shop's first outlet; needed in the next days."""
        theirs = [pair for pair in offered_on(uow, ()) if pair[0].producer_id == maker_id]
        mine = select(Outlet.id).filter_by(partner_id=uow.actor.organisation).order_by(Outlet.id)
        outlet_id: OutletId = uow.session.scalars(mine.limit(1)).one()
        wanted = [self._much(shop, variant, price) for variant, price in theirs[:2]]
        placed = self.place(uow, shop, outlet_id, wanted, needed_on=self.city.today + timedelta(days=2))
        query = select(Order.id).where(Order.id.in_(placed), Order.producer_id == maker_id)
        return uow.session.scalar(query)

    def _much(self, shop: Shop, variant: Variant, price: int) -> tuple[Variant, int]:
        """Whole packs, worth about what such a shop spends on a line."""
        worth = WORTH.get(shop.kind, USUAL_WORTH) * self.city.dice.randrange(60, 150) // 100
        packs = max(1, min(MOST_PACKS, worth // (price * variant.case_pack)))
        return variant, max(variant.least, packs * variant.case_pack)

    def place(
        self,
        uow: UnitOfWork,
        shop: Shop,
        outlet_id: OutletId,
        wanted: Sequence[tuple[Variant, int]],
        *,
        needed_on: date | None = None,
    ) -> Sequence[OrderId]:
        for variant, quantity in wanted:
            add_to_basket(uow, outlet_id, variant.id, quantity=quantity)
        basket = basket_of(uow.session, outlet_id, uow.today)
        if not basket.ready:
            return []
        group = place_orders(
            uow,
            outlet_id,
            key=f"contoh-{shop.ref}-{next(self._numbers)}",
            shown=basket.shown,
            needed_on=needed_on or uow.today + timedelta(days=5),
        )
        return uow.session.scalars(select(Order.id).filter_by(group_id=group.id).order_by(Order.id)).all()

    def _follow(self, uow: UnitOfWork, order_id: OrderId) -> None:
        """From the order to the ledger, on the days it takes."""
        order = uow.get(Order, order_id)
        maker, buyer = self.city.owner_of(order.producer_id), self.city.owner_of(order.partner_id)
        course = self._course(uow)
        next_day = self.city.workday(uow.today + timedelta(days=1))
        if course == "unanswered":
            self._lapse(uow, partial(cancel_unanswered, order_id=order_id))
            return
        if course == "called_off":
            why = "Bahan baku terlambat datang; kami belum sanggup."
            self.city.plan(maker, next_day, partial(cancel_order, order_id=order_id, reason=why), hour=10)
            return
        minute = self.city.dice.randrange(60)
        self.city.plan(maker, next_day, partial(confirm_order, order_id=order_id), hour=10, minute=minute)
        brought = self.city.workday(next_day + timedelta(days=self.city.dice.choice((1, 2, 2, 3))))
        share = 2 if course in ("in_two", "written_off") else 1
        bring = partial(self._bring, order_id, buyer, course, share)
        self.city.plan(maker, brought, bring, hour=13, minute=minute)

    def _lapse(self, uow: UnitOfWork, deed: Deed) -> None:
        """Five minutes past the deadline of what is asked now, when the job of every day does it."""
        self.city.plan(THE_SYSTEM, day_of(answer_by(uow)), deed, hour=17, minute=5)

    def _course(self, uow: UnitOfWork) -> str:
        if self._forced:
            return self._forced.pop()
        return "plain" if uow.today > self.city.ago(LATELY) else weighted(self.city.dice, COURSES)

    def _bring(self, order_id: OrderId, buyer: Person, course: str, share: int, uow: UnitOfWork) -> None:
        handover_id = bring(uow, order_id, share=share)
        if course == "deemed":
            self._lapse(uow, partial(agree_unanswered, handover_id=handover_id))
            return
        day = uow.today if self.city.one_in(2) else uow.today + timedelta(days=1)
        hour = 16 if day == uow.today else 11
        if course == "contested":
            self.city.plan(
                buyer, day, partial(contest_handover, handover_id=handover_id, reason=QUARREL), hour=hour
            )
            day, hour = self.city.workday(day + timedelta(days=3)), 14
        take = partial(self._take, handover_id, course)
        self.city.plan(buyer, day, take, hour=hour, minute=self.city.dice.randrange(60))

    def _take(self, handover_id: HandoverId, course: str, uow: UnitOfWork) -> None:
        """The shop's word; what is left of the order is brought later or written off."""
        all_well = course not in ("part_rejected", "contested")
        differences = () if all_well else [self._difference(uow, handover_id)]
        done = agree_handover(uow, handover_id, differences=differences)
        order = uow.get(Order, done.order_id)
        if done.differs and self._objects(uow, done):
            return  # what is missing is brought after all
        if order.state is not CONFIRMED:
            return
        maker, order_id = self.city.owner_of(done.producer_id), order.id
        later = self.city.workday(uow.today + timedelta(days=4))
        if course == "in_two":
            again = partial(self._bring, order_id, self.city.owner_of(done.partner_id), "plain", 1)
            self.city.plan(maker, later, again, hour=13)
        else:
            why = "Sisanya tidak dikirim lagi; sudah disepakati lewat telepon."
            self.city.plan(maker, later, partial(write_off_rest, order_id=order_id, reason=why), hour=15)

    def _objects(self, uow: UnitOfWork, done: Handover) -> bool:
        """The maker agrees to what the shop took less, says nothing, or objects and the shop agrees after all."""
        reply = next(self._replies)
        maker, buyer = self.city.owner_of(done.producer_id), self.city.owner_of(done.partner_id)
        next_day = self.city.workday(uow.today + timedelta(days=1))
        if reply == "agrees":
            self.city.plan(maker, next_day, partial(agree_difference, handover_id=done.id), hour=9)
        if reply != "objects":
            return False

        def insist(uow: UnitOfWork) -> None:
            why = "Dihitung bersama di depan gerai; jumlahnya lengkap."
            rest = object_to_difference(uow, done.id, reason=why)
            day = self.city.workday(uow.today + timedelta(days=1))
            self.city.plan(buyer, day, partial(agree_handover, handover_id=rest.id), hour=15)

        self.city.plan(maker, next_day, insist, hour=9)
        return True

    def _difference(self, uow: UnitOfWork, handover_id: HandoverId) -> LineDifference:
        line = uow.get(Handover, handover_id).lines[0]
        rejected = max(1, line.brought * self.city.dice.randrange(4, 20) // 100)
        return LineDifference(line_id=line.id, accepted=line.brought - rejected, reason=next(self._reasons))


def offered_on(uow: UnitOfWork, categories: Sequence[str]) -> list[tuple[Variant, int]]:
    """What can be ordered today, in these categories or all, with the price of a unit."""
    query = (
        select(Variant, func.min(PriceTier.price))
        .join(Product, Product.id == Variant.product_id)
        .join(Category, Category.id == Product.category_id)
        .join(PriceTier, PriceTier.variant_id == Variant.id)
        .where(listed(uow.today), Variant.availability != Availability.SOLD_OUT)
        .group_by(Variant.id)
        .order_by(Variant.id)
    )
    if categories:
        query = query.where(Category.code.in_(categories))
    return [(variant, price) for variant, price in uow.session.execute(query)]


def bring(uow: UnitOfWork, order_id: OrderId, *, share: int = 1) -> HandoverId:
    """All that remains of an order, or one part in so many, on its way."""
    order = uow.get(Order, order_id)
    left = remaining(uow, order)
    brought = {line_id: max(1, units // share) for line_id, units in left.items() if units}
    lives = {line.id: uow.today + SHELF_LIFE for line in order.lines}
    handover = prepare_handover(uow, order_id, brought=brought, best_before=lives)
    return send_handover(uow, handover.id).id
