"""Both sides, and two phones of one side, answer at the same moment: one word holds, and nothing is counted twice."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.transact import transact
from marketplace.db.uow import UnitOfWork
from marketplace.journal.reactions import REACTIONS as JOURNAL
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OWNER, PARTNER, PRODUCER
from marketplace.purchases.audits import answer_refusal
from marketplace.purchases.confirming import claim_groups, confirm_claims
from marketplace.purchases.models.answers import Answer, AnswerRuling, PurchaseAnswer, RefusalAnswer
from marketplace.purchases.models.ledger import Purchase
from marketplace.purchases.services import answer_purchase
from marketplace.purchases.telling import confirm_sale, withdraw_sale
from tests.conftest import NOW
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import lines_in, make_answer, make_purchase, make_refusal
from tests.factories.telling import make_sale


@pytest.fixture
def maker(session):
    return make_maker(session)


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def owners(maker, shop):
    return {
        kind: Actor(None, at=at, kind=kind, seats=frozenset({ActorSeat(OWNER, at)}))
        for kind, at in ((PRODUCER, maker.id), (PARTNER, shop.id))
    }


@pytest.fixture
def at_once(engine, session, owners):
    """Each act on a connection of its own: what it gave, or how it was refused."""

    def run(*acts):
        session.commit()
        gate = Barrier(len(acts))

        def one(kind, act):
            with Session(engine) as own:
                gate.wait(timeout=60)
                bus, queue = Bus(JOURNAL), MemoryQueue()
                try:
                    return transact(
                        partial(UnitOfWork, own, actor=owners[kind], now=NOW, bus=bus, queue=queue), act
                    )
                except Refused as refusal:
                    return refusal

        with ThreadPoolExecutor(len(acts)) as pool:
            results = list(pool.map(lambda pair: one(*pair), acts))
        session.expire_all()
        session.rollback()
        return results

    return run


def test_a_group_confirmed_on_two_phones_is_confirmed_once(session, maker, shop, at_once):
    for _ in range(5):
        make_purchase(session, shop, maker, 10_000)
    [group] = claim_groups(session, maker.id)
    maker_id, seen, first = maker.id, group.seen, session.scalars(select(Purchase.id)).first()

    def all_of_them(uow):
        return tuple(confirm_claims(uow, maker_id, [seen]))

    def deny_one(uow):
        answer_purchase(uow, first, answer=Answer.DISPUTED, reason="Bukan dari saya")

    one, other, _ = at_once((PRODUCER, all_of_them), (PRODUCER, all_of_them), (PRODUCER, deny_one))
    answers = session.scalars(select(PurchaseAnswer.answer)).all()
    assert len(answers) == 5
    assert one[0] + other[0] == answers.count(Answer.CONFIRMED)


def test_a_sale_confirmed_while_it_is_withdrawn_becomes_one_or_nothing(session, maker, shop, at_once):
    sale = make_sale(session, maker, make_outlet(session, shop)).id
    yes = (PARTNER, lambda uow: confirm_sale(uow, sale).answer)
    results = at_once(yes, yes, (PRODUCER, lambda uow: withdraw_sale(uow, sale).answer))
    assert sum(isinstance(one, Refused) for one in results) == 2
    [answer] = [one for one in results if not isinstance(one, Refused)]
    written = len(session.scalars(select(Purchase.id)).all())
    assert written == (answer.value == "confirmed")


def test_two_phones_that_answer_a_refusal_at_once_leave_one_answer(session, shop, maker, at_once):
    (line,) = lines_in(session, make_purchase(session, shop, maker))
    refusal = make_refusal(session, line)
    proof = make_answer(session, refusal, ruling=AnswerRuling.REFUSED).evidence_id
    number = refusal.id
    answer = (PARTNER, lambda uow: answer_refusal(uow, number, text="lagi", evidence_id=proof).id)
    results = at_once(answer, answer)
    assert [isinstance(one, Refused) for one in results].count(True) == 1
    assert len(session.scalars(select(RefusalAnswer.id)).all()) == 2
