import pytest
from sqlalchemy import update

from marketplace.accounts.models import User
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM, Actor, ActorSeat
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OFFICER, OWNER
from marketplace.notices.reactions import REACTIONS
from marketplace.ordering.basket import basket_of
from marketplace.ordering.services.answering import (
    cancel_order,
    cancel_unanswered,
    confirm_order,
    decline_order,
)
from marketplace.ordering.services.placing import place_orders
from marketplace.ordering.services.proposing import ProposedLine, accept_proposal, propose_changes
from tests.conftest import NOW
from tests.factories.ordering import ANSWER_BY, make_basket, make_goods, make_order
from tests.factories.producers import make_person, make_seat
from tests.letters import HERE, letters_of


@pytest.fixture
def acting(session):
    """Acts as the owner of an organisation, with notices only."""

    def act(at=None, role=OWNER, now=NOW):
        actor = Actor(user_id=None, at=at, seats=frozenset({ActorSeat(role, at)})) if at else SYSTEM
        return UnitOfWork(session, actor=actor, now=now, bus=Bus(REACTIONS), queue=MemoryQueue())

    return act


@pytest.fixture
def order(session):
    order = make_order(session)
    seated(session, order.partner_id, "toko@contoh.test")
    seated(session, order.producer_id, "pembuat@contoh.test")
    return order


def seated(session, organisation_id, email):
    class There:
        id = organisation_id

    make_seat(session, make_person(session, name="Sri", email=email), There, OWNER)


def test_a_maker_hears_of_an_order(session, acting):
    goods = make_goods(session)
    seated(session, goods.producer_id, "pembuat@contoh.test")
    outlet = make_basket(session, (goods, 3))
    mark = basket_of(session, outlet.id, NOW.date()).shown

    with acting(outlet.partner_id) as uow:
        place_orders(uow, outlet.id, key="k", shown=mark)

    (letter,) = letters_of(session)
    assert letter.to == "pembuat@contoh.test"
    assert letter.subject.startswith("Pesanan baru 0001/PO/XI/2026 dari")
    assert "Rp30.000" in letter.body
    assert "27 November 2026 pukul 17.00 WIB" in letter.body
    assert f"{HERE}/producer/orders/" in letter.body


def test_a_shop_hears_of_every_answer(session, acting, order):
    line = order.lines[0].id
    with acting(order.producer_id) as uow:
        propose_changes(uow, order.id, changes={line: ProposedLine(8, 10_000)})
    with acting(order.partner_id) as uow:
        accept_proposal(uow, order.id)

    assert [(one.to, one.subject) for one in letters_of(session)] == [
        ("toko@contoh.test", f"Usulan perubahan untuk pesanan {order.number}"),
        ("pembuat@contoh.test", f"Usulan Anda untuk pesanan {order.number} disetujui"),
    ]
    assert f"{HERE}/partner/orders/{order.public_id}" in letters_of(session)[0].body


@pytest.mark.parametrize(
    "act, text", [(confirm_order, "dikonfirmasi"), (decline_order, "tidak dapat dipenuhi")]
)
def test_a_plain_answer_too(session, acting, order, act, text):
    given = {"reason": "Barang habis"} if act is decline_order else {}
    with acting(order.producer_id) as uow:
        act(uow, order.id, **given)

    (letter,) = letters_of(session)
    assert (letter.to, text in letter.subject) == ("toko@contoh.test", True)
    assert given.get("reason", "") in letter.body


def test_the_end_is_told_to_the_other_side_and_to_both_where_neither_did_it(session, acting, order):
    others = [make_order(session, variant=None) for _ in range(2)]
    for one in others:
        one.partner_id, one.producer_id = order.partner_id, order.producer_id
    session.commit()

    with acting(order.partner_id) as uow:
        cancel_order(uow, order.id, reason="salah jumlah")
    with acting(1, role=OFFICER) as uow:
        cancel_order(uow, others[0].id, reason="diminta Dinas")
    with acting(now=ANSWER_BY.replace(hour=11)) as uow:
        cancel_unanswered(uow, others[1].id)

    sent = [(one.to, one.subject.split()[1]) for one in letters_of(session)]
    assert sent == [
        ("pembuat@contoh.test", order.number),
        ("toko@contoh.test", others[0].number),
        ("pembuat@contoh.test", others[0].number),
        ("toko@contoh.test", others[1].number),
        ("pembuat@contoh.test", others[1].number),
    ]
    reasons = [one.body.partition("\n\nLihat")[0].rpartition(": ")[2] for one in letters_of(session)]
    assert reasons == ["salah jumlah", *["diminta Dinas"] * 2, *["Tidak dijawab pembuat."] * 2]


def test_a_letter_is_in_the_language_of_its_reader(session, acting, order):
    with acting(order.producer_id) as uow:
        uow.session.execute(update(User).values(locale="en"))
        confirm_order(uow, order.id)

    (letter,) = letters_of(session)
    assert letter.subject == f"Order {order.number} confirmed"
    assert letter.body.startswith("Hello Sri,\n\n")
