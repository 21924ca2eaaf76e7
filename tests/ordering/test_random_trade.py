"""Whatever a maker and two shops do, in whatever order: after every step all sums of `flask doctor` agree.

Beside the program a clerk keeps the balances, the ledger and the dues by hand.
"""

from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from marketplace.kernel.money import Rupiah
from marketplace.kernel.roles import OFFICER
from marketplace.ordering.basket import basket_of
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.services.answering import (
    cancel_order,
    cancel_unanswered,
    confirm_order,
    decline_order,
    late_orders,
    write_off_rest,
)
from marketplace.ordering.services.baskets import add_to_basket
from marketplace.ordering.services.delivering import (
    BroughtItem,
    prepare_alone,
    prepare_handover,
    remaining,
    send_handover,
    withdraw_handover,
)
from marketplace.ordering.services.differing import agree_difference, object_to_difference
from marketplace.ordering.services.placing import place_orders
from marketplace.ordering.services.proposing import ProposedLine, accept_proposal, propose_changes
from marketplace.ordering.services.receiving import agree_unanswered, contest_handover, late_handovers
from marketplace.ordering.services.returning import ReturnItem, send_return
from marketplace.ordering.services.rounds import RoundEntry, send_round
from marketplace.ordering.services.settling import settle_handover
from marketplace.ordering.services.terms import answer_term, propose_term
from marketplace.ordering.states import (
    CONFIRMED,
    CONTESTED,
    PLACED,
    PROPOSED,
    SENT,
    Side,
    TakeBackReason,
    TradeModel,
)
from marketplace.partners.models import Mou, Partner
from marketplace.partners.queries import may_order
from tests.factories.partners import make_mou
from tests.ordering.market import FAR, Market, handovers, orders

SHOPS, GOODS, ANY = st.integers(0, 1), st.integers(0, 1), st.integers(0, 99)
UNITS, FEW = st.integers(1, 30), st.integers(0, 3)
SHARE = st.integers(0, 100)  # percent
AT_ONCE = st.booleans()  # the other side answers on the spot
keys = count(1)


class Trade(Market):
    @rule(shop=SHOPS, first=UNITS, second=FEW, share=SHARE)
    def place(self, shop, first, second, share):
        """Now and then it is confirmed on the spot, and some of it delivered."""
        outlet_id, partner_id = self.shops[shop]
        with self.at(partner_id) as uow:
            for variant_id, quantity in zip(self.goods, (first, second), strict=True):
                if quantity:
                    add_to_basket(uow, outlet_id, variant_id, quantity=quantity)
            shown = basket_of(self.session, outlet_id, uow.today).shown
        allowed, key = may_order(self.session, partner_id, self.today), f"k{next(keys)}"
        group = self.attempt(partner_id, lambda uow: place_orders(uow, outlet_id, key=key, shown=shown))
        assert allowed or not group
        if group and share % 2:
            self.look_around()
            self.confirm(-1)
            self.look_around()
            if share % 3:
                self.deliver(-1, share, answered=share % 4 == 1)

    @orders(PLACED)
    @rule(which=ANY)
    def confirm(self, which):
        order_id = self.order_in(which, PLACED)
        with self.at(self.maker_id) as uow:
            confirm_order(uow, order_id)

    @orders(PLACED, PROPOSED)
    @rule(which=ANY, quantity=st.integers(0, 40), price=st.sampled_from([9_000, 11_000]), accepted=AT_ONCE)
    def propose(self, which, quantity, price, accepted):
        order = self.session.get(Order, self.order_in(which, PLACED, PROPOSED))
        order_id, buyer, changes = (
            order.id,
            order.partner_id,
            {order.lines[0].id: ProposedLine(quantity, Rupiah(price))},
        )
        proposed = self.attempt(self.maker_id, lambda uow: propose_changes(uow, order_id, changes=changes))
        if proposed and accepted:
            self.attempt(buyer, lambda uow: accept_proposal(uow, order_id))

    @orders(PROPOSED)
    @rule(which=ANY)
    def accept(self, which):
        order = self.session.get(Order, self.order_in(which, PROPOSED))
        order_id, buyer = order.id, order.partner_id
        self.attempt(buyer, lambda uow: accept_proposal(uow, order_id))

    @orders(PLACED, PROPOSED, CONFIRMED)
    @rule(
        which=ANY, by_maker=st.booleans(), act=st.sampled_from([decline_order, cancel_order, write_off_rest])
    )
    def call_off(self, which, by_maker, act):
        order = self.session.get(Order, self.order_in(which, PLACED, PROPOSED, CONFIRMED))
        order_id = order.id
        who = self.maker_id if by_maker or act is decline_order else order.partner_id
        self.attempt(who, lambda uow: act(uow, order_id, reason="tidak jadi"))

    @orders(CONFIRMED)
    @rule(which=ANY, share=SHARE, answered=AT_ONCE)
    def deliver(self, which, share, answered):
        order_id = self.order_in(which, CONFIRMED)
        with self.at(self.maker_id) as uow:
            left = remaining(uow, uow.get(Order, order_id))
        brought = {line: -(-units * share // 100) for line, units in left.items()}
        if any(brought.values()):
            with self.at(self.maker_id) as uow:
                handover = send_handover(uow, prepare_handover(uow, order_id, brought=brought).id)
            if answered:
                self.answer(handover, less=max(0, share % 5 - 3))

    @rule(shop=SHOPS, good=GOODS, units=UNITS, answered=AT_ONCE)
    def deliver_alone(self, shop, good, units, answered):
        outlet_id, items = self.shops[shop][0], [BroughtItem(variant_id=self.goods[good], brought=units)]
        handover = self.attempt(
            self.maker_id, lambda uow: send_handover(uow, prepare_alone(uow, outlet_id, items).id)
        )
        if handover and answered:
            self.answer(handover, less=units % 3)

    @rule(
        shop=SHOPS, good=GOODS, left=SHARE, back=SHARE, lost=FEW, brought=st.integers(0, 12), answered=AT_ONCE
    )
    def visit(self, shop, good, left, back, lost, brought, answered):
        outlet_id, variant_id = self.shops[shop][0], self.goods[good]
        opening = self.clerk.lies[outlet_id, variant_id]
        counted = opening * left // 100
        taken_back = (opening - counted) * back // 100
        entry = RoundEntry(
            variant_id=variant_id,
            counted=counted,
            taken_back=taken_back,
            take_back_reason=list(TakeBackReason)[back % len(TakeBackReason)],
            lost=min(lost, opening - counted - taken_back),
            brought=brought,
            unit_price=Rupiah(12_000) if left % 5 == 0 else None,
        )
        key = f"hp{next(keys)}"
        first, again = (  # the phone sends it twice
            self.attempt(
                self.maker_id, lambda uow: send_round(uow, outlet_id, client_id=key, entries=[entry])
            )
            for _ in range(2)
        )
        assert first is again
        if first and answered:
            self.answer(first, more=lost)

    @precondition(lambda market: market.clerk.there())
    @rule(
        which=ANY,
        share=st.integers(1, 110),
        by_shop=st.booleans(),
        reason=st.sampled_from(TakeBackReason),
        answered=AT_ONCE,
    )
    def give_back(self, which, share, by_shop, reason, answered):
        """Some of what lies at a shop or was bought there; now and then more than that."""
        there = self.clerk.there()
        (outlet_id, variant_id), most = there[which % len(there)]
        units = -(-most * share // 100)
        items = [ReturnItem(variant_id=variant_id, units=units, reason=reason)]
        sides = {"producer_id": self.maker_id, "outlet_id": outlet_id}
        who = dict(self.shops)[outlet_id] if by_shop else self.maker_id
        back = self.attempt(who, lambda uow: send_return(uow, **sides, items=items))
        assert units <= most or not back
        if back and answered:
            self.answer(back, less=share % 3)

    @handovers(SENT)
    @rule(which=ANY)
    def withdraw(self, which):
        handover = self.handover_in(which, SENT)
        with self.at(handover.issuer_id) as uow:
            withdraw_handover(uow, handover.id)

    @handovers(SENT, CONTESTED)
    @rule(which=ANY, less=FEW, more=st.integers(-3, 3))
    def agree(self, which, less, more):
        self.answer(self.handover_in(which, SENT, CONTESTED), less, more)

    @handovers(SENT)
    @rule(which=ANY)
    def contest(self, which):
        handover = self.handover_in(which, SENT)
        with self.at(handover.answerer_id) as uow:
            contest_handover(uow, handover.id, reason="tidak benar")

    @handovers(CONTESTED)
    @rule(which=ANY, less=st.integers(0, 40), more=FEW)
    def settle(self, which, less, more):
        handover = self.handover_in(which, CONTESTED)

        def settle(differences):
            with self.work(OFFICER, at=1, now=self.now) as uow:
                settle_handover(uow, handover.id, differences=differences, reason="foto cocok")

        self.end(handover, settle, less, more)

    @precondition(lambda market: market.differing())
    @rule(which=ANY, insists=st.booleans())
    def answer_a_difference(self, which, insists):
        """Refused where the goods were counted again since."""
        handover_id = self.differing()[which % len(self.differing())]
        issuer_id = self.session.get(Handover, handover_id).issuer_id
        if insists:
            act = partial(object_to_difference, handover_id=handover_id, reason="tidak benar")
            self.attempt(issuer_id, act)
        else:
            self.attempt(issuer_id, partial(agree_difference, handover_id=handover_id))
            for rest in self.session.scalars(select(Handover).filter_by(rest_of_id=handover_id)):
                self.clerk.agree(rest, {})

    @rule(days=st.integers(0, 4), hours=st.integers(0, 23))
    def turn_the_clock(self, days, hours):
        """Then what nobody answered in time lapses or counts as agreed."""
        self.now += timedelta(days=days, hours=hours)
        for late, act in ((late_orders, cancel_unanswered), (late_handovers, agree_unanswered)):
            for one in late(self.work(now=self.now), most=100):
                with self.work(now=self.now) as uow:  # a job each
                    done = act(uow, one)
                handover = self.session.get(Handover, one) if act is agree_unanswered and done else None
                if handover and handover.producer_id == self.maker_id:  # not of a market before
                    self.clerk.agree(handover, {})

    @rule(shop=SHOPS)
    def lapse_or_renew_the_memorandum(self, shop):
        partner = self.session.get(Partner, self.shops[shop][1])
        if may_order(self.session, partner.id, self.today):
            for mou in self.session.scalars(select(Mou).filter_by(partner_id=partner.id, ended_on=None)):
                mou.ended_on = self.today - timedelta(days=1)
            self.session.commit()
        else:
            make_mou(self.session, partner, starts_on=self.today, ends_on=FAR)

    @rule(
        shop=SHOPS,
        model=st.sampled_from(TradeModel),
        margin=st.sampled_from([1_000, 2_000, 4_000]),
        loss_on=st.sampled_from(Side),
        by_shop=st.booleans(),
        agreed=AT_ONCE,
    )
    def say_terms(self, shop, model, margin, loss_on, by_shop, agreed):
        outlet_id, partner_id = self.shops[shop]
        given = {"model": model, "margin": margin, "days_to_pay": 7, "loss_on": loss_on}
        sides = (partner_id, self.maker_id) if by_shop else (self.maker_id, partner_id)
        proposed = self.attempt(sides[0], lambda uow: propose_term(uow, self.maker_id, outlet_id, **given).id)
        if proposed and agreed:
            with self.at(sides[1]) as uow:
                answer_term(uow, self.maker_id, outlet_id, proposed, agrees=True)


def run(session, work, *, examples, steps):
    run_state_machine_as_test(
        lambda: Trade(session, work),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("server", ["sqlite"], indirect=True)
def test_a_few_hundred_steps_of_a_trade_leave_every_sum_right(session, work):
    run(session, work, examples=12, steps=40)


@pytest.mark.long
def test_thousands_of_steps_leave_every_sum_right_on_either_database(engine, session, work):
    run(session, work, examples=80, steps=60)
