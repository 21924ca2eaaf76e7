from datetime import date

import pytest
from sqlalchemy import select

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.uow import UnitOfWork
from marketplace.journal.reactions import REACTIONS
from marketplace.kernel.actor import SYSTEM, Actor, ActorSeat
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OWNER
from marketplace.ordering.basket import basket_of
from marketplace.ordering.models.orders import Order
from marketplace.ordering.services.answering import (
    cancel_order,
    cancel_unanswered,
    confirm_order,
    decline_order,
)
from marketplace.ordering.services.delivering import prepare_handover, send_handover
from marketplace.ordering.services.figures import LineDifference
from marketplace.ordering.services.placing import place_orders
from marketplace.ordering.services.proposing import ProposedLine, accept_proposal, propose_changes
from marketplace.ordering.services.receiving import agree_handover
from marketplace.ordering.states import RejectReason
from marketplace.ordering.stories import story_of
from tests.conftest import NOW
from tests.factories.ordering import ANSWER_BY, make_basket, make_goods, make_order
from tests.factories.producers import make_person


def story(session, order, **given):
    return [
        (str(one.text), [str(detail) for detail in one.details]) for one in story_of(session, order, **given)
    ]


def test_the_story_of_an_order_tells_its_handovers_too(session, journaled):
    order = make_order(session)

    with journaled(OWNER, at=order.producer_id) as uow:
        confirm_order(uow, order.id)
    with journaled(OWNER, at=order.producer_id) as uow:
        send_handover(uow, prepare_handover(uow, order.id).id)

    entries = story_of(session, order)
    assert [entry.action for entry in entries] == ["HandoverSent", "HandoverPrepared", "OrderConfirmed"]
    assert [entry.action for entry in story_of(session, order, shown_to_shop=True)] == [
        "HandoverSent",
        "OrderConfirmed",
    ]


def test_it_says_what_changed_from_what_to_what(session, journaled):
    order = make_order(session)
    line = order.lines[0].id
    with journaled(OWNER, at=order.producer_id) as uow:
        propose_changes(
            uow,
            order.id,
            changes={line: ProposedLine(8, 9_500)},
            promised_on=date(2026, 11, 30),
            note="Pisang sedikit",
        )
    with journaled(OWNER, at=order.partner_id) as uow:
        accept_proposal(uow, order.id)

    changes = ["Keripik Pisang: 10 → 8", "Keripik Pisang: Rp10.000 → Rp9.500"]
    assert story(session, order) == [
        ("Toko menyetujui usulan", [*changes, "Nilai: Rp100.000 → Rp76.000", "Dibawa 30 November 2026"]),
        ("Pembuat mengusulkan perubahan", ["Usulan ke-1", *changes, "Dibawa 30 November 2026"]),
    ]
    assert story_of(session, order)[1].reason == "Pisang sedikit"
    assert story(session, order, shown_to_shop=True) == story(session, order)


def test_each_handover_of_an_order_tells_its_number_and_its_figures(session, journaled):
    order = make_order(session)
    with journaled(OWNER, at=order.producer_id) as uow:
        confirm_order(uow, order.id)
    with journaled(OWNER, at=order.producer_id) as uow:
        sent = send_handover(uow, prepare_handover(uow, order.id, brought={order.lines[0].id: 6}).id)
    broken = LineDifference(line_id=sent.lines[0].id, accepted=4, rejected=2, reason=RejectReason.DAMAGED)
    with journaled(OWNER, at=order.partner_id) as uow:
        agree_handover(uow, sent.id, differences=[broken])

    assert story(session, order)[1:3] == [
        ("Serah terima disepakati", ["Disetujui dari akun", "diterima 4", "ditolak 2", "nilai Rp40.000"]),
        ("Barang dikirim", [sent.number, "dibawa 6", "nilai Rp60.000"]),
    ]


def test_placing_names_the_value_and_a_press_tells_each_maker_only_its_own(session, journaled):
    outlet = make_basket(session, (make_goods(session), 3), (make_goods(session, price=7_000), 2))
    mark = basket_of(session, outlet.id, NOW.date()).shown
    with journaled(OWNER, at=outlet.partner_id) as uow:
        place_orders(uow, outlet.id, key="k", shown=mark)

    first, second = session.scalars(select(Order).order_by(Order.id))
    assert {story(session, one)[0][1][0] for one in (first, second)} == {"Nilai Rp30.000", "Nilai Rp14.000"}
    assert len(story_of(session, first)) == len(story_of(session, second)) == 1


def test_a_decline_and_the_end_by_silence_give_their_reason(session, journaled):
    declined, silent = make_order(session), make_order(session)
    with journaled(OWNER, at=declined.producer_id) as uow:
        decline_order(uow, declined.id, reason="Barang habis")
    late = ANSWER_BY.replace(hour=11)
    with UnitOfWork(session, actor=SYSTEM, now=late, bus=Bus(REACTIONS), queue=MemoryQueue()) as uow:
        cancel_unanswered(uow, silent.id)

    assert story_of(session, declined)[0].reason == "Barang habis"
    (end,) = story_of(session, silent)
    assert (end.who, end.reason, end.details) == (None, None, ["Tidak dijawab pembuat"])


@pytest.mark.parametrize("side", ["partner_id", "producer_id"])
def test_an_official_on_behalf_of_a_business_is_named_beside_it(session, side):
    order = make_order(session)
    there = getattr(order, side)
    officer = make_person(session, name="Rina")
    actor = Actor(
        user_id=officer.id, at=there, seats=frozenset({ActorSeat(OWNER, there)}), on_behalf_of=there
    )
    with UnitOfWork(session, actor=actor, now=NOW, bus=Bus(REACTIONS), queue=MemoryQueue()) as uow:
        cancel_order(uow, order.id, reason="Diminta lewat telepon")

    (entry,) = story_of(session, order)
    assert entry.who.startswith("Rina (petugas) atas nama ")
