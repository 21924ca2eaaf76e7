"""One document, one purchase, whoever comes at the same time: each thread has a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.transact import transact
from marketplace.db.uow import UnitOfWork
from marketplace.imports.services import commit_register
from marketplace.journal.reactions import REACTIONS as JOURNAL
from marketplace.kernel.actor import SYSTEM, Actor, ActorSeat
from marketplace.kernel.errors import Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OWNER, PARTNER
from marketplace.ordering.services.receiving import agree_handover
from marketplace.producers.models import Producer
from marketplace.purchases.matching import KnownDocument
from marketplace.purchases.services import record_purchase
from tests.conftest import NOW
from tests.factories.ordering import make_alone, make_goods
from tests.factories.partners import make_outlet, make_partner
from tests.factories.people import owner_of
from tests.factories.purchases import new_purchase
from tests.factories.registers import Books

ROWS = [f"{day:02}/07;F-{day};CV Grosir;Kemeja;1;10000" for day in range(1, 11)]


@pytest.fixture
def at_once(engine, session):
    """Run these acts side by side, repeated as the edge repeats them; what each gave, or how it was refused."""

    def run(*acts):
        session.commit()
        gate = Barrier(len(acts))

        def one(actor, act):
            with Session(engine) as own:
                gate.wait(timeout=60)
                unit = partial(UnitOfWork, own, actor=actor, now=NOW, bus=Bus(JOURNAL), queue=MemoryQueue())
                try:
                    return transact(unit, act)
                except Refused as refusal:
                    return refusal

        with ThreadPoolExecutor(len(acts)) as pool:
            results = list(pool.map(lambda pair: one(*pair), acts))
        session.expire_all()
        session.rollback()
        return results

    return run


@pytest.fixture
def books(engine, session, work, tools, partner):
    return Books(session, work, tools, partner)


@pytest.fixture
def outlet(session, partner):
    return make_outlet(session, partner)


@pytest.fixture
def partner(session):
    return make_partner(session)


def committing(batch, marked):
    batch_id = batch.id

    def commit(uow):
        return commit_register(uow, batch_id, marked).written

    return SYSTEM, commit


def test_one_register_committed_twice_at_once_counts_once(books, at_once):
    first, second = books.check(*ROWS), books.check(*reversed(ROWS))
    written = at_once(committing(*first), committing(*second))
    assert sorted(written) == [0, 10]
    assert books.nets == [10_000] * 10


def test_a_note_logged_twice_by_hand_at_once_asks_once(books, at_once):
    notes = [new_purchase(books.shop, document_number="F-1") for _ in range(2)]
    results = at_once(*((SYSTEM, lambda uow, note=note: record_purchase(uow, note).id) for note in notes))
    assert sum(isinstance(one, KnownDocument) for one in results) == 1
    assert books.nets == [100_000]


def test_a_form_sent_twice_at_once_is_one_purchase(books, at_once):
    note = new_purchase(books.shop, document_number="F-1")
    first, second = at_once(*[(SYSTEM, lambda uow: record_purchase(uow, note).id)] * 2)
    assert first == second


def test_a_handover_agreed_while_a_file_with_its_number_is_committed_counts_alone(
    session, books, outlet, at_once
):
    goods = make_goods(session)
    maker = session.get(Producer, goods.producer_id)
    name = session.get(Organisation, maker.id).name
    handover = make_alone(session, goods, outlet, number="0001/SJ/VII/2026")
    checked = books.check(f"02/07;0001/SJ/VII/2026;{name};Kemeja;10;70000", *ROWS)
    shop_id, handover_id = books.shop.id, handover.id
    seats = frozenset({ActorSeat(OWNER, shop_id)})
    shop = Actor(user_id=owner_of(session, shop_id), at=shop_id, kind=PARTNER, seats=seats)
    results = at_once(committing(*checked), (shop, lambda uow: agree_handover(uow, handover_id).state.value))
    assert results[1] == "agreed"
    assert books.nets == [10_000] * 10 + [100_000]
