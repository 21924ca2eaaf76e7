from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from marketplace.inventory.models import StockItem
from marketplace.inventory.services import count_stock
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OFFICER, OWNER, PRODUCER, STAFF
from marketplace.kernel.states import IllegalMove
from marketplace.ordering.events import OrderProposalAccepted, OrderProposed
from marketplace.ordering.models.orders import OrderProposal
from marketplace.ordering.services.answering import cancel_order
from marketplace.ordering.services.proposing import ProposedLine, accept_proposal, propose_changes
from marketplace.ordering.states import CANCELLED, CONFIRMED, PLACED, PROPOSED, OrderState
from tests.conftest import NOW
from tests.factories.ordering import an_order_line, make_goods, make_order

MONDAY = date(2026, 11, 30)


def propose(work, order, quantity=8, price=10_000, *, line=None, **given):
    line = line or order.lines[0]
    with work(STAFF, at=order.producer_id, now=given.pop("now", NOW)) as uow:
        return propose_changes(uow, order.id, changes={line.id: ProposedLine(quantity, price)}, **given)


def accept(work, order):
    with work(STAFF, at=order.partner_id) as uow:
        return accept_proposal(uow, order.id)


def proposals(session, order):
    return session.scalars(
        select(OrderProposal).filter_by(order_id=order.id).order_by(OrderProposal.id)
    ).all()


class TestProposeChanges:
    def test_the_order_stays_as_it_was_and_the_shop_has_its_own_deadline(self, session, work, heard):
        order = make_order(session)
        later = datetime(2026, 11, 26, 3, tzinfo=UTC)  # Thursday

        propose(work, order, 8, 9_500, promised_on=MONDAY, note=" Pisang sedang sedikit ", now=later)

        assert (order.state, order.lines[0].quantity, order.lines[0].unit_price) == (PROPOSED, 10, 10_000)
        assert order.answer_by == datetime(2026, 12, 1, 10, tzinfo=UTC)  # Tuesday, five in the afternoon WIB
        (proposal,) = proposals(session, order)
        (line,) = proposal.lines
        assert (line.quantity_before, line.price_before, line.quantity, line.unit_price) == (
            10,
            10_000,
            8,
            9_500,
        )
        assert (proposal.note, proposal.total_before, proposal.total) == (
            "Pisang sedang sedikit",
            100_000,
            76_000,
        )
        assert heard == [
            OrderProposed(
                order_id=order.id,
                number=1,
                changed=({"line_id": order.lines[0].id, "quantity": (10, 8), "unit_price": (10_000, 9_500)},),
                promised_on="2026-11-30",
                reason="Pisang sedang sedikit",
            )
        ]

    def test_another_takes_the_place_of_the_open_one_and_both_are_kept(self, session, work):
        order = make_order(session)
        propose(work, order, 8)
        propose(work, order, 6)

        first, second = proposals(session, order)
        assert (first.number, first.accepted, first.answered_at) == (1, False, NOW)
        assert (second.number, second.accepted, second.answered_at) == (2, None, None)
        assert accept(work, order).lines[0].quantity == 6

    def test_another_day_alone_is_a_proposal(self, session, work):
        order = make_order(session, needed_on=date(2026, 11, 27))

        propose(work, order, 10, promised_on=MONDAY)

        assert order.state is PROPOSED

    @pytest.mark.parametrize(
        "quantity, price, given, text, field",
        [
            (10, 10_000, {}, "Belum ada yang berubah", None),
            (10, 10_000, {"promised_on": date(2026, 11, 27)}, "Belum ada yang berubah", None),
            (0, 10_000, {}, "tolak saja", None),
            (-1, 10_000, {}, "dari 0 sampai", "quantity"),
            (100_001, 10_000, {}, "dari 0 sampai", "quantity"),
            (8, 0, {}, "lebih dari nol", "price"),
            (8, 10_000, {"promised_on": date(2026, 11, 23)}, "sudah lewat", "promised_on"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, session, work, quantity, price, given, text, field):
        order = make_order(session, needed_on=date(2026, 11, 27))

        with pytest.raises(Refused, match=text) as refusal:
            propose(work, order, quantity, price, **given)

        named = {"quantity": f"quantity_{order.lines[0].id}", "price": f"price_{order.lines[0].id}"}
        assert refusal.value.field == named.get(field, field)
        assert proposals(session, order) == []

    def test_a_line_of_another_order_is_nobodys(self, session, work):
        order, other = make_order(session), make_order(session)

        with pytest.raises(LookupError):
            propose(work, order, line=other.lines[0])

    @pytest.mark.parametrize("state", sorted(set(OrderState) - {PLACED, PROPOSED}))
    def test_only_while_the_order_waits(self, session, work, state):
        with pytest.raises(IllegalMove):
            propose(work, make_order(session, state=state))

    def test_only_its_maker(self, session, work):
        order = make_order(session)

        for role, at in ((OWNER, order.partner_id), (OFFICER, 1), (OWNER, order.producer_id + 99)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                propose_changes(uow, order.id, changes={})


class TestAcceptProposal:
    def test_what_was_proposed_is_what_was_ordered(self, session, work, heard):
        order = make_order(session)
        propose(work, order, 8, 9_500, promised_on=MONDAY)

        accept(work, order)

        assert (order.state, order.total, order.confirmed_at, order.promised_on) == (
            CONFIRMED,
            76_000,
            NOW,
            MONDAY,
        )
        (proposal,) = proposals(session, order)
        assert (proposal.accepted, proposal.answered_at) == (True, NOW)
        assert heard[1] == OrderProposalAccepted(
            order_id=order.id,
            number=1,
            changed=({"line_id": order.lines[0].id, "quantity": (10, 8), "unit_price": (10_000, 9_500)},),
            total_before=100_000,
            total=76_000,
            promised_on="2026-11-30",
        )

    @pytest.mark.parametrize("quantity", [4, 10, 16, 20])
    def test_counted_stock_is_held_for_the_new_quantity(self, session, work, quantity):
        goods = make_goods(session, stock=20)
        order = make_order(session, variant=goods, quantity=10)
        propose(work, order, quantity, 9_000)
        assert session.get(StockItem, goods.id).reserved == 10

        accept(work, order)

        session.expire_all()
        assert session.get(StockItem, goods.id).reserved == order.lines[0].reserved == quantity

    def test_more_than_is_left_is_refused_and_says_how_much(self, session, work):
        goods = make_goods(session, stock=12)
        order = make_order(session, variant=goods, quantity=10)
        propose(work, order, 16)

        with pytest.raises(Refused, match=r"tinggal 2.*mengusulkan lagi"):
            accept(work, order)

        session.expire_all()
        assert (order.state, session.get(StockItem, goods.id).reserved) == (PROPOSED, 10)

    def test_a_dropped_line_stays_with_zero_units(self, session, work):
        goods = make_goods(session, stock=20)
        order = make_order(session, variant=goods, quantity=10)
        order.lines.append(an_order_line(goods, 5, name="Sale", unit_price=4_000))
        session.commit()
        propose(work, order, 0)

        accept(work, order)

        assert [(line.quantity, line.reserved) for line in order.lines] == [(0, 0), (5, 0)]
        assert order.total == 20_000
        assert session.get(StockItem, goods.id).reserved == 0

    def test_what_was_not_counted_then_holds_nothing_now(self, session, work):
        goods = make_goods(session)
        order = make_order(session, variant=goods)
        with work(OWNER, at=order.producer_id, kind=PRODUCER) as uow:
            count_stock(uow, goods.id, on_hand=50)
        propose(work, order, 12)

        assert accept(work, order).lines[0].reserved == 0

    @pytest.mark.parametrize("state", sorted(set(OrderState) - {PROPOSED}))
    def test_only_what_was_proposed(self, session, work, state):
        with pytest.raises(IllegalMove):
            accept(work, make_order(session, state=state))

    def test_only_the_shop(self, session, work):
        order = make_order(session)
        propose(work, order)

        for role, at in ((OWNER, order.producer_id), (OFFICER, 1), (OWNER, order.partner_id + 99)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                accept_proposal(uow, order.id)

    @pytest.mark.parametrize("side", ["partner_id", "producer_id"])
    def test_either_side_calls_it_off_instead(self, session, work, side):
        order = make_order(session, variant=make_goods(session, stock=20))
        propose(work, order)

        with work(OWNER, at=getattr(order, side)) as uow:
            cancel_order(uow, order.id, reason="tidak jadi")

        (proposal,) = proposals(session, order)
        assert (order.state, proposal.accepted) == (CANCELLED, False)
        assert order.lines[0].reserved == 0
