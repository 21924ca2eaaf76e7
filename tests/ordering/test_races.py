"""Many at once, each thread with a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.uow import UnitOfWork
from marketplace.inventory.models import StockItem
from marketplace.journal.models import JournalEntry
from marketplace.journal.queries import verify
from marketplace.journal.reactions import REACTIONS
from marketplace.kernel.actor import Actor, Seat
from marketplace.kernel.errors import Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OWNER, PARTNER
from marketplace.kernel.states import IllegalMove
from marketplace.ordering.basket import basket_of
from marketplace.ordering.models.orders import Order, OrderGroup
from marketplace.ordering.services.placing import place_orders
from marketplace.ordering.services.receiving import agree_handover
from marketplace.purchases.models import Purchase
from tests.conftest import NOW
from tests.factories.ordering import make_basket, make_goods, make_handover

AT_ONCE = 10


@pytest.fixture
def at_once(engine):
    """Run these acts side by side, as the partners named with them; returns what each gave or raised."""

    def run(acts):
        gate = Barrier(AT_ONCE)

        def one(partner_id, act):
            actor = Actor(
                user_id=None, at=partner_id, kind=PARTNER, seats=frozenset({Seat(OWNER, partner_id)})
            )
            with Session(engine) as session:
                gate.wait(timeout=60)
                try:
                    with UnitOfWork(
                        session, actor=actor, now=NOW, bus=Bus(REACTIONS), queue=MemoryQueue()
                    ) as uow:
                        return act(uow)
                except Refused as refusal:
                    return refusal

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda pair: one(*pair), acts))

    return run


def test_fifty_buyers_of_the_last_ten_units_get_ten(session, at_once):
    goods = make_goods(session, stock=10)
    outlets = [make_basket(session, (goods, 1)) for _ in range(50)]
    mark = basket_of(session, outlets[0].id, NOW.date()).shown
    buyers = [(outlet.partner_id, outlet.id) for outlet in outlets]
    session.commit()

    def buy(outlet_id):
        return lambda uow: place_orders(uow, outlet_id, key="k", shown=mark).id

    results = at_once([(partner_id, buy(outlet_id)) for partner_id, outlet_id in buyers])

    sold = [result for result in results if not isinstance(result, Refused)]
    session.expire_all()
    assert len(sold) == 10
    assert session.get(StockItem, goods.id).reserved == 10
    assert session.scalar(select(func.count()).select_from(Order)) == 10
    assert session.scalar(select(func.count()).select_from(JournalEntry)) == 10
    assert verify(session).whole


def test_the_same_form_sent_twenty_times_is_one_order(session, at_once):
    outlet = make_basket(session, (make_goods(session, stock=100), 3))
    mark = basket_of(session, outlet.id, NOW.date()).shown
    partner_id, outlet_id = outlet.partner_id, outlet.id
    session.commit()

    groups = at_once([(partner_id, lambda uow: place_orders(uow, outlet_id, key="k", shown=mark).id)] * 20)

    assert len(set(groups)) == 1
    assert session.scalar(select(func.count()).select_from(OrderGroup)) == 1
    assert session.scalar(select(func.count()).select_from(Order)) == 1


def test_a_handover_is_agreed_once(session, at_once):
    handover = make_handover(session)
    partner_id, handover_id = handover.partner_id, handover.id
    session.commit()

    results = at_once([(partner_id, lambda uow: agree_handover(uow, handover_id).id)] * AT_ONCE)

    assert sum(isinstance(result, IllegalMove) for result in results) == AT_ONCE - 1
    assert session.scalar(select(func.count()).select_from(Purchase)) == 1
    actions = session.scalars(select(JournalEntry.action).order_by(JournalEntry.seq)).all()
    assert actions == ["PurchaseRecorded", "AmountOwed", "HandoverAgreed", "OrderClosed"]
