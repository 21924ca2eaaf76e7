from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.accounts.models import Organisation
from marketplace.db.keyset import PageStart
from marketplace.db.listing import MOST_COUNTED
from marketplace.kernel.roles import OFFICER, OWNER
from marketplace.ordering.models.orders import Order
from marketplace.ordering.order_list import OrderList, numbers_typed, trade_of
from marketplace.ordering.queries import parties_of
from marketplace.ordering.services.answering import (
    cancel_order,
    cancel_unanswered,
    confirm_order,
    decline_order,
)
from marketplace.ordering.states import (
    CLOSED,
    CONFIRMED,
    PLACED,
    PREPARED,
    PROPOSED,
    SENT,
    Ending,
    TradeModel,
)
from marketplace.partners.models import Outlet
from marketplace.producers.models import Producer
from tests.conftest import NOW
from tests.factories.ordering import make_goods, make_handover, make_order, make_term
from tests.factories.partners import make_outlet, make_partner
from tests.plans import assert_bounded, plan_of


def listed(session, **given):
    return OrderList(**given).rows(session)


def numbers(rows):
    return [row.number for row in rows]


def a_pile(session, count, **given):
    """So many orders of one shop and maker, a minute apart."""
    goods, outlet = make_goods(session), make_outlet(session, make_partner(session))
    return [
        make_order(session, variant=goods, outlet=outlet, placed_at=NOW + timedelta(minutes=minute), **given)
        for minute in range(count)
    ]


class TestOrderList:
    def test_it_shows_totals_and_names_newest_first(self, session):
        first, second = make_order(session, quantity=3), make_order(session, quantity=5)

        rows = listed(session)

        assert [(row.number, row.lines, row.total) for row in rows] == [
            (second.number, 1, 50_000),
            (first.number, 1, 30_000),
        ]
        parties = parties_of(session, second)
        assert (rows[0].partner, rows[0].outlet, rows[0].maker) == (
            parties.partner,
            parties.outlet,
            parties.maker,
        )

    def test_it_is_narrowed_by_either_side_state_outlet_and_press(self, session):
        mine, other = make_order(session), make_order(session, state=CONFIRMED)

        for given in (
            {"partner_id": mine.partner_id},
            {"producer_id": mine.producer_id},
            {"state": PLACED},
            {"outlet_id": mine.outlet_id},
            {"group_id": mine.group_id},
        ):
            assert numbers(listed(session, **given)) == [mine.number]
        assert numbers(listed(session, partner_id=mine.partner_id, state=CONFIRMED)) == []
        assert numbers(listed(session, state=CONFIRMED)) == [other.number]

    def test_a_shop_finds_by_maker_and_a_maker_by_shop(self, session):
        order, other = make_order(session), make_order(session)
        session.get_one(Organisation, order.producer_id).name = "Dapur 100% Bu Tini"
        session.get_one(Organisation, order.partner_id).name = "Warung Maju"
        session.commit()

        mine, theirs = {"partner_id": order.partner_id}, {"producer_id": order.producer_id}
        assert numbers(listed(session, **mine, name="100% bu")) == [order.number]
        assert numbers(listed(session, **theirs, name="maju")) == [order.number]
        assert listed(session, **mine, name="maju") == listed(session, **theirs, name="%%") == []
        assert other.number not in numbers(listed(session, **mine))

    def test_it_is_found_by_its_number(self, session):
        order = make_order(session, number="0142/PO/XI/2026")

        found = listed(session, partner_id=order.partner_id, numbers=["0142/PO/XI/2026", "0142/PO/X/2026"])
        assert numbers(found) == ["0142/PO/XI/2026"]
        assert listed(session, partner_id=order.partner_id, numbers=[]) == []

    def test_days_are_those_of_metro(self, session):
        order = make_order(session, placed_at=datetime(2026, 11, 23, 17, 0, tzinfo=UTC))  # Tuesday begins

        for from_on, until_on, found in (
            (date(2026, 11, 24), date(2026, 11, 24), True),
            (None, date(2026, 11, 23), False),
            (date(2026, 11, 25), None, False),
        ):
            rows = listed(session, partner_id=order.partner_id, from_on=from_on, until_on=until_on)
            assert bool(rows) is found

    def test_what_waits_is_sorted_by_its_deadline(self, session):
        later, sooner = a_pile(session, 2)
        later.answer_by += timedelta(days=1)
        session.commit()

        rows = listed(session, partner_id=later.partner_id, by_answer=True, up=True)
        assert numbers(rows) == [sooner.number, later.number]


class TestEndings:
    @pytest.fixture
    def calls(self, session, work):
        """By ending: who calls an order off, and how; the one that the maker had confirmed is told apart."""

        def by_maker(order):
            with work(OWNER, at=order.producer_id) as uow:
                confirm_order(uow, order.id)
                cancel_order(uow, order.id, reason="mesin rusak")

        def declining(order):
            with work(OWNER, at=order.producer_id) as uow:
                decline_order(uow, order.id, reason="habis")

        def by(*seat, at):
            def call(order):
                with work(*seat, at=at(order)) as uow:
                    cancel_order(uow, order.id, reason="batal")

            return call

        def unanswered(order):
            with work(now=order.answer_by + timedelta(minutes=1)) as uow:
                assert cancel_unanswered(uow, order.id)

        def shop_silent(order):
            order.state = PROPOSED
            session.commit()
            unanswered(order)

        return {
            Ending.BY_SHOP: by(OWNER, at=lambda order: order.partner_id),
            Ending.BY_OFFICE: by(OFFICER, at=lambda _: 1),
            Ending.BY_MAKER: by_maker,
            Ending.DECLINED: declining,
            Ending.MAKER_SILENT: unanswered,
            Ending.SHOP_SILENT: shop_silent,
        }

    def test_each_is_called_what_it_is_and_found_by_it(self, session, calls):
        assert set(calls) == set(Ending)
        orders = {}
        for ending, call in calls.items():
            orders[ending] = make_order(session)
            call(orders[ending])
        make_order(session)  # still waits

        for ending, order in orders.items():
            (row,) = listed(session, ending=ending)
            assert (row.number, row.ending, order.ending) == (order.number, ending, ending)
            assert listed(session, ending=ending, state=CONFIRMED) == []

    def test_what_goes_on_or_is_done_has_none(self, session):
        for state in (PLACED, PROPOSED, CONFIRMED, CLOSED):
            assert make_order(session, state=state).ending is None
        assert {row.ending for row in listed(session)} == {None}


class TestTrade:
    def test_it_is_bought_unless_the_terms_say_otherwise(self, session):
        bought, lent = make_order(session), make_order(session)
        maker, outlet = session.get_one(Producer, lent.producer_id), session.get_one(Outlet, lent.outlet_id)
        make_term(session, maker, outlet)
        make_term(session, maker, make_outlet(session, make_partner(session)), model=TradeModel.OUTRIGHT)

        consigned = {row.number: row.consigned for row in listed(session)}

        assert consigned == {bought.number: False, lent.number: True}
        assert trade_of(session, lent) is TradeModel.CONSIGNMENT
        assert trade_of(session, bought) is TradeModel.OUTRIGHT

    def test_what_was_sent_keeps_how_it_went_whatever_is_agreed_later(self, session):
        order = make_order(session, state=CONFIRMED)
        note = make_handover(session, order=order, state=PREPARED)  # outright
        make_term(
            session, session.get_one(Producer, order.producer_id), session.get_one(Outlet, order.outlet_id)
        )
        assert trade_of(session, order) is TradeModel.CONSIGNMENT

        note.state = SENT
        session.commit()

        assert trade_of(session, order) is TradeModel.OUTRIGHT


@pytest.mark.parametrize(
    "typed, count, one",
    [
        ("142", 132, "0142/PO/XI/2026"),
        (" 0142 ", 132, "0142/PO/I/2016"),
        ("142/po", 132, "0142/PO/XI/2026"),
        ("0142/PO/XI", 22, "0142/PO/XII/2020"),  # November and December of eleven years
        ("0142/PO/XI/2026", 1, "0142/PO/XI/2026"),
        ("12345", 132, "12345/PO/V/2025"),
        ("0142/SJ", 0, None),
        ("kripik", None, None),
        ("88 Mart", None, None),
        ("", None, None),
        ("12345678", None, None),
    ],
)
def test_a_number_is_known_by_its_start(typed, count, one):
    found = numbers_typed(typed, date(2026, 11, 24))

    assert (None if found is None else len(found)) == count
    assert one is None or one in found


class TestPages:
    def pages(self, session, wanted, *, size=3):
        """From the first to the last by the keys that each page gives."""
        page = wanted.page(session, size=size)
        yield page
        while not page.last:
            page = wanted.page(session, PageStart(after=page.rows[-1].public_id), size=size)
            yield page

    @pytest.mark.parametrize("by_answer", [True, False])
    @pytest.mark.parametrize("up", [True, False])
    def test_forward_and_back_every_order_is_met_once(self, session, by_answer, up):
        orders = a_pile(session, 8)  # all of one deadline: ids tell them apart
        wanted = OrderList(partner_id=orders[0].partner_id, by_answer=by_answer, up=up)
        pages = list(self.pages(session, wanted))

        expected = [order.number for order in orders]
        assert [number for page in pages for number in numbers(page)] == (expected if up else expected[::-1])
        assert [(page.first, page.last, page.total) for page in pages] == [
            (True, False, 8),
            (False, False, 8),
            (False, True, 8),
        ]
        back = wanted.page(session, PageStart(before=pages[2].rows[0].public_id), size=3)
        assert (numbers(back), back.first, back.last) == (numbers(pages[1]), False, False)

    def test_back_before_the_start_is_a_whole_first_page(self, session):
        orders = a_pile(session, 5)
        wanted = OrderList(partner_id=orders[0].partner_id)

        page = wanted.page(session, PageStart(before=orders[3].public_id), size=3)

        assert (len(page.rows), page.first) == (3, True)

    def test_the_end_is_read_from_behind(self, session):
        orders = a_pile(session, 8)
        wanted = OrderList(partner_id=orders[0].partner_id)

        page = wanted.page(session, PageStart(end=True), size=3)

        assert numbers(page) == [order.number for order in orders[2::-1]]
        assert (page.first, page.last) == (False, True)

    def test_one_page_is_first_and_last_and_none_is_too(self, session):
        (order,) = a_pile(session, 1)

        for start in (PageStart(), PageStart(end=True)):
            page = OrderList(partner_id=order.partner_id).page(session, start)
            assert (numbers(page), page.first, page.last) == ([order.number], True, True)
        empty = OrderList(partner_id=order.producer_id).page(session)
        assert (list(empty), empty.total, empty.first, empty.last) == ([], 0, True, True)

    def test_a_key_that_is_anothers_or_nobodys_asks_for_the_first_page(self, session):
        mine, other = make_order(session), make_order(session)

        for name in (other.public_id, "k3m9p2q7r4s8"):
            page = OrderList(partner_id=mine.partner_id).page(session, PageStart(after=name))
            assert numbers(page) == [mine.number]

    def test_a_row_that_was_answered_meanwhile_still_says_where_one_was(self, session):
        orders = a_pile(session, 6)
        wanted = OrderList(partner_id=orders[0].partner_id, state=PLACED)
        last = wanted.page(session, size=3).rows[-1]
        orders[3].state = CONFIRMED
        session.commit()

        page = wanted.page(session, PageStart(after=last.public_id), size=3)
        assert numbers(page) == [orders[2].number, orders[1].number, orders[0].number]


def flood(session, count):
    """So many placed orders of one shop and one maker, written past the services."""
    (order,) = a_pile(session, 1)
    rows = [
        {
            "public_id": f"o{one}",
            "number": f"N{one}",
            "group_id": order.group_id,
            "partner_id": order.partner_id,
            "outlet_id": order.outlet_id,
            "producer_id": order.producer_id,
            "state": PLACED,
            "note": "",
            "answer_by": NOW + timedelta(seconds=one),
            "placed_at": NOW + timedelta(seconds=one),
            "version": 1,
        }
        for one in range(count)
    ]
    session.execute(Order.__table__.insert(), rows)
    session.commit()
    return order


def test_a_page_takes_as_many_statements_however_many_orders_there_are(session, statements):
    wanted = OrderList(partner_id=flood(session, MOST_COUNTED + 50).partner_id)

    assert_bounded(wanted, session, statements)


@pytest.mark.parametrize(
    "given, index",
    [
        ({"partner_id": 1}, "ix_orders_of_partner"),
        ({"partner_id": 1, "state": PROPOSED}, "ix_orders_of_partner_in_state"),
        ({"producer_id": 1}, "ix_orders_of_producer"),
        ({"producer_id": 1, "state": PLACED}, "ix_orders_of_producer_in_state"),
        ({"producer_id": 1, "state": PLACED, "by_answer": True, "up": True}, "ix_orders_to_answer"),
    ],
)
def test_a_page_is_read_off_an_index_in_its_order(engine, session, given, index):
    wanted = OrderList(**given)

    plan = plan_of(session, wanted.ids().limit(26))

    assert f"{index} " in plan
    assert "Sort" not in plan and "TEMP B-TREE" not in plan
