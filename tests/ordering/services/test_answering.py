from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.inventory.models import StockItem
from marketplace.kernel.clock import end_of
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, STAFF
from marketplace.kernel.states import IllegalMove
from marketplace.ordering.deadlines import answer_by
from marketplace.ordering.events import OrderCancelled, OrderClosed, OrderConfirmed, OrderDeclined
from marketplace.ordering.services.answering import (
    cancel_order,
    confirm_order,
    decline_order,
    write_off_rest,
)
from marketplace.ordering.states import (
    AGREED,
    CANCELLED,
    CLOSED,
    CONFIRMED,
    CONTESTED,
    PLACED,
    PREPARED,
    PROPOSED,
    SENT,
    Ending,
    OrderState,
)
from tests.conftest import NOW
from tests.factories.ordering import cancel_late, make_goods, make_handover, make_order

LATER = datetime(2026, 11, 27, 10, 1, tzinfo=UTC)


class TestConfirmOrder:
    def test_the_maker_promises_to_deliver(self, session, work, heard):
        order = make_order(session)

        with work(STAFF, at=order.producer_id) as uow:
            confirm_order(uow, order.id)

        assert (order.state, order.confirmed_at) == (CONFIRMED, NOW)
        assert heard == [OrderConfirmed(order_id=order.id)]

    def test_it_may_name_the_day(self, session, work, heard):
        order = make_order(session)

        with pytest.raises(Refused) as refusal, work(STAFF, at=order.producer_id) as uow:
            confirm_order(uow, order.id, promised_on=date(2026, 11, 23))
        assert refusal.value.field == "promised_on"

        with work(STAFF, at=order.producer_id) as uow:
            confirm_order(uow, order.id, promised_on=date(2026, 11, 24))
        assert order.promised_on == date(2026, 11, 24)
        assert heard == [OrderConfirmed(order_id=order.id, promised_on="2026-11-24")]

    @pytest.mark.parametrize("state", sorted(set(OrderState) - {PLACED}))
    def test_only_what_was_placed_can_be_confirmed(self, session, work, heard, state):
        order = make_order(session, state=state)

        with pytest.raises(IllegalMove), work(OWNER, at=order.producer_id) as uow:
            confirm_order(uow, order.id)

        assert heard == []

    def test_the_buyer_and_officials_do_not_confirm(self, session, work):
        order = make_order(session)

        for role, at in ((OWNER, order.partner_id), (OFFICER, 1), (OWNER, order.producer_id + 99)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                confirm_order(uow, order.id)


class TestDeclineOrder:
    def test_the_maker_says_why_and_the_stock_is_free(self, session, work, heard):
        goods = make_goods(session, stock=10)
        order = make_order(session, variant=goods, quantity=4)

        with work(STAFF, at=order.producer_id) as uow:
            decline_order(uow, order.id, reason=" Barang habis ")

        assert (order.state, order.cancelled_because) == (CANCELLED, "Barang habis")
        assert order.ending is Ending.DECLINED
        assert order.cancelled_by == order.producer_id
        assert session.get(StockItem, goods.id).reserved == 0
        assert heard == [OrderDeclined(order_id=order.id, by=order.producer_id, reason="Barang habis")]

    def test_it_needs_a_reason(self, session, work):
        order = make_order(session)

        with pytest.raises(Refused) as refusal, work(STAFF, at=order.producer_id) as uow:
            decline_order(uow, order.id, reason=" ")
        assert refusal.value.field == "reason"

    @pytest.mark.parametrize("state", sorted(set(OrderState) - {PLACED}))
    def test_only_what_was_placed(self, session, work, state):
        order = make_order(session, state=state)

        with pytest.raises(IllegalMove), work(OWNER, at=order.producer_id) as uow:
            decline_order(uow, order.id, reason="Barang habis")

    def test_only_its_maker(self, session, work):
        order = make_order(session)

        for role, at in ((OWNER, order.partner_id), (OFFICER, 1), (OWNER, order.producer_id + 99)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                decline_order(uow, order.id, reason="Barang habis")


class TestCancelOrder:
    @pytest.mark.parametrize("state", [PLACED, PROPOSED, CONFIRMED])
    @pytest.mark.parametrize("side", ["partner_id", "producer_id"])
    def test_either_side_calls_it_off_and_the_stock_is_free(self, session, work, heard, state, side):
        goods = make_goods(session, stock=10)
        order = make_order(session, variant=goods, quantity=4, state=state)

        with work(OWNER, at=getattr(order, side)) as uow:
            cancel_order(uow, order.id, reason=" salah jumlah ")

        assert (order.state, order.cancelled_because) == (CANCELLED, "salah jumlah")
        assert order.cancelled_by == getattr(order, side)
        assert session.get(StockItem, goods.id).reserved == 0
        assert order.lines[0].reserved == 0
        how = "by-shop" if side == "partner_id" else "declined"  # not confirmed: the maker never agreed to it
        by = getattr(order, side)
        assert heard == [OrderCancelled(order_id=order.id, by=by, how=how, reason="salah jumlah")]

    @pytest.mark.parametrize("state", [CANCELLED, CLOSED])
    def test_what_is_over_stays_so(self, session, work, state):
        order = make_order(session, state=state)

        with pytest.raises(IllegalMove), work(OFFICER, at=1) as uow:
            cancel_order(uow, order.id, reason="salah")

    def test_it_needs_a_reason(self, session, work):
        order = make_order(session)

        with pytest.raises(Refused) as refusal, work(OWNER, at=order.partner_id) as uow:
            cancel_order(uow, order.id, reason=" ")

        assert refusal.value.field == "reason"

    @pytest.mark.parametrize("state", [SENT, CONTESTED, AGREED])
    def test_goods_on_their_way_are_settled_by_their_handover(self, session, work, state):
        handover = make_handover(session, state=state)

        with pytest.raises(Refused, match="sudah dikirim"), work(OWNER, at=handover.partner_id) as uow:
            cancel_order(uow, handover.order_id, reason="tidak jadi")

    def test_a_note_that_was_only_prepared_holds_nothing_up(self, session, work):
        handover = make_handover(session, state=PREPARED)

        with work(OWNER, at=handover.producer_id) as uow:
            assert cancel_order(uow, handover.order_id, reason="mesin rusak").state is CANCELLED

    def test_strangers_and_auditors_do_not_call_it_off(self, session, work):
        order = make_order(session)

        for role, at in ((OWNER, order.producer_id + 99), (AUDITOR, 1)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                cancel_order(uow, order.id, reason="iseng")


class TestCancelUnanswered:
    def test_only_what_waited_past_its_deadline(self, session, work, heard):
        late, answered = make_order(session), make_order(session, state=CONFIRMED)

        with work() as uow:
            assert cancel_late(uow) == 0
        with work(now=LATER) as uow:
            assert cancel_late(uow) == 1
        with work(now=LATER) as uow:
            assert cancel_late(uow) == 0

        assert (late.state, answered.state) == (CANCELLED, CONFIRMED)
        (fact,) = heard
        assert fact == OrderCancelled(order_id=late.id, by=None, how="maker-silent")

    def test_it_says_who_did_not_answer(self, session, work):
        order, proposed = make_order(session), make_order(session, state=PROPOSED)

        with work(now=LATER) as uow:
            assert cancel_late(uow) == 2

        assert (order.ending, proposed.ending) == (Ending.MAKER_SILENT, Ending.SHOP_SILENT)
        assert (order.cancelled_because, proposed.cancelled_because) == (None, None)
        assert (order.cancelled_by, proposed.cancelled_by) == (None, None)

    @pytest.mark.parametrize(
        "placed, due",
        [
            (datetime(2026, 11, 24, 3, tzinfo=UTC), date(2026, 11, 27)),  # Tuesday morning
            (datetime(2026, 11, 24, 16, 59, tzinfo=UTC), date(2026, 11, 27)),  # one minute to midnight WIB
            (
                datetime(2026, 11, 24, 17, 0, tzinfo=UTC),
                date(2026, 11, 30),
            ),  # Wednesday begins, so over a weekend
            (datetime(2026, 11, 28, 3, tzinfo=UTC), date(2026, 12, 2)),  # Saturday counts from Monday on
            (datetime(2026, 12, 22, 3, tzinfo=UTC), date(2026, 12, 28)),  # Christmas, then a weekend
        ],
    )
    def test_working_days_are_counted_in_metro(self, session, work, placed, due):
        order = make_order(session)
        with work(now=placed) as uow:
            order.answer_by = answer_by(uow)
        moment = end_of(due)

        for now, count in (
            (moment - timedelta(seconds=1), 0),
            (moment, 0),
            (moment + timedelta(minutes=5), 1),
        ):
            with work(now=now) as uow:
                assert cancel_late(uow) == count

    def test_a_worker_that_was_down_for_a_week_catches_up(self, session, work):
        make_order(session)

        with work(now=LATER + timedelta(days=7)) as uow:
            assert cancel_late(uow) == 1


class TestWriteOffRest:
    def partly(self, session, **given):
        goods = make_goods(session, stock=10)
        order = make_order(session, variant=goods, quantity=10, state=CONFIRMED)
        make_handover(session, order=order, brought=6, **given)
        return order

    def agreed(self, session):
        order = self.partly(session, state=AGREED)
        order.lines[0].accepted, order.lines[0].reserved = 6, 4
        item = session.get(StockItem, order.lines[0].variant_id)
        item.on_hand, item.reserved = 4, 4
        session.commit()
        return order

    def test_it_closes_the_order_and_frees_the_rest(self, session, work, heard):
        order = self.agreed(session)

        with work(OWNER, at=order.producer_id) as uow:
            write_off_rest(uow, order.id, reason="panen habis")

        item = session.get(StockItem, order.lines[0].variant_id)
        assert order.state is CLOSED
        assert (item.on_hand, item.reserved) == (4, 0)
        assert heard == [OrderClosed(order_id=order.id, written_off=4, reason="panen habis")]

    def test_not_while_goods_are_underway(self, session, work):
        order = self.partly(session, state=SENT)

        with pytest.raises(Refused, match="belum disepakati"), work(OWNER, at=order.partner_id) as uow:
            write_off_rest(uow, order.id, reason="cukup")

    def test_not_when_nothing_was_handed_over(self, session, work):
        order = make_order(session, state=CONFIRMED)

        with pytest.raises(Refused, match="batalkan"), work(OWNER, at=order.partner_id) as uow:
            write_off_rest(uow, order.id, reason="cukup")

    def test_not_without_a_reason(self, session, work):
        order = self.agreed(session)

        with pytest.raises(Refused) as refusal, work(OWNER, at=order.partner_id) as uow:
            write_off_rest(uow, order.id, reason="")

        assert refusal.value.field == "reason"
