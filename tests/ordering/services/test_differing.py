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
from marketplace.ordering.models.differences import HandoverDifference
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.models.terms import Consigned
from marketplace.ordering.services.differing import agree_difference, object_to_difference
from marketplace.ordering.services.figures import LineDifference
from marketplace.ordering.services.receiving import agree_handover
from marketplace.ordering.services.rounds import RoundEntry, send_round
from marketplace.ordering.services.settling import settle_handover
from marketplace.ordering.states import (
    AGREED,
    CLOSED,
    CONTESTED,
    DifferenceAnswer,
    HandoverKind,
    RejectReason,
    Side,
    TakeBackReason,
)
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from tests.conftest import NOW
from tests.factories.ordering import consign, make_goods, make_handover
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
        key = f"hp-{next(self.keys)}"
        with self.work(STAFF, at=self.goods.producer_id, now=now) as uow:
            sent = send_round(uow, self.shop.id, client_id=key, entries=[entry])
        if agree:
            self.answer(sent, now=now, counted=counted_by_shop)
        return sent

    def answer(self, sent, *, now=NOW, **given):
        given = {name: value for name, value in given.items() if value is not None}
        differences = [LineDifference(line_id=sent.lines[0].id, **given)] if given else []
        with self.work(STAFF, at=sent.partner_id, now=now) as uow:
            agree_handover(uow, sent.id, differences=differences)

    def object(self, handover, *, days=0, reason=REASON):
        with self.work(STAFF, at=handover.producer_id, now=NOW + timedelta(days=days)) as uow:
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
        assert (line.counted_as_sent, line.counted, line.differs) == (5, 7, 2)
        asked = session.get(HandoverDifference, sent.id)
        assert (asked.answer, day_of(asked.answer_by).isoformat()) == (None, "2026-11-27")
        assert trade.agrees()

    def test_nothing_is_asked_where_the_shop_counts_the_same_or_owes_more(self, session, trade):
        for counted, by_shop in ((15, None), (12, 10)):
            trade.visit(counted=counted, counted_by_shop=by_shop)

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

    def test_a_handover_has_one_rest(self, session, trade):
        sent = make_handover(session, state=AGREED)
        make_handover(session, rest_of_id=sent.id)
        with pytest.raises(IntegrityError):
            make_handover(session, rest_of_id=sent.id)
        session.rollback()
        assert session.scalars(select(Handover.rest_of_id).filter_by(rest_of_id=sent.id)).all() == [sent.id]
