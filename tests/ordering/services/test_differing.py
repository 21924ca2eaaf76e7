"""What a shop took or counted otherwise: the lower figure counts at once, and the maker has the last word but one."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from marketplace.billing.models import Due
from marketplace.cli.doctor import SUMS
from marketplace.kernel.clock import day_of
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.roles import OFFICER, STAFF
from marketplace.ordering.differences import answered_value, rests_of
from marketplace.ordering.models.differences import HandoverDifference
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.models.terms import Consigned
from marketplace.ordering.services.differing import agree_difference, object_to_difference
from marketplace.ordering.services.figures import LineDifference
from marketplace.ordering.services.receiving import agree_handover
from marketplace.ordering.services.returning import ReturnItem, send_return
from marketplace.ordering.services.rounds import RoundEntry, send_round
from marketplace.ordering.services.settling import settle_handover
from marketplace.ordering.states import (
    AGREED,
    CLOSED,
    CONFIRMED,
    CONTESTED,
    AgreedHow,
    DifferenceAnswer,
    HandoverKind,
    RejectReason,
    Side,
    TakeBackReason,
)
from marketplace.producers.models import Producer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from tests.conftest import NOW
from tests.factories.ordering import consign, make_alone, make_goods, make_handover, make_order
from tests.factories.partners import make_outlet, make_partner

REASON = "dihitung bersama Mas Hartono"


@pytest.fixture
def trade(session, work):
    return Trade(session, work)


class Trade:
    """A maker and a shop where twenty lie, at Rp10.000."""

    def __init__(self, session, work):
        self.session, self.work = session, work
        self.goods, self.shop = make_goods(session), make_outlet(session, make_partner(session))
        self.keys = iter(range(1, 100))

    def visit(self, *, agree=True, days=0, counted_by_shop=None, **figures):
        """A round of the maker, and the shop's answer to it."""
        now, entry = NOW + timedelta(days=days), RoundEntry(variant_id=self.goods.id, **figures)
        sent = self.send([entry], now=now)
        if agree:
            self.answer(sent, now=now, counted=counted_by_shop)
        return sent

    def send(self, entries, now=NOW):
        key = f"hp-{next(self.keys)}"
        with self.work(STAFF, at=self.goods.producer_id, now=now) as uow:
            return send_round(uow, self.shop.id, client_id=key, entries=entries)

    def answer(self, sent, *, now=NOW, how=AgreedHow.ACCOUNT, side=None, **given):
        given = {name: value for name, value in given.items() if value is not None}
        differences = [LineDifference(line_id=sent.lines[0].id, **given)] if given else []
        with self.work(STAFF, at=side or sent.partner_id, now=now) as uow:
            agree_handover(uow, sent.id, differences=differences, how=how)

    def agree(self, handover, *, days=0, side=None):
        with self.work(STAFF, at=side or handover.producer_id, now=NOW + timedelta(days=days)) as uow:
            return agree_difference(uow, handover.id)

    def object(self, handover, *, days=0, reason=REASON, side=None):
        with self.work(STAFF, at=side or handover.producer_id, now=NOW + timedelta(days=days)) as uow:
            return object_to_difference(uow, handover.id, reason=reason)

    def settle(self, rest, days=0, **given):
        differences = [LineDifference(line_id=rest.lines[0].id, **given)] if given else []
        with self.work(OFFICER, at=1, now=NOW + timedelta(days=days)) as uow:
            settle_handover(uow, rest.id, differences=differences, reason="foto rak cocok")

    @property
    def balance(self):
        return self.session.scalars(select(Consigned.balance)).one()

    @property
    def sold(self):
        """Rupiah by the day they count on."""
        query = select(Purchase.bought_on, PurchaseLine.net, Purchase.one_sided).join(
            PurchaseLine, PurchaseLine.purchase_id == Purchase.id
        )
        return [tuple(row) for row in self.session.execute(query.order_by(Purchase.id))]

    def agrees(self):
        return [str(one) for sums in SUMS.values() for one in sums(self.session)] == []


class TestACountOfTheShop:
    @pytest.fixture(autouse=True)
    def lies(self, session, trade):
        consign(session, trade.goods, trade.shop, 20)

    def test_what_both_acknowledge_counts_at_once_and_the_maker_is_asked(self, session, trade):
        """Five left by the maker, seven by the shop: thirteen were sold, and two wait."""
        sent = trade.visit(counted=5, counted_by_shop=7)

        assert trade.sold == [(day_of(NOW), 130_000, False)]
        line = sent.lines[0]
        assert (line.other_count, line.counted, line.differs) == (5, 7, 2)
        asked = session.get(HandoverDifference, sent.id)
        assert (asked.answer, day_of(asked.answer_by).isoformat()) == (None, "2026-11-27")
        assert trade.agrees()

    def test_nothing_is_asked_where_the_shop_counts_the_same(self, session, trade):
        trade.visit(counted=15)

        assert session.scalars(select(HandoverDifference.handover_id)).all() == []

    def test_a_yes_of_the_maker_books_nothing_more(self, session, trade, work):
        sent = trade.visit(counted=5, counted_by_shop=7)
        with work(STAFF, at=sent.producer_id) as uow:
            assert agree_difference(uow, sent.id).answer is DifferenceAnswer.AGREED

        assert [net for _, net, _ in trade.sold] == [130_000]
        with pytest.raises(Refused, match="sudah Anda jawab"):
            trade.object(sent)

    def test_an_officer_decides_for_the_maker(self, session, trade):
        sent = trade.visit(counted=5, counted_by_shop=7)
        rest = trade.object(sent, days=6)  # silence ended nothing
        assert (rest.state, rest.contested_because, rest.value) == (CONTESTED, REASON, 20_000)
        assert trade.balance == 7
        trade.settle(rest, days=8)

        assert trade.sold == [(day_of(NOW), 130_000, False), (day_of(NOW), 20_000, True)]
        assert (trade.balance, session.scalars(select(Due.amount)).all()) == (5, [130_000, 20_000])
        assert trade.agrees()

    def test_or_for_the_shop(self, trade):
        rest = trade.object(trade.visit(counted=5, counted_by_shop=7))
        trade.settle(rest, counted=2)

        assert [net for _, net, _ in trade.sold] == [130_000]
        assert (rest.state, trade.balance) == (AGREED, 7)
        assert trade.agrees()

    def test_or_the_shop_agrees_after_all(self, trade):
        rest = trade.object(trade.visit(counted=5, counted_by_shop=7))
        trade.answer(rest)

        assert [row[1:] for row in trade.sold] == [(130_000, False), (20_000, False)]
        assert trade.balance == 5 and trade.agrees()

    def test_what_the_shop_calls_lost_has_left_the_shelf_already(self, trade):
        sent = trade.visit(counted=5, agree=False)
        trade.answer(sent, lost=3)
        assert trade.balance == 5
        trade.settle(trade.object(sent))

        assert [net for _, net, _ in trade.sold] == [120_000, 30_000]
        assert trade.balance == 5 and trade.agrees()

    def test_what_the_shop_bears_as_lost_takes_no_money_from_the_maker(self, session, trade):
        came = make_goods(session)
        consign(session, came, trade.shop, 20, loss_on=Side.SHOP)
        trade.goods = came
        sent = trade.visit(counted=5, agree=False)
        trade.answer(sent, lost=3)

        assert session.get(HandoverDifference, sent.id) is None

    def test_it_never_blocks_the_next_round(self, trade):
        trade.object(trade.visit(counted=5, counted_by_shop=7))
        following = trade.visit(counted=3, days=1)

        assert (following.state, following.lines[0].opening, trade.balance) == (AGREED, 7, 3)
        assert trade.agrees()

    def test_which_settles_it_so_that_nothing_is_owed_twice(self, trade):
        """Twenty lay there and three are left: seventeen were sold, whoever counted right in between."""
        first = trade.visit(counted=5, counted_by_shop=7)
        rest = trade.object(first)
        trade.visit(counted=3, days=1)
        with pytest.raises(Refused, match="sudah dihitung lagi"):
            trade.settle(rest, days=2)
        trade.settle(rest, days=2, counted=2)

        assert sum(net for _, net, _ in trade.sold) == 170_000
        assert trade.balance == 3 and trade.agrees()

    def test_nor_objected_to_once_it_was_counted_again(self, trade):
        first = trade.visit(counted=5, counted_by_shop=7)
        trade.visit(counted=3, days=1, agree=False)
        with pytest.raises(Refused, match="sudah dihitung lagi"):
            trade.object(first, days=2)

    def test_a_difference_takes_nothing_back(self, trade):
        rest = trade.object(trade.visit(counted=5, counted_by_shop=7))
        with pytest.raises(Refused, match="isi hanya berapa yang tersisa"):
            trade.settle(rest, counted=1, taken_back=1, take_back_reason=TakeBackReason.DAMAGED)


class TestAShopThatCountsMoreSold:
    """Five are left by the maker, three by the shop: fifteen were sold, and two wait for the maker's word."""

    @pytest.fixture(autouse=True)
    def lies(self, session, trade):
        consign(session, trade.goods, trade.shop, 20)

    @pytest.fixture
    def sent(self, trade):
        return trade.visit(counted=5, counted_by_shop=3)

    def test_the_lower_figure_counts_and_the_maker_is_asked(self, session, trade, sent):
        assert trade.sold == [(day_of(NOW), 150_000, False)]
        line = sent.lines[0]
        assert (line.counted, line.other_count, line.differs, trade.balance) == (5, 3, -2, 5)
        asked = session.get(HandoverDifference, sent.id)
        assert (asked.answer, day_of(asked.answer_by).isoformat()) == (None, "2026-11-27")
        assert answered_value(sent) == 170_000
        assert trade.agrees()

    def test_what_both_then_stand_by_counts_on_the_same_day_with_its_grade(self, session, trade, sent):
        trade.agree(sent, days=2)

        assert trade.sold == [(day_of(NOW), 150_000, False), (day_of(NOW), 20_000, False)]
        assert (trade.balance, session.scalars(select(Due.amount)).all()) == (3, [150_000, 20_000])
        assert trade.agrees()

    def test_silence_leaves_the_lower_figure_and_blocks_no_round(self, trade, sent):
        """The next count finds the two gone, and books them."""
        trade.visit(counted=3, days=5)

        assert [net for _, net, _ in trade.sold] == [150_000, 20_000]
        assert trade.balance == 3 and trade.agrees()

    def test_what_was_counted_again_is_agreed_to_without_being_owed_twice(self, trade, sent):
        trade.visit(counted=3, days=1)
        trade.agree(sent, days=2)

        assert [net for _, net, _ in trade.sold] == [150_000, 20_000]
        assert trade.agrees()

    def test_an_officer_decides_where_the_maker_objects(self, trade, sent):
        claim = trade.object(sent)
        assert (claim.state, claim.issuer_id, claim.value) == (CONTESTED, sent.partner_id, 20_000)
        trade.settle(claim, counted=1)

        assert trade.sold[1:] == [(day_of(NOW), 10_000, True)]
        assert trade.balance == 4 and trade.agrees()

    def test_the_shop_never_agrees_to_its_own_claim(self, trade, work, sent):
        claim = trade.object(sent)
        with pytest.raises(Forbidden), work(STAFF, at=sent.partner_id) as uow:
            agree_handover(uow, claim.id)

    def test_a_shop_that_scanned_without_a_pin_proves_no_more_by_the_makers_yes(self, trade):
        sent = trade.visit(counted=5, agree=False)
        trade.answer(sent, how=AgreedHow.SCAN, counted=3)
        trade.agree(sent)

        assert [one_sided for *_, one_sided in trade.sold] == [True, True]

    def test_less_of_one_item_and_more_of_another_are_answered_at_once(self, session, trade):
        """An objection is one handover of each side: what the maker insists on, and what the shop claims."""
        other = make_goods(session, maker=session.get_one(Producer, trade.goods.producer_id))
        consign(session, other, trade.shop, 10)
        sent = trade.send([RoundEntry(variant_id=one.id, counted=5) for one in (trade.goods, other)])
        with trade.work(STAFF, at=sent.partner_id) as uow:
            figures = zip(sent.lines, (7, 1), strict=True)
            differences = [LineDifference(line_id=line.id, counted=counted) for line, counted in figures]
            agree_handover(uow, sent.id, differences=differences)
        assert [net for _, net, _ in trade.sold] == [130_000, 50_000]
        trade.object(sent)

        rests = rests_of(session, sent)
        assert [(rest.issuer_id, rest.value) for rest in rests] == [
            (sent.producer_id, 20_000),
            (sent.partner_id, 40_000),
        ]
        for rest in rests:
            trade.settle(rest)
        assert sum(net for _, net, _ in trade.sold) == 240_000
        assert trade.agrees()


class TestAShopThatReceivedMore:
    """Ten were sent, and the shop says that twelve came."""

    def receive(self, session, trade, **given):
        sent = make_handover(session, **given)
        trade.answer(sent, accepted=12)
        return sent

    def test_what_was_sent_counts_and_the_maker_is_asked(self, session, trade):
        sent = self.receive(session, trade)

        assert trade.sold == [(day_of(NOW), 100_000, False)]
        assert (sent.lines[0].accepted, sent.lines[0].rejected, sent.lines[0].beyond) == (10, 0, 2)
        assert answered_value(sent) == 120_000
        assert session.get(HandoverDifference, sent.id).answer is None

    def test_with_the_makers_yes_the_rest_counts_beyond_the_order(self, session, trade):
        sent = self.receive(session, trade)
        trade.agree(sent)

        assert [row[1:] for row in trade.sold] == [(100_000, False), (20_000, False)]
        assert session.get(Order, sent.order_id).lines[0].accepted == 10
        assert trade.agrees()

    def test_or_within_it_where_there_is_room(self, session, trade):
        order = make_order(session, quantity=20, state=CONFIRMED)
        sent = self.receive(session, trade, order=order)
        trade.agree(sent)

        assert (order.lines[0].accepted, order.state) == (12, CONFIRMED)
        assert trade.agrees()

    def test_an_officer_decides_where_the_maker_objects(self, session, trade):
        claim = trade.object(self.receive(session, trade))
        trade.settle(claim, accepted=0, reason=RejectReason.MISSING)

        assert [net for _, net, _ in trade.sold] == [100_000]
        assert trade.agrees()

    def test_an_officer_and_a_rest_never_go_beyond_what_was_sent(self, session, trade):
        claim = trade.object(self.receive(session, trade))
        with pytest.raises(Refused, match="harus berjumlah 2"):
            trade.settle(claim, accepted=3)


class TestALowerAnswerToAReturn:
    """The shop gives five back, and the maker says that three came."""

    def give_back(self, session, trade, work, *, units=5, arrived=3):
        item = ReturnItem(variant_id=trade.goods.id, units=units, reason=TakeBackReason.DAMAGED)
        sides = {"producer_id": trade.goods.producer_id, "outlet_id": trade.shop.id}
        with work(STAFF, at=trade.shop.partner_id) as uow:
            back = send_return(uow, **sides, items=[item])
        with work(STAFF, at=back.producer_id) as uow:
            agree_handover(
                uow, back.id, differences=[LineDifference(line_id=back.lines[0].id, taken_back=arrived)]
            )
        return back

    @pytest.fixture
    def back(self, session, trade, work):
        make_alone(session, trade.goods, trade.shop, accepted=10, state=AGREED)
        return self.give_back(session, trade, work)

    def test_what_both_say_counts_and_the_shop_is_asked(self, session, trade, back):
        assert trade.sold == [(day_of(NOW), -30_000, False)]
        asked = session.get(HandoverDifference, back.id)
        assert (back.lines[0].differs, asked.answer, day_of(asked.answer_by).isoformat()) == (
            2,
            None,
            "2026-11-27",
        )

    def test_the_shop_agrees_and_no_maker_answers_for_it(self, session, trade, work, back):
        with pytest.raises(Forbidden), work(STAFF, at=back.producer_id) as uow:
            agree_difference(uow, back.id)
        trade.agree(back, side=back.partner_id)

        assert [net for _, net, _ in trade.sold] == [-30_000]
        assert rests_of(session, back) == []

    def test_or_objects_and_an_officer_decides_with_reasons(self, session, trade, back):
        rest = trade.object(back, side=back.partner_id)
        assert (rest.kind, rest.state, rest.issuer_id) == (HandoverKind.RETURN, CONTESTED, back.partner_id)
        assert (rest.value, rest.contested_because) == (-20_000, REASON)
        trade.settle(rest, taken_back=1)

        assert trade.sold == [(day_of(NOW), -30_000, False), (day_of(NOW), -10_000, True)]
        assert rest.settled_because == "foto rak cocok"

    def test_or_the_maker_agrees_after_all(self, trade, back):
        rest = trade.object(back, side=back.partner_id)
        trade.answer(rest, side=back.producer_id)

        assert [row[1:] for row in trade.sold] == [(-30_000, False), (-20_000, False)]

    def test_the_shop_objects_also_where_nothing_arrived_at_all(self, session, trade, work):
        make_alone(session, trade.goods, trade.shop, accepted=10, state=AGREED)
        back = self.give_back(session, trade, work, arrived=0)
        rest = trade.object(back, side=back.partner_id)

        assert trade.sold == [] and rest.value == -50_000
        assert rest.lines[0].take_back_reason is TakeBackReason.DAMAGED

    def test_nothing_goes_back_twice(self, session, trade, work, back):
        """What was not acknowledged and went back by another paper is not objected to as well."""
        self.give_back(session, trade, work, units=6, arrived=6)
        with pytest.raises(Refused, match="tinggal 1"):
            trade.object(back, side=back.partner_id)

    def test_of_consigned_goods_the_rest_stays_in_the_balance_until_then(self, session, trade, work):
        consign(session, trade.goods, trade.shop, 20)
        back = self.give_back(session, trade, work)
        assert trade.balance == 17
        trade.settle(trade.object(back, side=back.partner_id))

        assert (trade.balance, trade.sold) == (15, [])
        assert trade.agrees()

    def test_and_leaves_it_once_at_most(self, session, trade, work):
        consign(session, trade.goods, trade.shop, 20)
        back = self.give_back(session, trade, work)
        rest = trade.object(back, side=back.partner_id)
        trade.visit(counted=15, days=1)
        with pytest.raises(Refused, match="sudah dihitung lagi"):
            trade.settle(rest, days=2)
        trade.settle(rest, days=2, taken_back=0)

        assert trade.balance == 15 and trade.agrees()


class TestWhatTheShopRejects:
    def reject(self, session, trade, **given):
        sent = make_handover(session, **given)
        trade.answer(sent, accepted=7, reason=RejectReason.MISSING)
        return sent

    def test_what_it_took_counts_with_its_own_grade_and_the_rest_waits(self, session, trade):
        sent = self.reject(session, trade)
        rest = trade.object(sent)

        assert trade.sold == [(day_of(NOW), 70_000, False)]
        assert (rest.kind, rest.lines[0].brought, rest.value) == (HandoverKind.DELIVERY, 3, 30_000)
        trade.settle(rest, accepted=2, reason=RejectReason.MISSING)
        assert trade.sold[1:] == [(day_of(NOW), 20_000, True)]
        assert trade.agrees()

    def test_what_was_ordered_is_then_all_there(self, session, trade):
        sent = self.reject(session, trade)
        order = session.get(Order, sent.order_id)
        trade.settle(trade.object(sent))

        assert (order.lines[0].accepted, order.state) == (10, CLOSED)
        assert trade.agrees()

    def test_of_an_order_with_less_room_by_now_the_rest_is_none(self, session, trade):
        """Of twenty ordered seven were taken and eleven came since: two are left, and three are in question."""
        order = make_order(session, quantity=20, state=CONFIRMED)
        sent = self.reject(session, trade, order=order)
        trade.answer(make_handover(session, order=order, brought=11))
        rest = trade.object(sent)

        assert (order.state, rest.order_id, rest.lines[0].order_line_id) == (CONFIRMED, None, None)

    def test_a_difference_over_a_difference_is_none(self, session, trade):
        rest = trade.object(self.reject(session, trade))
        trade.answer(rest, accepted=1, reason=RejectReason.MISSING)

        assert session.get(HandoverDifference, rest.id) is None

    def test_only_its_maker_objects_with_a_reason_and_once(self, session, trade, work):
        sent = self.reject(session, trade)
        with pytest.raises(Forbidden), work(STAFF, at=sent.partner_id) as uow:
            object_to_difference(uow, sent.id, reason=REASON)
        with pytest.raises(Refused, match="mengapa"):
            trade.object(sent, reason=" ")
        trade.object(sent)
        with pytest.raises(Refused, match="sudah Anda jawab"):
            trade.object(sent)
        plain = make_handover(session)
        trade.answer(plain)
        with pytest.raises(NotFound):
            trade.object(plain)


class TestTheDatabase:
    def test_nothing_comes_below_what_was_brought_as_beyond(self, session, trade):
        make_handover(session)
        with pytest.raises(IntegrityError, match="beyond"):
            session.execute(text("UPDATE handover_lines SET beyond = -1"))
        session.rollback()

    def test_an_answer_stays(self, session, trade, work):
        sent = make_handover(session)
        trade.answer(sent, accepted=7, reason=RejectReason.MISSING)
        with work(STAFF, at=sent.producer_id) as uow:
            agree_difference(uow, sent.id)
        for statement in (
            "UPDATE handover_differences SET answer = 'objected', reason = 'x'",
            "DELETE FROM handover_differences",
        ):
            with pytest.raises(IntegrityError, match="answered ones stay"):
                session.execute(text(statement))
            session.rollback()

    def test_an_objection_has_a_reason_and_a_moment(self, session, trade):
        sent = make_handover(session)
        trade.answer(sent, accepted=7, reason=RejectReason.MISSING)
        for values in ("answer = 'objected', answered_at = answer_by", "answer = 'agreed'"):
            with pytest.raises(IntegrityError):
                session.execute(text(f"UPDATE handover_differences SET {values}"))
            session.rollback()

    def test_a_handover_has_one_rest_of_each_side(self, session, trade):
        sent = make_handover(session, state=AGREED)
        order = session.get(Order, sent.order_id)
        make_handover(session, order=order, rest_of_id=sent.id)
        with pytest.raises(IntegrityError):
            make_handover(session, order=order, rest_of_id=sent.id)
        session.rollback()
        assert session.scalars(select(Handover.rest_of_id).filter_by(rest_of_id=sent.id)).all() == [sent.id]
