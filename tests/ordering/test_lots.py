"""Consigned goods keep the terms they were brought under, whatever is agreed afterwards."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from marketplace.billing.models import Due
from marketplace.cli.doctor import SUMS
from marketplace.kernel.clock import day_of
from marketplace.kernel.errors import Refused
from marketplace.kernel.roles import STAFF
from marketplace.ordering.consigned import balances_at, consigned_at, consigned_outlets
from marketplace.ordering.lots import (
    ConsignedLot,
    Leaving,
    lots_at,
    owed_for,
    share_out,
    without_oldest,
)
from marketplace.ordering.returns import returnable
from marketplace.ordering.services.delivering import BroughtItem, prepare_alone, send_handover
from marketplace.ordering.services.figures import LineDifference
from marketplace.ordering.services.receiving import agree_handover
from marketplace.ordering.services.returning import ReturnItem, send_return
from marketplace.ordering.services.rounds import RoundEntry, send_round
from marketplace.ordering.services.terms import answer_term, propose_term
from marketplace.ordering.silence import doubts_about
from marketplace.ordering.states import Side, TakeBackReason, TradeModel
from marketplace.ordering.visits import shelf_of
from marketplace.purchases.models.ledger import PurchaseLine
from tests.conftest import NOW
from tests.factories.ordering import make_goods
from tests.factories.partners import make_outlet, make_partner
from tests.factories.producers import make_producer

MAKER, SHOP = Side.MAKER, Side.SHOP
LOTS = st.lists(st.integers(1, 30), min_size=1, max_size=5)


@given(units=LOTS, shares=st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_the_oldest_leave_first_and_the_lots_add_up_to_the_count(units, shares):
    """Beside it every single pack is moved by hand."""
    left, figures = sum(units), []
    for share in shares:
        figures.append(int(left * share))
        left -= figures[-1]
    counted, taken_back, lost = figures

    parts = share_out(units, counted=counted, taken_back=taken_back, lost=lost)

    packs = [number for number, there in enumerate(units) for _ in range(there)]
    said = {"sold": left, "lost": lost, "taken_back": taken_back, "counted": counted}
    for name, of_all in said.items():
        gone, packs = packs[:of_all], packs[of_all:]
        assert [getattr(part, name) for part in parts] == [gone.count(one) for one in range(len(units))]
    assert [sum(part) for part in parts] == units


def test_each_lot_is_paid_at_its_own_price_and_by_whom_its_terms_say():
    lots = [ConsignedLot(10, 10_000, MAKER), ConsignedLot(10, 12_000, SHOP)]

    assert owed_for(lots, counted=5, taken_back=0, lost=0) == 100_000 + 60_000
    assert owed_for(lots, counted=5, taken_back=0, lost=10) == 50_000 + 60_000
    assert owed_for(lots, counted=0, taken_back=5, lost=6) == 90_000 + 5 * 12_000
    assert share_out([10, 10], counted=0, taken_back=5, lost=6)[1] == Leaving(0, 5, 5, 0)
    assert without_oldest(lots, 12) == [ConsignedLot(8, 12_000, SHOP)]


class Trade:
    """A maker whose chips sell at Rp20.000 in a shop; every act comes a minute after the one before."""

    def __init__(self, session, work):
        self.session, self.start_work, self.minutes = session, work, count(1)
        self.maker = make_producer(session)
        self.goods = make_goods(session, maker=self.maker, retail_price=20_000)
        self.shop = make_outlet(session, make_partner(session))

    def at(self, organisation_id):
        now = NOW + timedelta(minutes=next(self.minutes))
        return self.start_work(STAFF, at=organisation_id, now=now)

    def agree_terms(self, **given):
        terms = {"model": TradeModel.CONSIGNMENT, "margin": 2_000, "days_to_pay": 7, "loss_on": MAKER} | given
        with self.at(self.shop.partner_id) as uow:
            proposed = propose_term(uow, self.maker.id, self.shop.id, **terms)
        with self.at(self.maker.id) as uow:
            answer_term(uow, self.maker.id, self.shop.id, proposed.id, agrees=True)

    def visit(self, counted, *, answer=(), **given):
        entry = RoundEntry(variant_id=self.goods.id, counted=counted, **given)
        with self.at(self.maker.id) as uow:
            sent = send_round(uow, self.shop.id, client_id=f"hp-{next(self.minutes)}", entries=[entry])
        return self.agree(sent, answer)

    def agree(self, sent, answer=()):
        differences = [LineDifference(line_id=sent.lines[at].id, **figures) for at, figures in answer]
        with self.at(sent.answerer_id) as uow:
            return agree_handover(uow, sent.id, differences=differences)

    @property
    def lots(self):
        return [tuple(lot) for lot in lots_at(self.session, self.maker.id, self.shop.id)[self.goods.id]]

    @property
    def owed(self):
        return self.session.scalars(select(Due.amount).order_by(Due.id)).all()

    def agrees(self):
        assert [str(one) for sums in SUMS.values() for one in sums(self.session)] == []
        (row,) = balances_at(self.session, self.maker.id, self.shop.id).values()
        assert sum(lot.units for lot in row.lots) == row.balance
        for (worth,) in (
            consigned_outlets(self.session, self.maker.id),
            consigned_at(self.session, self.shop.partner_id),
        ):
            assert worth.value == sum(lot.value for lot in row.lots)


@pytest.fixture
def trade(session, work):
    return Trade(session, work)


@pytest.fixture
def two_lots(trade):
    """Ten came at Rp16.000; then the shop's share became 40 percent, and ten came at Rp12.000."""
    trade.agree_terms()
    trade.visit(0, brought=10)
    trade.agree_terms(margin=4_000)
    trade.visit(10, brought=10)
    return trade


def test_other_terms_hold_for_what_is_brought_after(two_lots):
    assert two_lots.lots == [(10, 16_000, MAKER), (10, 12_000, MAKER)]
    two_lots.visit(6)

    assert two_lots.owed == [10 * 16_000 + 4 * 12_000]
    assert two_lots.lots == [(6, 12_000, MAKER)]
    two_lots.agrees()


def test_other_terms_never_change_what_is_owed_for_what_was_brought_before(trade):
    """Neither the price nor who bears what is lost."""
    trade.agree_terms()
    trade.visit(0, brought=10)
    trade.agree_terms(margin=6_000, loss_on=SHOP)
    trade.visit(2, lost=3)

    assert trade.owed == [5 * 16_000]
    trade.agrees()


def test_what_is_brought_after_is_paid_for_by_its_own_terms_also_where_it_is_lost(trade):
    trade.agree_terms()
    trade.visit(0, brought=4)
    trade.agree_terms(loss_on=SHOP)
    trade.visit(4, brought=4)
    trade.visit(0, lost=5)

    assert trade.owed == [3 * 16_000 + 4 * 16_000]
    trade.agrees()


def test_goods_that_go_back_leave_in_the_order_in_which_they_came(two_lots, work):
    there = returnable(two_lots.session, two_lots.maker.id, two_lots.shop.id)[two_lots.goods.id]
    assert [tuple(lot) for lot in there.lots] == [(16_000, 10), (12_000, 10)]
    items = [ReturnItem(variant_id=two_lots.goods.id, units=12, reason=TakeBackReason.UNSOLD)]
    with two_lots.at(two_lots.shop.partner_id) as uow:
        back = send_return(uow, producer_id=two_lots.maker.id, outlet_id=two_lots.shop.id, items=items)
    left = returnable(two_lots.session, two_lots.maker.id, two_lots.shop.id)[two_lots.goods.id]
    assert [tuple(lot) for lot in left.lots] == [(12_000, 8)]
    two_lots.agree(back)

    assert two_lots.lots == [(8, 12_000, MAKER)]
    two_lots.agrees()


def test_the_shop_counts_the_whole_shelf_and_chooses_no_lot(two_lots):
    """Of whichever line it says that two more are left."""
    two_lots.visit(6, answer=[(0, {"counted": 2})])

    assert two_lots.owed == [10 * 16_000 + 2 * 12_000]
    assert two_lots.lots == [(8, 12_000, MAKER)]
    with pytest.raises(Refused, match="sisa 9 dan ditarik 0 menjadi 9, padahal saldo titip 8"):
        two_lots.visit(6, answer=[(0, {"counted": 9})])


def test_a_delivery_that_is_agreed_while_a_count_waits_comes_after_what_was_counted(two_lots):
    items = [BroughtItem(variant_id=two_lots.goods.id, brought=5, unit_price=9_000)]
    with two_lots.at(two_lots.maker.id) as uow:
        on_its_way = send_handover(uow, prepare_alone(uow, two_lots.shop.id, items).id)
    entry = RoundEntry(variant_id=two_lots.goods.id, counted=6)
    with two_lots.at(two_lots.maker.id) as uow:
        counted = send_round(uow, two_lots.shop.id, client_id="hp", entries=[entry])
    two_lots.agree(on_its_way)
    two_lots.agree(counted)

    assert two_lots.lots == [(6, 12_000, MAKER), (5, 9_000, MAKER)]
    two_lots.agrees()


def test_a_shelf_shows_the_price_of_what_is_brought_now_and_of_what_lies_there(two_lots):
    two_lots.agree_terms(margin=3_000)
    (item,) = shelf_of(two_lots.session, two_lots.maker.id, two_lots.shop.id, day_of(NOW)).here

    assert (item.unit_price, [lot.unit_price for lot in item.lots]) == (14_000, [16_000, 12_000])


def test_a_lot_that_came_at_more_than_todays_list_price_was_agreed_to_then(two_lots):
    """So silence about what was sold of it is no doubt of its price."""
    entry = RoundEntry(variant_id=two_lots.goods.id, counted=10)
    with two_lots.at(two_lots.maker.id) as uow:
        sent = send_round(uow, two_lots.shop.id, client_id="hp", entries=[entry])

    assert doubts_about(two_lots.session, sent, day_of(NOW)) == []


@given(data=st.data())
def test_whatever_came_and_went_each_lot_is_paid_for_once_at_its_price(data):
    """The rupiah of everything that came is that of what was sold and of what still lies there."""
    lots, came, paid = [], 0, 0
    for _ in range(data.draw(st.integers(1, 6))):
        there = sum(lot.units for lot in lots)
        counted = data.draw(st.integers(0, there))
        paid += owed_for(lots, counted=counted, taken_back=0, lost=0)
        lots = without_oldest(lots, there - counted)
        new = ConsignedLot(data.draw(st.integers(1, 20)), data.draw(st.integers(1, 50)), MAKER)
        lots, came = [*lots, new], came + new.value

    assert came == paid + sum(lot.value for lot in lots)


def test_terms_of_the_same_price_leave_one_lot(trade):
    trade.agree_terms()
    trade.visit(0, brought=10)
    trade.visit(10, brought=5)

    assert trade.lots == [(15, 16_000, MAKER)]
    assert len(trade.visit(15).lines) == 1
    assert trade.session.scalars(select(PurchaseLine.net)).all() == []
