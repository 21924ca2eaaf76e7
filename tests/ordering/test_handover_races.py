"""Makers, shops and phones at once, each thread with a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.uow import UnitOfWork
from marketplace.inventory.models import StockItem
from marketplace.journal.reactions import REACTIONS as JOURNAL
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OWNER
from marketplace.notices.reactions import REACTIONS as NOTICES
from marketplace.ordering.basket import basket_of
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.papers import Paper
from marketplace.ordering.models.terms import Consigned
from marketplace.ordering.reactions import REACTIONS as ORDERING
from marketplace.ordering.reconciliation import (
    compare_consigned_with_handovers,
    compare_dues_with_handovers,
    compare_ledger_with_handovers,
    compare_reserved_with_orders,
    find_gaps_in_numbers,
)
from marketplace.ordering.services.delivering import (
    BroughtItem,
    prepare_alone,
    send_handover,
    withdraw_handover,
)
from marketplace.ordering.services.placing import place_orders
from marketplace.ordering.services.receiving import agree_handover
from marketplace.ordering.services.returning import ReturnItem, send_return
from marketplace.ordering.services.rounds import RoundEntry, send_round
from marketplace.ordering.states import AGREED, HandoverKind, TakeBackReason, TradeModel
from tests.conftest import NOW
from tests.factories.ordering import consign, make_alone, make_basket, make_goods
from tests.factories.partners import make_outlet, make_partner
from tests.factories.people import owner_of

AT_ONCE = 10
PROOFS = (
    compare_ledger_with_handovers,
    compare_dues_with_handovers,
    compare_consigned_with_handovers,
    find_gaps_in_numbers,
    compare_reserved_with_orders,
)


@pytest.fixture
def at_once(engine, session):
    """Run these acts side by side, each by the owner of the business named with it; returns what each came to."""

    def run(acts):
        gate = Barrier(AT_ONCE)
        people = {organisation_id: owner_of(session, organisation_id) for organisation_id, _ in acts}

        def one(organisation_id, act):
            seats = frozenset({ActorSeat(OWNER, organisation_id)})
            actor = Actor(user_id=people[organisation_id], at=organisation_id, seats=seats)
            bus = Bus(ORDERING, NOTICES, JOURNAL)
            with Session(engine) as own:
                gate.wait(timeout=60)
                try:
                    with UnitOfWork(own, actor=actor, now=NOW, bus=bus, queue=MemoryQueue()) as uow:
                        return act(uow)
                except Refused as refusal:
                    return refusal

        session.commit()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            results = list(pool.map(lambda pair: one(*pair), acts))
        session.expire_all()
        return results

    return run


@pytest.fixture
def shop(session):
    return make_outlet(session, make_partner(session))


def disagreements(session):
    return [str(one) for proof in PROOFS for one in proof(session)]


def test_the_same_round_sent_twenty_times_is_one_handover(session, at_once, shop):
    goods = make_goods(session, stock=50)
    consign(session, goods, shop, 10)
    maker_id, outlet_id = goods.producer_id, shop.id
    entry = RoundEntry(variant_id=goods.id, counted=4, brought=6)

    sent = at_once(
        [(maker_id, lambda uow: send_round(uow, outlet_id, client_id="hp-1", entries=[entry]).id)] * 20
    )

    assert len(set(sent)) == 1
    assert session.scalar(select(func.count()).select_from(Handover).filter_by(kind="round")) == 1
    assert session.get(StockItem, goods.id).reserved == 6
    assert disagreements(session) == []


def test_of_ten_different_rounds_at_one_shop_one_is_open(session, at_once, shop):
    goods = make_goods(session)
    consign(session, goods, shop, 10)
    outlet_id, entry = shop.id, RoundEntry(variant_id=goods.id, counted=4)

    def visit(key):
        return lambda uow: send_round(uow, outlet_id, client_id=key, entries=[entry]).id

    results = at_once([(goods.producer_id, visit(f"hp-{number}")) for number in range(AT_ONCE)])

    assert sum(isinstance(result, Refused) for result in results) == AT_ONCE - 1


def test_the_same_packs_are_not_given_back_twice(session, at_once, shop):
    goods = make_goods(session)
    make_alone(session, goods, shop, accepted=10, state=AGREED)
    sides = {"producer_id": goods.producer_id, "outlet_id": shop.id}
    items = [ReturnItem(variant_id=goods.id, units=4, reason=TakeBackReason.DAMAGED)]

    results = at_once(
        [
            (who, lambda uow: send_return(uow, **sides, items=items).id)
            for who in (goods.producer_id, shop.partner_id) * 5
        ]
    )

    assert sum(isinstance(result, Refused) for result in results) == AT_ONCE - 2


def test_ten_shops_agree_at_once_and_every_balance_and_number_is_right(session, at_once):
    goods = make_goods(session, stock=100)
    waiting = []
    for number in range(AT_ONCE):
        outlet = make_outlet(session, make_partner(session))
        consign(session, goods, outlet, 10)
        visit = make_alone(
            session, goods, outlet, brought=5, kind=HandoverKind.ROUND, trade=TradeModel.CONSIGNMENT,
            line={"opening": 10, "counted": number, "reserved": 5},
            prepared_by=owner_of(session, goods.producer_id),
        )  # fmt: skip
        waiting.append((outlet.partner_id, visit.id))
    session.get(StockItem, goods.id).reserved = 5 * AT_ONCE

    def agree(handover_id):
        return lambda uow: agree_handover(uow, handover_id).id

    at_once([(partner_id, agree(handover_id)) for partner_id, handover_id in waiting])

    balances = session.scalars(select(Consigned.balance).order_by(Consigned.outlet_id)).all()
    assert balances == [number + 5 for number in range(AT_ONCE)]
    item = session.get(StockItem, goods.id)
    assert (item.on_hand, item.reserved) == (50, 0)
    numbers = session.scalars(select(Paper.sequence).filter_by(kind="TT").order_by(Paper.sequence)).all()
    assert numbers == list(range(1, AT_ONCE + 1))
    assert disagreements(session) == []


def test_a_handover_is_agreed_or_withdrawn_never_both(session, at_once, shop, work):
    goods = make_goods(session, stock=20)
    with work(OWNER, at=goods.producer_id, user_id=owner_of(session, goods.producer_id)) as uow:
        handover = prepare_alone(uow, shop.id, [BroughtItem(variant_id=goods.id, brought=8)])
        send_handover(uow, handover.id)
    handover_id = handover.id
    acts = [
        (shop.partner_id, lambda uow: agree_handover(uow, handover_id).id),
        (goods.producer_id, lambda uow: withdraw_handover(uow, handover_id).id),
    ]

    results = at_once(acts * 5)

    assert sum(not isinstance(result, Refused) for result in results) == 1
    item = session.get(StockItem, goods.id)
    assert item.reserved == 0
    assert item.on_hand == (12 if session.get(Handover, handover_id).state is AGREED else 20)


def test_a_shop_that_orders_while_it_agrees_waits_for_nobody_for_ever(session, at_once):
    goods = make_goods(session, stock=500)
    outlet = make_basket(session, (goods, 3))
    outlet_id, partner_id = outlet.id, outlet.partner_id
    mark = basket_of(session, outlet_id, NOW.date()).shown
    waiting = []
    maker = owner_of(session, goods.producer_id)
    for _ in range(AT_ONCE - 1):
        delivery = make_alone(session, goods, outlet, brought=5, line={"reserved": 5}, prepared_by=maker)
        waiting.append(delivery.id)
    session.get(StockItem, goods.id).reserved = 5 * len(waiting)

    def agree(handover_id):
        return lambda uow: agree_handover(uow, handover_id).id

    order = [(partner_id, lambda uow: place_orders(uow, outlet_id, key="k", shown=mark).id)]
    results = at_once(order + [(partner_id, agree(handover_id)) for handover_id in waiting])

    assert not any(isinstance(result, Refused) for result in results)
    assert session.get(StockItem, goods.id).reserved == 3
    assert disagreements(session) == []
