"""Many at once, from processes of their own: whatever the moment, what was sold is there and happened once."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from marketplace.cli.doctor import SUMS
from marketplace.inventory.models import StockItem, Why
from marketplace.inventory.services import count_stock, move_stock
from marketplace.journal.models import JournalEntry
from marketplace.journal.queries import verify
from marketplace.ordering.basket import basket_of
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import BasketLine, Order, OrderGroup
from marketplace.ordering.services.answering import cancel_order, confirm_order, decline_order
from marketplace.ordering.services.delivering import prepare_handover, send_handover
from marketplace.ordering.services.placing import place_orders
from marketplace.ordering.services.receiving import agree_handover
from marketplace.ordering.services.rounds import RoundEntry, send_round
from marketplace.ordering.states import CANCELLED, CONFIRMED, SENT, TradeModel
from marketplace.purchases.models.ledger import Purchase
from tests.conftest import NOW
from tests.factories.ordering import (
    consign,
    make_alone,
    make_basket,
    make_goods,
    make_handover,
    make_order,
)
from tests.factories.partners import make_outlet, make_partner
from tests.factories.people import owner_of
from tests.ordering.racing import Act, racers


@pytest.fixture(scope="module")
def processes():
    with racers() as ready:
        yield ready


@pytest.fixture
def race(session, database_url, processes):
    """Do all of these at once, each by the owner of its business; afterwards the session sees what came of it.

    The database broke nothing off, and all sums hold.
    """

    def run(acts):
        acts = [act._replace(person=owner_of(session, act.business)) for act in acts]
        session.commit()
        outcomes = processes(database_url, acts)
        session.expire_all()
        assert [outcome.broken for outcome in outcomes if outcome.broken] == []
        assert [str(one) for proof in SUMS.values() for one in proof(session)] == []
        assert verify(session).whole
        return outcomes

    return run


def count(session, model, **columns):
    return session.scalar(select(func.count()).select_from(model).filter_by(**columns))


def done(outcomes):
    return [outcome for outcome in outcomes if outcome.id is not None]


def buying(session, outlet, **given):
    shown = basket_of(session, outlet.id, NOW.date()).shown
    return Act(outlet.partner_id, place_orders, {"outlet_id": outlet.id, "shown": shown, "key": "k"} | given)


def sell_out(session, race, *, buyers, units):
    goods = make_goods(session, stock=units, name="Sale Pisang")
    outlets = [make_basket(session, (goods, 1)) for _ in range(buyers)]

    outcomes = race([buying(session, outlet) for outlet in outlets])

    assert len(done(outcomes)) == units
    assert count(session, Order) == units
    item = session.get(StockItem, goods.id)
    assert (item.on_hand, item.reserved) == (units, units)
    assert all("inggal 0; kurangi" in outcome.says for outcome in outcomes if outcome.id is None)
    assert count(session, BasketLine) == buyers - units  # whoever was too late still has it in the basket
    assert count(session, JournalEntry, action="OrderPlaced") == units


def test_fifty_buyers_of_the_last_ten_units_get_ten(session, race):
    sell_out(session, race, buyers=50, units=10)


def test_who_comes_too_late_is_told_how_many_are_left(session, race):
    goods = make_goods(session, stock=10, name="Sale Pisang")
    outlets = [make_basket(session, (goods, 4)) for _ in range(10)]

    outcomes = race([buying(session, outlet) for outlet in outlets])

    assert len(done(outcomes)) == 2
    assert session.get(StockItem, goods.id).reserved == 8
    for outlet in outlets:
        for row in basket_of(session, outlet.id, NOW.date()).rows:
            assert row.left == 2
            assert "Tinggal 2" in str(row.trouble)


@pytest.mark.long
def test_three_hundred_buyers_of_the_last_hundred_units(session, race):
    sell_out(session, race, buyers=300, units=100)


def test_the_same_checkout_sent_twenty_times_is_one_group(session, race):
    goods = [make_goods(session, stock=100) for _ in range(3)]  # of three makers
    outlet = make_basket(session, *((one, 3) for one in goods))

    outcomes = race([buying(session, outlet)] * 20)

    assert len(done(outcomes)) == 20
    assert len({outcome.id for outcome in outcomes}) == 1
    assert (count(session, OrderGroup), count(session, Order)) == (1, 3)
    assert [session.get(StockItem, one.id).reserved for one in goods] == [3, 3, 3]
    assert count(session, JournalEntry, action="OrderPlaced") == 3


def test_baskets_of_the_same_goods_in_another_order_do_not_wait_for_ever(session, race):
    one, two = make_goods(session, stock=100), make_goods(session, stock=100)
    outlets = [make_basket(session, *((one, 1), (two, 1))[:: 1 if n % 2 else -1]) for n in range(20)]

    outcomes = race([buying(session, outlet) for outlet in outlets])

    assert len(done(outcomes)) == 20
    assert [session.get(StockItem, goods.id).reserved for goods in (one, two)] == [20, 20]


def pairs(race, both):
    """Both acts of every pair at one moment; what came of them, pair by pair."""
    outcomes = race([act for pair in both for act in pair])
    return list(zip(outcomes[::2], outcomes[1::2], strict=True))


def confirming(order):
    return Act(order.producer_id, confirm_order, {"order_id": order.id})


def cancelling(order):
    return Act(order.partner_id, cancel_order, {"order_id": order.id, "reason": "Berubah pikiran"})


def declining(order):
    return Act(order.producer_id, decline_order, {"order_id": order.id, "reason": "Bahan habis"})


def some_orders(session, number, **given):
    """Each of ten units of goods of which there are twenty."""
    outlets = [make_outlet(session, make_partner(session)) for _ in range(number)]
    return [
        make_order(
            session,
            variant=make_goods(session, stock=20),
            outlet=outlet,
            placed_by=owner_of(session, outlet.partner_id),
            **given,
        )
        for outlet in outlets
    ]


def held(session, order):
    return session.get(StockItem, order.lines[0].variant_id).reserved


ROUNDS = [15, pytest.param(100, marks=pytest.mark.long)]


@pytest.mark.parametrize("number", ROUNDS)
def test_of_yes_and_no_at_once_exactly_one_wins(session, race, number):
    orders = some_orders(session, number)

    both = pairs(race, [(confirming(order), declining(order)) for order in orders])
    for order, (yes, no) in zip(orders, both, strict=True):
        assert (yes.id is None) is not (no.id is None)
        assert {yes.refused, no.refused} == {"", "IllegalMove"}
        assert order.state is (CONFIRMED if yes.id else CANCELLED)
        assert held(session, order) == (10 if yes.id else 0)


@pytest.mark.parametrize("number", ROUNDS)
def test_a_shop_that_cancels_while_the_maker_confirms_has_cancelled(session, race, number):
    """It may until goods are on their way; so the confirmation came before, or it is refused, never after."""
    orders = some_orders(session, number)

    both = pairs(race, [(confirming(order), cancelling(order)) for order in orders])
    for order, (yes, cancelled) in zip(orders, both, strict=True):
        assert cancelled.id == order.id
        assert yes.refused in ("", "IllegalMove")
        assert order.state is CANCELLED
        assert held(session, order) == 0
        actions = select(JournalEntry.action).filter_by(subject_kind="order", subject_id=order.id)
        story = ["OrderConfirmed", "OrderCancelled"] if yes.id else ["OrderCancelled"]
        assert session.scalars(actions.order_by(JournalEntry.seq)).all() == story


def test_goods_on_their_way_and_a_cancellation_at_once_exactly_one_wins(session, race, work):
    orders = some_orders(session, 15, state=CONFIRMED)
    notes = {}
    for order in orders:
        with work() as uow:
            notes[order.id] = prepare_handover(uow, order.id).id

    def sending(order):
        return Act(order.producer_id, send_handover, {"handover_id": notes[order.id]})

    both = pairs(race, [(sending(order), cancelling(order)) for order in orders])
    for order, (sent, cancelled) in zip(orders, both, strict=True):
        assert (sent.id is None) is not (cancelled.id is None)
        assert (order.state is CANCELLED) is (sent.id is None)
        assert held(session, order) == (10 if sent.id else 0)
        assert (session.get(Handover, notes[order.id]).state is SENT) is (sent.id is not None)


def agreeing(handover):
    return Act(handover.partner_id, agree_handover, {"handover_id": handover.id})


def visiting(goods, outlet, **figures):
    entries = [RoundEntry(variant_id=goods.id, counted=4, **figures)]
    given = {"outlet_id": outlet.id, "client_id": str(uuid4()), "entries": entries}
    return Act(goods.producer_id, send_round, given)


def five_sent(session, goods, outlet, *, ordered):
    """On their way there as they were ordered, or to lie there on consignment."""
    maker = owner_of(session, goods.producer_id)
    if ordered:
        buyer = owner_of(session, outlet.partner_id)
        order = make_order(
            session, quantity=5, variant=goods, outlet=outlet, placed_by=buyer, state=CONFIRMED
        )
        return make_handover(session, brought=5, order=order, prepared_by=maker)
    session.get(StockItem, goods.id).reserved = 5
    given = {"line": {"reserved": 5}, "trade": TradeModel.CONSIGNMENT, "prepared_by": maker}
    return make_alone(session, goods, outlet, brought=5, **given)


PAIRS = [12, pytest.param(50, marks=pytest.mark.long)]


@pytest.mark.parametrize("number", PAIRS)
def test_a_shop_that_agrees_while_the_maker_counts_there_waits_for_nobody_for_ever(session, race, number):
    both, lying = [], []
    for place in range(number):
        outlet, goods = make_outlet(session, make_partner(session)), make_goods(session, stock=20)
        lying.append(consign(session, goods, outlet, 10))
        delivery = five_sent(session, goods, outlet, ordered=place % 2)
        both.append((agreeing(delivery), visiting(goods, outlet, brought=3)))

    outcomes = pairs(race, both)

    assert all(agreed.id and visit.id for agreed, visit in outcomes)
    assert [lies.balance for lies in lying] == [15, 10] * (number // 2)
    for _, visit in outcomes:
        (line,) = session.get(Handover, visit.id).lines
        assert (line.opening, line.reserved) in ((10, 3), (15, 3))  # before the delivery, or with it
        item = session.get(StockItem, line.variant_id)
        assert (item.on_hand, item.reserved) == (15, 3)


@pytest.mark.parametrize("number", PAIRS)
def test_an_order_while_the_maker_brings_the_same_goods_to_another_shop(session, race, number):
    both, brought = [], []
    for _ in range(number):
        goods = make_goods(session, stock=8)
        outlet = make_outlet(session, make_partner(session))
        consign(session, goods, outlet, 10)
        both.append((buying(session, make_basket(session, (goods, 5))), visiting(goods, outlet, brought=3)))
        brought.append(goods)

    outcomes = pairs(race, both)

    assert all(order.id and visit.id for order, visit in outcomes)
    assert {session.get(StockItem, goods.id).reserved for goods in brought} == {8}
    assert count(session, Order) == number


def test_the_same_round_sent_twenty_times_is_one_handover(session, race):
    outlet = make_outlet(session, make_partner(session))
    goods = make_goods(session)
    consign(session, goods, outlet, 10)
    before = count(session, Handover)

    outcomes = race([visiting(goods, outlet)] * 20)

    assert len(done(outcomes)) == 20
    assert len({outcome.id for outcome in outcomes}) == 1
    assert count(session, Handover) == before + 1
    assert count(session, JournalEntry, action="HandoverSent") == 1


def test_a_handover_is_agreed_once(session, race):
    order = make_order(session, state=CONFIRMED)
    handover = make_handover(session, order=order, prepared_by=owner_of(session, order.producer_id))

    outcomes = race([agreeing(handover)] * 10)

    assert len(done(outcomes)) == 1
    assert {outcome.refused for outcome in outcomes if outcome.id is None} == {"IllegalMove"}
    assert count(session, Purchase) == 1
    assert count(session, JournalEntry, action="HandoverAgreed") == 1


def counting(goods, on_hand):
    return Act(goods.producer_id, counted, {"variant_id": goods.id, "on_hand": on_hand})


def producing(goods):
    return Act(goods.producer_id, produced, {"variant_id": goods.id, "quantity": 5})


class Counted:
    """What an act of the stock came to; a stock has no number of its own."""

    def __init__(self, id):
        self.id = id


def counted(uow, *, variant_id, on_hand):
    return Counted(count_stock(uow, variant_id, on_hand=on_hand).on_hand)


def produced(uow, *, variant_id, quantity):
    return Counted(move_stock(uow, variant_id, quantity, why=Why.PRODUCED, code="P1").on_hand)


def test_counts_batches_and_orders_at_once_add_up(session, race):
    goods = make_goods(session, stock=100)
    outlets = [make_basket(session, (goods, 1)) for _ in range(20)]

    outcomes = race(
        [
            *(buying(session, outlet) for outlet in outlets),
            *[counting(goods, 100)] * 5,
            *[producing(goods)] * 5,
        ]
    )

    assert len(done(outcomes)) == 30
    item = session.get(StockItem, goods.id)
    assert item.reserved == 20
    assert 100 <= item.on_hand <= 125


def test_the_first_count_sent_ten_times_begins_it_once(session, race):
    goods = make_goods(session)

    outcomes = race([counting(goods, 40)] * 10)

    assert [outcome.id for outcome in outcomes] == [40] * 10
    assert session.get(StockItem, goods.id).on_hand == 40
