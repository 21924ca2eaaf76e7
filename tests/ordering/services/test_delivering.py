from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.kernel.states import IllegalMove
from marketplace.ordering.events import HandoverPrepared, HandoverSent, HandoverWithdrawn
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order
from marketplace.ordering.services.delivering import (
    BroughtItem,
    prepare_alone,
    prepare_handover,
    remaining,
    send_handover,
    withdraw_handover,
)
from marketplace.ordering.states import (
    AGREED,
    CANCELLED,
    CONFIRMED,
    CONTESTED,
    PLACED,
    PREPARED,
    SENT,
    HandoverKind,
    HandoverState,
    Invoicing,
    OrderState,
    Side,
    TakeBackReason,
    TradeModel,
)
from marketplace.partners.models import Outlet
from marketplace.producers.models import Producer
from tests.conftest import NOW
from tests.factories.ordering import (
    consign,
    make_alone,
    make_goods,
    make_handover,
    make_maker,
    make_order,
    make_term,
)
from tests.factories.partners import make_outlet, make_partner


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
                uow,
                order.id,
                brought={line_id: 4},
                best_before={line_id: date(2027, 3, 18)},
                batches={line_id: " B7 "},
            )

        (line,) = handover.lines
        assert (line.brought, line.best_before, line.batch) == (4, date(2027, 3, 18), "B7")

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

    def test_the_terms_of_the_day_go_with_it_and_stay(self, session, work):
        handover = make_handover(session, state=PREPARED)
        maker, outlet = session.get(Producer, handover.producer_id), session.get(Outlet, handover.outlet_id)
        make_term(session, maker, outlet, loss_on=Side.SHOP, invoicing=Invoicing.FRIDAY)

        with work(OWNER, at=handover.producer_id) as uow:
            send_handover(uow, handover.id)
        make_term(session, maker, outlet, model=TradeModel.OUTRIGHT, days_to_pay=30)

        session.refresh(handover)
        assert (handover.trade, handover.days_to_pay, handover.loss_on, handover.invoicing) == (
            TradeModel.CONSIGNMENT,
            7,
            Side.SHOP,
            Invoicing.FRIDAY,
        )

    def test_not_more_than_remains_of_the_order_by_now(self, session, work):
        order = make_order(session, state=CONFIRMED, quantity=10)
        first, second = (make_handover(session, order=order, brought=6, state=PREPARED) for _ in range(2))
        with work(OWNER, at=order.producer_id) as uow:
            send_handover(uow, first.id)

        with pytest.raises(Refused, match="sisa pesanan 4"), work(OWNER, at=order.producer_id) as uow:
            send_handover(uow, second.id)

    @pytest.mark.parametrize(
        "day, says", [(date(2026, 12, 23), "tinggal 29 hari"), (date(2026, 11, 23), "sudah lewat")]
    )
    def test_goods_keep_as_long_as_the_outlet_asks(self, session, work, day, says):
        handover = make_handover(session, state=PREPARED)
        session.get(Outlet, handover.outlet_id).least_life_days = 30
        (line,) = handover.lines
        line.best_before = day
        session.commit()

        with (
            pytest.raises(Refused, match=f"Keripik Pisang: .*{says}") as no,
            work(OWNER, at=handover.producer_id) as uow,
        ):
            send_handover(uow, handover.id)

        assert no.value.field == f"best_before_{line.order_line_id}"


class TestPrepareAlone:
    @pytest.fixture
    def shop(self, session):
        return make_outlet(session, make_partner(session))

    def test_goods_agreed_by_word_have_their_note_without_an_order(self, session, work, heard, shop):
        goods = make_goods(session, net_content="200 g")
        item = BroughtItem(variant_id=goods.id, brought=4, batch="B7", best_before=date(2027, 3, 18))

        with work(STAFF, at=goods.producer_id) as uow:
            handover = prepare_alone(uow, shop.id, [item])

        (line,) = handover.lines
        assert (handover.number, handover.state, handover.order_id) == ("0001/SJ/XI/2026", PREPARED, None)
        assert (line.name, line.brought, line.unit_price) == ("Keripik Pisang 200 g", 4, 10_000)
        assert (line.batch, line.best_before, line.reserved) == ("B7", date(2027, 3, 18), 0)
        assert heard == [
            HandoverPrepared(handover_id=handover.id, order_id=None, number=handover.number, brought=4)
        ]

    def test_it_is_written_anew_until_it_is_sent(self, session, work, shop):
        goods = make_goods(session)
        numbers = []
        for brought in (4, 6, 8):
            with work(STAFF, at=goods.producer_id) as uow:
                handover = prepare_alone(uow, shop.id, [BroughtItem(variant_id=goods.id, brought=brought)])
                numbers.append((handover.number, [line.brought for line in handover.lines]))
                if brought == 6:
                    send_handover(uow, handover.id)

        assert numbers == [("0001/SJ/XI/2026", [4]), ("0001/SJ/XI/2026", [6]), ("0002/SJ/XI/2026", [8])]

    @pytest.mark.parametrize("quantity, price", [(4, 9_000), (10, 9_000), (50, 8_000)])
    def test_outright_it_costs_what_so_many_cost(self, session, work, shop, quantity, price):
        goods = make_goods(session, tiers={10: 9_000, 50: 8_000}, retail_price=15_000)

        with work(STAFF, at=goods.producer_id) as uow:
            handover = prepare_alone(uow, shop.id, [BroughtItem(variant_id=goods.id, brought=quantity)])

        assert handover.lines[0].unit_price == price

    def test_on_consignment_what_it_lies_there_for_or_the_retail_price_less_the_share(
        self, session, work, shop
    ):
        maker = make_maker(session)
        new, known = (make_goods(session, maker=maker, retail_price=15_000) for _ in range(2))
        consign(session, known, shop, 3, price=11_000)
        make_term(session, maker, shop, margin=2_000)
        items = [BroughtItem(variant_id=one.id, brought=5) for one in (new, known)]

        with work(STAFF, at=maker.id) as uow:
            handover = prepare_alone(uow, shop.id, items)

        assert [line.unit_price for line in handover.lines] == [12_000, 11_000]

    def test_the_price_may_be_said(self, session, work, shop):
        goods = make_goods(session)

        with work(STAFF, at=goods.producer_id) as uow:
            handover = prepare_alone(
                uow, shop.id, [BroughtItem(variant_id=goods.id, brought=5, unit_price=7_500)]
            )

        assert handover.lines[0].unit_price == 7_500

    @pytest.mark.parametrize(
        "given, field", [({"brought": -1}, "brought"), ({"brought": 2, "unit_price": -5}, "price")]
    )
    def test_not_below_zero(self, session, work, shop, given, field):
        goods = make_goods(session)

        with pytest.raises(Refused) as no, work(STAFF, at=goods.producer_id) as uow:
            prepare_alone(uow, shop.id, [BroughtItem(variant_id=goods.id, **given)])
        assert no.value.field == f"{field}_{goods.id}"

    def test_not_nothing_not_to_a_closed_outlet_and_not_of_others(self, session, work, shop):
        goods, others = make_goods(session), make_goods(session)
        mine, theirs = (BroughtItem(variant_id=one.id, brought=2) for one in (goods, others))

        with pytest.raises(Refused, match="sekurangnya satu"), work(STAFF, at=goods.producer_id) as uow:
            prepare_alone(uow, shop.id, [BroughtItem(variant_id=goods.id, brought=0)])
        for role, at, items in (
            (STAFF, shop.partner_id, [mine]),
            (OFFICER, 1, [mine]),
            (STAFF, goods.producer_id, [mine, theirs]),
        ):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                prepare_alone(uow, shop.id, items)
        shop.until_on = date(2026, 11, 23)
        session.commit()
        with pytest.raises(Refused, match="sudah ditutup"), work(STAFF, at=goods.producer_id) as uow:
            prepare_alone(uow, shop.id, [mine])


class TestWithdrawHandover:
    def test_it_is_prepared_again_until_it_was_answered(self, session, work, heard):
        handover = make_handover(session)

        with work(STAFF, at=handover.producer_id) as uow:
            withdraw_handover(uow, handover.id)

        assert (handover.state, handover.sent_at, handover.answer_by) == (PREPARED, None, None)
        assert heard == [
            HandoverWithdrawn(handover_id=handover.id, order_id=handover.order_id, number=handover.number)
        ]
        assert remaining(work(), session.get(Order, handover.order_id)) == {
            handover.lines[0].order_line_id: 10
        }

    @pytest.mark.parametrize("state", sorted(set(HandoverState) - {SENT}))
    def test_only_what_waits_for_its_answer(self, session, work, state):
        handover = make_handover(session, state=state)

        with pytest.raises(IllegalMove), work(STAFF, at=handover.producer_id) as uow:
            withdraw_handover(uow, handover.id)

    def test_only_by_the_side_that_wrote_it(self, session, work):
        goods, shop = make_goods(session), make_outlet(session, make_partner(session))
        back = make_alone(
            session, goods, shop, brought=0, kind=HandoverKind.RETURN, issuer_id=shop.partner_id,
            line={"taken_back": 1, "take_back_reason": TakeBackReason.DAMAGED},
        )  # fmt: skip

        for role, at in ((OWNER, goods.producer_id), (OFFICER, 1)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                withdraw_handover(uow, back.id)
        with work(STAFF, at=shop.partner_id) as uow:
            withdraw_handover(uow, back.id)
