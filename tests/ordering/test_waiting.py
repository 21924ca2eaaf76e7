import pytest

from marketplace.ordering.states import AGREED, CONFIRMED, CONTESTED, PREPARED, PROPOSED, SENT
from marketplace.ordering.waiting import (
    contested_handovers,
    handovers_to_receive,
    proposals_to_answer,
    unanswered_orders,
    undelivered_orders,
)
from tests.factories.ordering import make_goods, make_handover, make_order
from tests.factories.partners import make_outlet, make_partner
from tests.ordering.test_order_list import flood


class TestAnswers:
    def test_unanswered_orders_name_the_nearest_deadline(self, session):
        goods = make_goods(session)
        make_order(session, variant=goods)
        first = make_order(session, variant=goods)
        first.answer_by = first.placed_at
        make_order(session, variant=goods, state=CONFIRMED)
        session.commit()

        waiting = unanswered_orders(session, goods.producer_id)

        assert waiting.count == 2
        assert (waiting.first.public_id, waiting.first.total) == (first.public_id, 100_000)
        assert waiting.first.answer_by == first.answer_by

    def test_proposals_wait_for_the_shop(self, session):
        outlet = make_outlet(session, make_partner(session))
        _, order = (make_order(session, state=PROPOSED, outlet=outlet) for _ in range(2))
        order.answer_by = order.placed_at
        session.commit()

        waiting = proposals_to_answer(session, order.partner_id)
        assert (waiting.count, waiting.first.number) == (2, order.number)
        assert unanswered_orders(session, order.producer_id).count == 0

    def test_nothing_waits_for_others(self, session):
        waiting = unanswered_orders(session, make_goods(session).producer_id)

        assert (waiting.count, waiting.first) == (0, None)

    def test_of_very_many_only_the_first_is_read(self, session, statements):
        producer_id = flood(session, 2_000).producer_id

        seen = statements(lambda: unanswered_orders(session, producer_id))
        waiting = unanswered_orders(session, producer_id)

        assert len(seen) == 2
        assert (waiting.count, waiting.first.number) == (2_001, "N0")


class TestDeliveries:
    @pytest.mark.parametrize(
        "state, brought, waits",
        [(PREPARED, 10, True), (SENT, 10, False), (SENT, 4, True), (CONTESTED, 10, False)],
    )
    def test_an_order_waits_for_delivery_until_all_is_underway(self, session, state, brought, waits):
        order = make_order(session, state=CONFIRMED)
        make_handover(session, order=order, brought=brought, state=state)

        assert bool(undelivered_orders(session, order.producer_id)) is waits

    def test_the_longest_waiting_come_first_and_no_more_than_asked_for(self, session):
        goods = make_goods(session)
        orders = [make_order(session, variant=goods, state=CONFIRMED) for _ in range(4)]

        rows = undelivered_orders(session, goods.producer_id, most=3)

        assert [row.number for row in rows] == [order.number for order in orders[:3]]

    def test_deliveries_to_receive_come_by_deadline(self, session):
        order = make_order(session, state=CONFIRMED, quantity=30)
        later, sooner = (make_handover(session, order=order, brought=10) for _ in range(2))
        sooner.answer_by = sooner.sent_at
        session.commit()
        make_handover(session, order=order, brought=10, state=AGREED)

        rows = handovers_to_receive(session, order.partner_id)

        assert [row.number for row in rows] == [sooner.number, later.number]

    def test_contested_ones_are_for_both_sides_and_officials(self, session):
        handover = make_handover(session, state=CONTESTED)
        make_handover(session)

        for side in ({}, {"partner_id": handover.partner_id}, {"producer_id": handover.producer_id}):
            assert [row.number for row in contested_handovers(session, **side)] == [handover.number]
        assert contested_handovers(session, partner_id=handover.producer_id) == []
