"""Ordering closes for everybody at once, whoever is just placing: each thread has a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.uow import UnitOfWork
from marketplace.journal.models import JournalEntry
from marketplace.journal.reactions import REACTIONS as JOURNAL
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OFFICE, OFFICER, OWNER, PARTNER
from marketplace.kernel.states import IllegalMove
from marketplace.notices.reactions import REACTIONS as NOTICES
from marketplace.ordering.basket import basket_of
from marketplace.ordering.models.orders import Order
from marketplace.ordering.reactions import REACTIONS as ORDERING
from marketplace.ordering.services.placing import place_orders
from marketplace.partners.memoranda import end_mou, sign_mou
from marketplace.partners.models import Mou, Partner, PartnerHold
from marketplace.partners.services.holding import hold_partner
from marketplace.partners.services.registering import change_partner
from marketplace.partners.states import DRAFT, SIGNED
from tests.conftest import NOW
from tests.factories.officials import make_official
from tests.factories.ordering import make_basket, make_goods
from tests.factories.partners import BOTH, make_mou, make_partner
from tests.factories.people import owner_of


@pytest.fixture
def at_once(engine):
    """Run these acts side by side; returns what each gave or how it was refused."""

    def run(acts):
        gate, bus = Barrier(len(acts)), Bus(ORDERING, NOTICES, JOURNAL)

        def one(actor, act):
            with Session(engine) as session:
                gate.wait(timeout=60)
                try:
                    with UnitOfWork(session, actor=actor, now=NOW, bus=bus, queue=MemoryQueue()) as uow:
                        return act(uow)
                except (Refused, IllegalMove) as refusal:
                    return refusal

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(lambda pair: one(*pair), acts))

    return run


@pytest.fixture
def officer(session):
    person, seats = make_official(session), frozenset({ActorSeat(OFFICER, 1)})
    session.commit()
    return Actor(user_id=person, at=1, kind=OFFICE, seats=seats)


def owner(session, partner_id):
    person, seats = owner_of(session, partner_id), frozenset({ActorSeat(OWNER, partner_id)})
    return Actor(user_id=person, at=partner_id, kind=PARTNER, seats=seats)


@pytest.fixture
def buyers(session):
    """A partner with eight outlets, each about to press the button: (partner, acts)."""
    goods = make_goods(session, stock=100)
    outlets = [make_basket(session, (goods, 1)) for _ in range(8)]
    partner = session.get(Partner, outlets[0].partner_id)
    for outlet in outlets:
        outlet.partner_id = partner.id
    marks = [basket_of(session, outlet.id, NOW.date()).shown for outlet in outlets]
    ids = [outlet.id for outlet in outlets]
    partner_id = partner.id
    session.commit()

    def press(outlet_id, mark):
        return lambda uow: place_orders(uow, outlet_id, key=f"k{outlet_id}", shown=mark).id

    buyer = owner(session, partner_id)
    return partner_id, [(buyer, press(*pair)) for pair in zip(ids, marks, strict=True)]


def journal(session):
    session.expire_all()
    return session.scalars(select(JournalEntry.action).order_by(JournalEntry.seq)).all()


def none_placed_after(session, closing):
    actions = journal(session)
    assert closing in actions
    assert "OrderPlaced" not in actions[actions.index(closing) :]
    return actions.count("OrderPlaced")


@pytest.mark.parametrize("round", range(3))
def test_no_order_is_placed_after_the_memorandum_has_ended(session, at_once, buyers, officer, round):
    partner_id, acts = buyers
    mou_id = session.scalar(select(Mou.id).filter_by(partner_id=partner_id))
    session.commit()
    end = officer, lambda uow: end_mou(uow, mou_id, reason="tidak melapor").id

    results = at_once([*acts[:4], end, *acts[4:]])

    refused = [one for one in results if isinstance(one, Refused)]
    placed = none_placed_after(session, "MouEnded")
    assert placed + len(refused) == len(acts)
    assert session.scalar(select(func.count()).select_from(Order)) == placed
    assert all("Belum ada MoU" in str(one.sentence) for one in refused)


@pytest.mark.parametrize("round", range(3))
def test_no_order_is_placed_after_the_partner_is_suspended(session, at_once, buyers, officer, round):
    partner_id, acts = buyers
    hold = officer, lambda uow: hold_partner(uow, partner_id, reason="tidak melapor").id

    results = at_once([*acts[:4], hold, *acts[4:]])

    refused = [one for one in results if isinstance(one, Refused)]
    assert none_placed_after(session, "PartnerHeld") + len(refused) == len(acts)
    assert session.scalar(select(func.count()).select_from(PartnerHold)) == 1


def test_ended_by_two_it_ends_once(session, at_once, officer):
    mou = make_mou(session, make_partner(session, mou=False))
    mou_id = mou.id
    session.commit()

    results = at_once([(officer, lambda uow: end_mou(uow, mou_id, reason="pindah").id)] * 4)

    assert results.count(mou_id) == 1
    assert journal(session).count("MouEnded") == 1


def test_of_two_that_overlap_one_is_signed(session, at_once, officer):
    partner = make_partner(session, mou=False)
    ids = [make_mou(session, partner, state=DRAFT, text_sha256=None).id for _ in range(4)]
    session.commit()

    def sign(mou_id):
        return lambda uow: sign_mou(uow, mou_id, signed_on=NOW.date(), signatures=BOTH).id

    results = at_once([(officer, sign(mou_id)) for mou_id in ids])

    session.expire_all()
    signed = session.scalars(select(Mou.id).filter_by(state=SIGNED)).all()
    assert len(signed) == 1
    assert [one for one in results if not isinstance(one, Refused)] == signed


def test_two_put_under_each_other_make_no_circle(session, at_once, officer):
    one, two = make_partner(session), make_partner(session)
    pairs = [(one.id, two.id), (two.id, one.id)]
    kind = one.kind
    session.commit()

    def put(member, head):
        return lambda uow: change_partner(uow, member, kind=kind, staff_count=None, parent_id=head).id

    results = at_once([(officer, put(*pair)) for pair in pairs])

    session.expire_all()
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert session.scalar(select(func.count()).where(Partner.parent_id.is_not(None))) == 1
