"""What lies on the desks today: the open ends that the people with accounts to try find on their first page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from marketplace.catalog.models import Variant
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import City, Deed, Person
from marketplace.demo.ledger import Book
from marketplace.demo.lists import shops
from marketplace.demo.registers import Registers
from marketplace.demo.trade import Trade, bring, offered_on
from marketplace.inventory.models import StockItem, Why
from marketplace.inventory.services import move_stock
from marketplace.kernel.ids import OrderId, OutletId, ProducerId, VariantId
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.services.answering import confirm_order
from marketplace.ordering.services.baskets import add_to_basket
from marketplace.ordering.services.delivering import prepare_handover
from marketplace.ordering.services.figures import LineDifference
from marketplace.ordering.services.proposing import ProposedLine, propose_changes
from marketplace.ordering.services.receiving import agree_handover, contest_handover
from marketplace.ordering.services.terms import propose_term
from marketplace.ordering.states import RejectReason, Side, TradeModel
from marketplace.partners.models import Outlet
from marketplace.purchases.models.answers import Answer

SHOPS = {shop.ref: shop for shop in shops()}
Step = Callable[[UnitOfWork, OrderId], object]
ONE_DAY = timedelta(days=1)


class Desk:
    """Days count backwards in working days, so that every deadline still lies ahead."""

    def __init__(self, city: City, trade: Trade, book: Book, registers: Registers) -> None:
        self.city, self.trade, self.book, self.registers = city, trade, book, registers

    def plan(self) -> None:
        for shop, maker, back, stage in (
            ("T02", "M01", 1, "placed"),
            ("T04", "M01", 2, "placed"),
            ("T06", "M03", 5, "confirmed"),
            ("T08", "M01", 6, "prepared"),
            ("T04", "M02", 1, "placed"),
            ("T03", "M05", 4, "confirmed"),
            ("T02", "M04", 3, "proposed"),
            ("T01", "M03", 6, "sent"),
            ("T01", "M05", 1, "placed"),
            ("T02", "M05", 5, "sent"),
            ("T02", "M03", 8, "contested"),
            ("T01", "M02", 7, "differs"),
        ):
            self._order(shop, maker, back, stage)
        self._propose_terms("T01", "M02")
        self._claims("T03", "M01", 2)
        self._claims("T04", "M01", 3)
        self._claims("T10", "M02", 2)
        self._claims("T10", "M05", 3, denied=True)
        self.city.plan(self.city.people["T08"], self.city.months.last.last_day, self._buy_unlisted, hour=19)
        self._later(self.city.people["M01"], 3, self._bake, hour=16)
        self.city.plan_today(self.city.people["T01"], self._fill_basket, tenths=5)
        self.registers.leave(SHOPS["T01"], self.city.ago(1), rows=16)
        self.registers.drop(SHOPS["T02"], self.city.ago(10), rows=12)
        self.registers.undo(SHOPS["T02"], self.city.ago(2))

    def _order(self, shop_ref: str, maker_ref: str, back: int, stage: str) -> None:
        """Placed so many working days ago and left at this stage."""
        shop, maker = self.city.people[shop_ref], self.city.people[maker_ref]

        def place(uow: UnitOfWork) -> None:
            order_id = self.trade.order_from(uow, SHOPS[shop_ref], maker.at)
            if order_id is None:
                return  # sold out just then: it happens
            steps: dict[str, Step] = {
                "prepared": prepare_handover,
                "sent": bring,
                "contested": partial(self._quarrel, shop),
                "differs": partial(self._take_less, shop),
            }
            if stage == "proposed":
                self._later(maker, back - 1, lambda uow: offer_less(uow, order_id), hour=11)
            elif stage != "placed":
                self._confirm(maker, order_id, back - 1, then=steps.get(stage))

        minute = int(shop_ref[1:]) * 4 + int(maker_ref[1:]) % 4
        self.city.plan(shop, self.city.workday_before(self.city.today, back), place, hour=8, minute=minute)

    def _confirm(self, maker: Person, order_id: OrderId, back: int, *, then: Step | None) -> None:
        self._later(maker, back, lambda uow: confirm_order(uow, order_id), hour=10)
        if then is not None:
            self._later(maker, max(1, back - 3), lambda uow: then(uow, order_id), hour=14)

    def _quarrel(self, shop: Person, uow: UnitOfWork, order_id: OrderId) -> None:
        handover_id = bring(uow, order_id)
        why = "Dua kotak penyok dan satu tidak ada; pembuat bilang lengkap."
        self._later(shop, 2, lambda uow: contest_handover(uow, handover_id, reason=why), hour=17)

    def _take_less(self, shop: Person, uow: UnitOfWork, order_id: OrderId) -> None:
        """The shop says that one is missing; the maker has not answered yet."""
        handover_id = bring(uow, order_id)

        def take(uow: UnitOfWork) -> None:
            line = uow.get(Handover, handover_id).lines[0]
            less = LineDifference(line_id=line.id, accepted=line.brought - 1, reason=RejectReason.MISSING)
            agree_handover(uow, handover_id, differences=[less])

        self._later(shop, 2, take, hour=16)

    def _propose_terms(self, shop_ref: str, maker_ref: str) -> None:
        """The shop would like most of the price and a year's time; until the maker agrees, the old terms hold."""
        maker_id = ProducerId(self.city.people[maker_ref].at)

        def propose(uow: UnitOfWork) -> None:
            mine = select(Outlet.id).filter_by(partner_id=uow.actor.organisation).order_by(Outlet.id)
            outlet_id: OutletId = uow.session.scalars(mine.limit(1)).one()
            propose_term(
                uow,
                maker_id,
                outlet_id,
                model=TradeModel.CONSIGNMENT,
                margin=6_000,
                days_to_pay=365,
                loss_on=Side.SHOP,
            )

        self._later(self.city.people[shop_ref], 1, propose, hour=11)

    def _later(self, person: Person, back: int, deed: Deed, *, hour: int) -> None:
        self.city.plan(person, self.city.workday_before(self.city.today, back), deed, hour=hour)

    def _claims(self, shop_ref: str, maker_ref: str, days_ago: int, *, denied: bool = False) -> None:
        """Written down by the shop, with its receipt; the maker said nothing yet, or denies it: an officer decides."""

        def claim(uow: UnitOfWork) -> None:
            maker = self.city.people[maker_ref]
            theirs = [pair for pair in offered_on(uow, ()) if pair[0].producer_id == maker.at]
            bought = self.book.log(
                uow, variants=theirs[:1], quantity=14, proof="photo", bought_on=uow.today - ONE_DAY
            )
            if denied:
                self.book.answer_later(bought.id, maker.at, self.city.ago(1), Answer.DISPUTED)

        self.city.plan(self.city.people[shop_ref], self.city.ago(days_ago), claim, hour=19, minute=40)

    def _buy_unlisted(self, uow: UnitOfWork) -> None:
        """Of a maker of Metro whose goods lack a paper: local, and not certified."""
        theirs = select(Variant).where(Variant.producer_id == self.city.people["M22"].at).order_by(Variant.id)
        variant = uow.session.scalars(theirs.limit(1)).one()
        self.book.log(uow, variants=[(variant, 27_000)], quantity=10, proof="photo")

    def _bake(self, uow: UnitOfWork) -> None:
        """A new batch, one that ends soon, and one that was forgotten behind the others."""
        mine = select(StockItem.variant_id).join(Variant, Variant.id == StockItem.variant_id)
        first = mine.where(Variant.producer_id == uow.actor.organisation).order_by(Variant.id).limit(1)
        variant_id: VariantId = uow.session.scalars(first).one()
        for code, quantity, days in (("B11", 240, 117), ("B07", 36, 9), ("B04", 12, -6)):
            best_before = uow.today + timedelta(days=days)
            move_stock(uow, variant_id, quantity, why=Why.PRODUCED, code=code, best_before=best_before)

    def _fill_basket(self, uow: UnitOfWork) -> None:
        mine = select(Outlet.id).filter_by(partner_id=uow.actor.organisation).order_by(Outlet.id)
        outlet_id: OutletId = uow.session.scalars(mine.limit(1)).one()
        for variant, _ in offered_on(uow, ("coffee-tea", "sauces-spices"))[:6:2]:
            add_to_basket(uow, outlet_id, variant.id, quantity=variant.case_pack * 2)


def offer_less(uow: UnitOfWork, order_id: OrderId) -> None:
    """Half of the first item, three days from now."""
    order = uow.get(Order, order_id)
    changes = {line.id: ProposedLine(line.quantity, line.unit_price) for line in order.lines}
    first = order.lines[0]
    changes[first.id] = ProposedLine(max(1, first.quantity // 2), first.unit_price)
    why = "Bahan baku baru datang lusa; sisanya menyusul minggu depan."
    propose_changes(uow, order_id, changes=changes, promised_on=uow.today + 3 * ONE_DAY, note=why)
