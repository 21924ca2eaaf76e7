from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.kernel.states import IllegalMove
from marketplace.ordering.events import HandoverPrepared, HandoverSent
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.services.delivering import prepare_handover, remaining, send_handover
from marketplace.ordering.states import (
    AGREED,
    CANCELLED,
    CONFIRMED,
    CONTESTED,
    PLACED,
    PREPARED,
    SENT,
    HandoverState,
    OrderState,
)
from tests.conftest import NOW
from tests.factories.ordering import make_handover, make_order


class TestPrepareHandover:
    def test_it_is_filled_with_what_remains(self, session, work, heard):
        order = make_order(session, state=CONFIRMED, quantity=10)

        with work(STAFF, at=order.producer_id) as uow:
            handover = prepare_handover(uow, order.id)

        (line,) = handover.lines
        assert (handover.number, handover.state) == ("0001/SJ/XI/2026", PREPARED)
        assert (line.brought, line.unit_price, line.accepted) == (10, 10_000, None)
        assert heard == [
            HandoverPrepared(handover_id=handover.id, order_id=order.id, number=handover.number, brought=10)
        ]

    def test_part_of_it_with_its_best_before(self, session, work):
        order = make_order(session, state=CONFIRMED, quantity=10)
        line_id = order.lines[0].id

        with work(OWNER, at=order.producer_id) as uow:
            handover = prepare_handover(
                uow, order.id, brought={line_id: 4}, best_before={line_id: date(2027, 3, 18)}
            )

        assert (handover.lines[0].brought, handover.lines[0].best_before) == (4, date(2027, 3, 18))

    def test_a_note_that_is_not_sent_yet_is_written_anew(self, session, work):
        order = make_order(session, state=CONFIRMED, quantity=10)

        for brought in (10, 7):
            with work(OWNER, at=order.producer_id) as uow:
                prepare_handover(uow, order.id, brought={order.lines[0].id: brought})

        (handover,) = session.scalars(select(Handover)).all()
        (line,) = session.scalars(select(HandoverLine)).all()
        assert (handover.number, line.brought) == ("0001/SJ/XI/2026", 7)

    @pytest.mark.parametrize("brought", [11, -1])
    def test_not_more_than_remains(self, session, work, brought):
        order = make_order(session, state=CONFIRMED, quantity=10)
        line_id = order.lines[0].id

        with (
            pytest.raises(Refused, match="sisa pesanan 10") as refusal,
            work(OWNER, at=order.producer_id) as uow,
        ):
            prepare_handover(uow, order.id, brought={line_id: brought})

        assert refusal.value.field == f"brought_{line_id}"

    def test_not_nothing(self, session, work):
        order = make_order(session, state=CONFIRMED)

        with pytest.raises(Refused, match="sekurangnya satu"), work(OWNER, at=order.producer_id) as uow:
            prepare_handover(uow, order.id, brought={})

    @pytest.mark.parametrize("state", sorted(set(OrderState) - {CONFIRMED}))
    def test_only_for_a_confirmed_order(self, session, work, state):
        order = make_order(session, state=state)

        with (
            pytest.raises(Refused, match="hanya yang dikonfirmasi"),
            work(OWNER, at=order.producer_id) as uow,
        ):
            prepare_handover(uow, order.id)

    def test_only_by_its_maker(self, session, work):
        order = make_order(session, state=CONFIRMED)

        for role, at in ((OWNER, order.partner_id), (OWNER, order.producer_id + 99), (OFFICER, 1)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                prepare_handover(uow, order.id)


class TestRemaining:
    @pytest.mark.parametrize("state, left", [(PREPARED, 10), (SENT, 6), (CONTESTED, 6), (AGREED, 7)])
    def test_what_is_accepted_or_underway_does_not_remain(self, session, work, state, left):
        order = make_order(session, state=CONFIRMED, quantity=10)
        make_handover(session, order=order, brought=4, state=state)
        order.lines[0].accepted = 3 if state is AGREED else 0
        session.commit()

        assert remaining(work(), order) == {order.lines[0].id: left}


class TestSendHandover:
    def test_the_shop_has_three_working_days(self, session, work, heard):
        handover = make_handover(session, state=PREPARED, sent_at=None, answer_by=None)

        with work(OWNER, at=handover.producer_id) as uow:
            send_handover(uow, handover.id)

        assert (handover.state, handover.sent_at) == (SENT, NOW)
        assert handover.answer_by == datetime(2026, 11, 27, 10, tzinfo=UTC)
        assert heard == [
            HandoverSent(
                handover_id=handover.id,
                order_id=handover.order_id,
                number=handover.number,
                kind="delivery",
                trade="outright",
                brought=10,
                taken_back=0,
                sold=0,
                amount=100_000,
            )
        ]

    @pytest.mark.parametrize("state", sorted(set(HandoverState) - {PREPARED}))
    def test_once(self, session, work, state):
        handover = make_handover(session, state=state)

        with pytest.raises(IllegalMove), work(OWNER, at=handover.producer_id) as uow:
            send_handover(uow, handover.id)

    @pytest.mark.parametrize("state", [CANCELLED, PLACED])
    def test_not_when_its_order_is_not_confirmed_any_more(self, session, work, state):
        handover = make_handover(session, order=make_order(session, state=state), state=PREPARED)

        with (
            pytest.raises(Refused, match="hanya yang dikonfirmasi"),
            work(OWNER, at=handover.producer_id) as uow,
        ):
            send_handover(uow, handover.id)

    def test_not_by_the_shop(self, session, work):
        handover = make_handover(session, state=PREPARED)

        with pytest.raises(Forbidden), work(OWNER, at=handover.partner_id) as uow:
            send_handover(uow, handover.id)
