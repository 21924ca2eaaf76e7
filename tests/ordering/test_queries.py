import pytest
from sqlalchemy import text

from marketplace.kernel.roles import OWNER
from marketplace.ordering.handover_list import HandoverList, HandoverRow
from marketplace.ordering.queries import OrderList, OrderRow, basket_size, parties_of, products_of, story_of
from marketplace.ordering.services.answering import confirm_order
from marketplace.ordering.services.delivering import prepare_handover, send_handover
from marketplace.ordering.states import AGREED, CONFIRMED, CONTESTED, PLACED, PREPARED, SENT
from marketplace.ordering.waiting import (
    contested_handovers,
    handovers_to_receive,
    unanswered_orders,
    undelivered_orders,
)
from tests.factories.ordering import make_basket, make_goods, make_handover, make_order


def orders(session, **given):
    return [OrderRow(*values) for values in session.execute(OrderList(**given).select())]


def handovers(session, **given):
    return [HandoverRow(*values) for values in session.execute(HandoverList(**given).select())]


class TestOrderList:
    def test_it_shows_totals_and_names_newest_first(self, session):
        first, second = make_order(session, quantity=3), make_order(session, quantity=5)

        rows = orders(session)

        assert [(row.number, row.lines, row.total) for row in rows] == [
            (second.number, 1, 50_000),
            (first.number, 1, 30_000),
        ]
        parties = parties_of(session, second)
        assert (rows[0].partner, rows[0].outlet, rows[0].maker) == (
            parties.partner,
            parties.outlet,
            parties.maker,
        )

    def test_it_is_narrowed_by_either_side_and_state(self, session):
        mine, other = make_order(session), make_order(session, state=CONFIRMED)

        assert [row.number for row in orders(session, partner_id=mine.partner_id)] == [mine.number]
        assert [row.number for row in orders(session, producer_id=other.producer_id)] == [other.number]
        assert [row.number for row in orders(session, state=PLACED)] == [mine.number]


class TestHandoverList:
    def test_its_value_is_what_was_accepted_once_that_is_said(self, session):
        handover = make_handover(session, brought=10)
        assert handovers(session)[0].value == 100_000

        session.execute(text("UPDATE handover_lines SET accepted = 6, rejected = 4"))
        session.commit()

        (row,) = handovers(session, partner_id=handover.partner_id, order_id=handover.order_id)
        assert (row.value, row.brought, row.accepted, row.rejected) == (60_000, 10, 6, 4)

    def test_a_shop_does_not_see_what_is_only_prepared(self, session):
        prepared, sent = make_handover(session, state=PREPARED), make_handover(session)

        assert {row.number for row in handovers(session)} == {prepared.number, sent.number}
        assert [row.number for row in handovers(session, sent=True)] == [sent.number]
        assert handovers(session, partner_id=prepared.partner_id, sent=True) == []


def test_products_of_its_lines_are_found_for_pictures(session):
    order = make_order(session)

    assert products_of(session, order) == {order.lines[0].variant_id: order.lines[0].product_id}


def test_a_basket_counts_its_lines_over_all_outlets(session):
    outlet = make_basket(session, (make_goods(session), 3), (make_goods(session), 1))
    make_basket(session, (make_goods(session), 3))

    assert basket_size(session, outlet.partner_id) == 2


class TestWaiting:
    def test_unanswered_orders_name_the_nearest_deadline(self, session):
        goods = make_goods(session)
        make_order(session, variant=goods)
        first = make_order(session, variant=goods)
        first.answer_by = first.placed_at
        make_order(session, variant=goods, state=CONFIRMED)
        session.commit()

        waiting = unanswered_orders(session, goods.producer_id)

        assert (waiting.count, waiting.public_id, waiting.value) == (2, first.public_id, 200_000)
        assert waiting.due == first.answer_by

    def test_nothing_waits_for_others(self, session):
        assert unanswered_orders(session, make_goods(session).producer_id).count == 0

    @pytest.mark.parametrize(
        "state, brought, waits",
        [(PREPARED, 10, True), (SENT, 10, False), (SENT, 4, True), (CONTESTED, 10, False)],
    )
    def test_an_order_waits_for_delivery_until_all_is_underway(self, session, state, brought, waits):
        order = make_order(session, state=CONFIRMED)
        make_handover(session, order=order, brought=brought, state=state)

        assert bool(undelivered_orders(session, order.producer_id)) is waits

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


def test_the_story_of_an_order_tells_its_handovers_too(session, journaled):
    order = make_order(session)

    with journaled(OWNER, at=order.producer_id) as uow:
        confirm_order(uow, order.id)
        send_handover(uow, prepare_handover(uow, order.id).id)

    told = [entry.action for entry in story_of(session, order)]
    assert told == ["HandoverSent", "HandoverPrepared", "OrderConfirmed"]
    assert [entry.action for entry in story_of(session, order, shown_to_shop=True)] == [
        "HandoverSent",
        "OrderConfirmed",
    ]
