"""A maker and two shops for tests that do as they like: who acts, what there is, and what always holds."""

from datetime import date, timedelta

from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition
from sqlalchemy import func, select

from marketplace.billing.models import Due
from marketplace.cli.doctor import SUMS
from marketplace.inventory.models import StockItem
from marketplace.kernel.errors import Refused
from marketplace.kernel.roles import STAFF
from marketplace.ordering.lots import lots_at
from marketplace.ordering.models.differences import HandoverDifference
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.models.terms import Consigned
from marketplace.ordering.services.receiving import Difference, agree_handover
from marketplace.ordering.states import HandoverKind, RejectReason
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from tests.conftest import NOW
from tests.factories.ordering import make_goods, make_maker, make_term
from tests.factories.partners import make_outlet, make_partner
from tests.ordering.clerk import Clerk

FAR, FAR_MORE = date(2030, 1, 1), 10_000


def orders(*states):
    """There is an order in one of these states."""
    return precondition(lambda market: any(market.orders.get(state) for state in states))


def handovers(*states):
    return precondition(lambda market: any(market.handovers.get(state) for state in states))


class Market(RuleBasedStateMachine):
    """The first good is counted, the second is not; the first shop begins with consignment."""

    def __init__(self, session, work):
        super().__init__()
        self.session, self.work = session, work
        self.now, self.clerk, self.shops, self.goods = NOW, Clerk(), [], []
        self.orders, self.handovers = {}, {}

    @initialize()
    def open_shops(self):
        maker = make_maker(self.session)
        self.maker_id = maker.id
        self.goods = [
            make_goods(self.session, maker=maker, stock=200, eligible_until=FAR).id,
            make_goods(self.session, maker=maker, retail_price=15_000, eligible_until=FAR).id,
        ]
        outlets = [make_outlet(self.session, make_partner(self.session)) for _ in range(2)]
        self.shops = [(outlet.id, outlet.partner_id) for outlet in outlets]
        make_term(self.session, maker, outlets[0])

    @property
    def today(self):
        return self.work(now=self.now).today

    def at(self, organisation_id):
        """A unit of work of somebody of this business, a second after the one before: no two agree at one moment."""
        self.now += timedelta(seconds=1)
        return self.work(STAFF, at=organisation_id, now=self.now)

    def order_in(self, number, *states):
        """One of the orders in these states, by its number."""
        found = sorted(one for state in states for one in self.orders.get(state, ()))
        return found[number % len(found)]

    def handover_in(self, number, *states):
        found = sorted(one for state in states for one in self.handovers.get(state, ()))
        return self.session.get(Handover, found[number % len(found)])

    def attempt(self, organisation_id, act):
        """What it gave, or None when it was refused: that leaves nothing behind."""
        try:
            with self.at(organisation_id) as uow:
                return act(uow)
        except Refused:
            return None

    def answer(self, handover, less=0, more=0):
        def agree(differences):
            with self.at(handover.answerer_id) as uow:
                agree_handover(uow, handover.id, differences=differences)

        self.end(handover, agree, less, more, asks=handover.rest_of_id is None)

    def end(self, handover, act, less, more, *, asks=False):
        """What is still open of a count that was counted again since ends with nothing sold."""
        handover_id = handover.id
        reported, differences = self.differences(handover, less, more if asks else max(0, more))
        if handover.rest_of_id is not None:
            try:
                act(differences)
            except Refused:
                handover = self.session.get(Handover, handover_id)
                reported, differences = self.differences(handover, FAR_MORE, FAR_MORE)
                act(differences)
            self.clerk.agree(self.session.get(Handover, handover_id), reported)
        else:
            self.clerk.agree(handover, reported)
            act(differences)

    def differing(self):
        """Handovers whose issuer has not said anything to an answer that is otherwise."""
        query = select(HandoverDifference.handover_id).join(
            Handover, Handover.id == HandoverDifference.handover_id
        )
        mine = query.where(Handover.producer_id == self.maker_id, HandoverDifference.answer.is_(None))
        return self.session.scalars(mine.order_by(Handover.id)).all()

    def differences(self, handover, less, more):
        """Of every line a few less accepted or taken back, a few more counted: for the clerk and for the program.

        With `more` below zero a few less are counted, or more accepted; the clerk writes down the lower figure.
        """
        reported, differences = {}, []
        for line in handover.lines:
            said, booked = {"accepted": max(0, line.brought - less)}, {}
            if more < 0 and line.brought:
                said["accepted"], booked["accepted"] = line.brought - more, line.brought
            if handover.kind is HandoverKind.RETURN:
                said["taken_back"] = max(0, line.taken_back - less)
            elif line.opening is not None:
                most = line.opening - line.taken_back - line.lost
                said["counted"] = min(max(0, line.counted + more), most)
                booked["counted"] = max(said["counted"], line.counted)
            reported[line.id] = said | booked
            differences.append(Difference(line_id=line.id, reason=RejectReason.DAMAGED, **said))
        return reported, differences

    @invariant()
    def look_around(self):
        """What there is now, for the rules that need something."""
        self.orders, self.handovers = {}, {}
        for model, found in ((Order, self.orders), (Handover, self.handovers)):
            query = select(model.state, model.id).filter_by(producer_id=self.maker_id)
            for state, number in self.session.execute(query):
                found.setdefault(state, []).append(number)

    @invariant()
    def every_sum_of_the_doctor_agrees(self):
        found = [str(one) for sums in SUMS.values() for one in sums(self.session)]
        assert found == []

    @invariant()
    def the_clerk_comes_to_the_same(self):
        net, due = func.coalesce(func.sum(PurchaseLine.net), 0), func.coalesce(func.sum(Due.amount), 0)
        booked = select(net).join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        for outlet_id, _ in self.shops:
            here = {"outlet_id": outlet_id}
            lying = {row.variant_id: row for row in self.session.scalars(select(Consigned).filter_by(**here))}
            for (shop, variant_id), units in self.clerk.lies.items():
                if shop == outlet_id and units:
                    row = lying.pop(variant_id)
                    assert (row.balance, row.unit_price) == (units, self.clerk.prices[shop, variant_id])
                    lots = lots_at(self.session, self.maker_id, shop)[variant_id]
                    packs = [(lot.unit_price, lot.loss_on) for lot in lots for _ in range(lot.units)]
                    assert packs == self.clerk.packs[shop, variant_id]
            assert not any(row.balance for row in lying.values())
            assert (
                self.session.scalar(booked.where(Purchase.outlet_id == outlet_id))
                == self.clerk.booked[outlet_id]
            )
            assert self.session.scalar(select(due).filter_by(**here)) == self.clerk.owed[outlet_id]

    @invariant()
    def no_stock_is_held_that_is_not_there(self):
        for item in self.session.scalars(select(StockItem)):
            assert 0 <= item.reserved <= item.on_hand
        self.session.rollback()
