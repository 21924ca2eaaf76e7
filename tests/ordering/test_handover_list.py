"""Handovers as lists show them, to whom, and what they come to."""

from datetime import UTC, date, datetime

import pytest

from marketplace.db.keyset import PageStart
from marketplace.db.listing import MOST_COUNTED
from marketplace.kernel.roles import OWNER
from marketplace.ordering.handover_list import (
    HandoverList,
    prepared_for,
    shows_reject_photo,
    story_of_handover,
)
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.delivering import (
    BroughtItem,
    prepare_alone,
    send_handover,
    withdraw_handover,
)
from marketplace.ordering.states import (
    CONFIRMED,
    PREPARED,
    SENT,
    HandoverKind,
    Side,
    TakeBackReason,
    TradeModel,
)
from tests.conftest import NOW
from tests.factories.ordering import make_alone, make_goods, make_handover, make_order
from tests.factories.partners import make_outlet, make_partner
from tests.plans import assert_bounded, plan_of


def listed(session, **given):
    return HandoverList(**given).rows(session)


@pytest.fixture
def variant(session):
    return make_goods(session)


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session))


RETURN = {"taken_back": 3, "take_back_reason": TakeBackReason.EXPIRED}


class TestWhatItComesTo:
    def test_a_delivery_is_worth_what_was_brought_then_what_was_accepted(self, session, variant, outlet):
        row = make_alone(session, variant, outlet)
        assert listed(session)[0].value == row.value == 100_000

        row.lines[0].accepted, row.lines[0].rejected = 7, 3
        session.commit()

        assert listed(session)[0].value == row.value == 70_000

    def test_a_return_is_below_zero(self, session, variant, outlet):
        row = make_alone(session, variant, outlet, brought=0, kind=HandoverKind.RETURN, line=RETURN)

        assert listed(session)[0].value == row.value == -30_000
        assert listed(session)[0].taken_back == 3

    @pytest.mark.parametrize(("loss_on", "value"), [(Side.MAKER, 40_000), (Side.SHOP, 60_000)])
    def test_a_round_is_worth_what_was_sold_before_it_is_agreed_too(
        self, session, variant, outlet, loss_on, value
    ):
        row = make_alone(
            session,
            variant,
            outlet,
            brought=5,
            kind=HandoverKind.ROUND,
            trade=TradeModel.CONSIGNMENT,
            loss_on=loss_on,
            line={"opening": 12, "counted": 6, "lost": 2},
        )

        assert (listed(session)[0].sold, listed(session)[0].value) == (4, value)
        assert row.value == value

    def test_a_consigned_delivery_costs_nothing_yet(self, session, variant, outlet):
        make_alone(session, variant, outlet, trade=TradeModel.CONSIGNMENT)

        assert listed(session)[0].value == 0

    def test_it_names_the_order_that_it_fills(self, session, variant, outlet):
        orders = [make_order(session, state=CONFIRMED) for _ in range(2)]
        filled = {make_handover(session, order=order).id: order.number for order in orders}
        alone = make_alone(session, variant, outlet)

        assert {row.id: row.order_number for row in listed(session)} == {**filled, alone.id: None}


class TestNarrowing:
    def test_by_kind_and_outlet(self, session, variant, outlet):
        sent = make_alone(session, variant, outlet)
        back = make_alone(session, variant, outlet, brought=0, kind=HandoverKind.RETURN, line=RETURN)
        elsewhere = make_handover(session)

        assert [row.number for row in listed(session, kind=HandoverKind.RETURN)] == [back.number]
        at_outlet = [row.number for row in listed(session, outlet_id=outlet.id)]
        assert at_outlet == [back.number, sent.number]
        assert elsewhere.number not in at_outlet

    @pytest.mark.parametrize(
        ("given", "there"),
        [
            ({"from_on": date(2026, 11, 25)}, True),
            ({"from_on": date(2026, 11, 26)}, False),
            ({"until_on": date(2026, 11, 25)}, True),
            ({"until_on": date(2026, 11, 24)}, False),
        ],
    )
    def test_by_the_day_it_was_sent_in_metro(self, session, variant, outlet, given, there):
        """Half past midnight WIB is still the evening before in UTC."""
        make_alone(session, variant, outlet, sent_at=datetime(2026, 11, 24, 17, 30, tzinfo=UTC))

        assert bool(listed(session, **given)) is there

    def test_what_the_other_side_only_prepared_is_not_told(self, session, variant, outlet):
        make_alone(session, variant, outlet, state=PREPARED)

        assert listed(session, reader=outlet.partner_id) == []
        assert len(listed(session, reader=variant.producer_id)) == 1
        assert listed(session, sent=True) == []

    def test_who_has_to_answer_is_the_other_side(self, session, variant, outlet):
        make_alone(session, variant, outlet)

        assert len(listed(session, answerer=outlet.partner_id)) == 1
        assert listed(session, answerer=variant.producer_id) == []


def numbers(page):
    return [row.number for row in page]


class TestPages:
    @pytest.fixture
    def pile(self, session, variant, outlet):
        """Seven of one maker and one outlet, newest first, between others'."""
        made = []
        for _ in range(7):
            made.append(make_alone(session, variant, outlet).number)
            make_handover(session)
        return made[::-1]

    def test_forward_and_back_every_one_is_met_once(self, session, variant, pile):
        wanted = HandoverList(producer_id=variant.producer_id)

        first = wanted.page(session, size=3)
        second = wanted.page(session, PageStart(after=first.rows[-1].public_id), size=3)
        third = wanted.page(session, PageStart(after=second.rows[-1].public_id), size=3)

        assert numbers(first) + numbers(second) + numbers(third) == pile
        assert [(page.first, page.last, page.total) for page in (first, second, third)] == [
            (True, False, 7),
            (False, False, 7),
            (False, True, 7),
        ]
        back = wanted.page(session, PageStart(before=third.rows[0].public_id), size=3)
        assert (numbers(back), back.first, back.last) == (numbers(second), False, False)
        assert numbers(wanted.page(session, PageStart(end=True), size=3)) == pile[-3:]

    def test_the_office_narrows_by_nothing_and_counts_them_all(self, session, pile):
        assert HandoverList().page(session, size=3).total == 2 * len(pile)

    def test_a_key_that_is_anothers_or_nobodys_asks_for_the_first_page(self, session, outlet, pile):
        wanted = HandoverList(partner_id=outlet.partner_id)
        stranger = make_handover(session)

        for name in (stranger.public_id, "k3m9p2q7r4s8"):
            assert numbers(wanted.page(session, PageStart(after=name), size=3)) == pile[:3]

    def test_a_row_that_was_answered_meanwhile_still_says_where_one_was(self, session, outlet, pile):
        wanted = HandoverList(partner_id=outlet.partner_id, state=SENT)
        last = wanted.page(session, size=3).rows[-1]
        session.get_one(Handover, last.id).state = PREPARED
        session.commit()

        assert numbers(wanted.page(session, PageStart(after=last.public_id), size=3)) == pile[3:6]


SAME = (
    *("kind", "trade", "days_to_pay", "loss_on", "producer_id", "partner_id", "outlet_id", "issuer_id"),
    *("state", "note", "receiver", "version"),
)


def flood(session, like, count):
    """So many sent handovers like this one, written past the services."""
    same = {name: getattr(like, name) for name in SAME}
    rows = [
        same | {"public_id": f"h{one}", "number": f"N{one}", "prepared_at": NOW, "sent_at": NOW}
        for one in range(count)
    ]
    session.execute(Handover.__table__.insert(), rows)
    session.commit()


def test_a_page_takes_as_many_statements_however_many_there_are(session, variant, outlet, statements):
    flood(session, make_alone(session, variant, outlet), MOST_COUNTED + 50)
    wanted = HandoverList(partner_id=outlet.partner_id, reader=outlet.partner_id)

    assert_bounded(wanted, session, statements)


@pytest.mark.parametrize(
    ("given", "index"),
    [
        ({"partner_id": 1, "reader": 1}, "ix_handovers_of_partner"),
        ({"partner_id": 1, "state": SENT}, "ix_handovers_of_partner_in_state"),
        ({"producer_id": 1, "reader": 1}, "ix_handovers_of_producer"),
        ({"producer_id": 1, "state": SENT}, "ix_handovers_of_producer_in_state"),
    ],
)
def test_a_page_is_read_off_an_index_in_its_order(engine, session, given, index):
    wanted = HandoverList(**given).ids().limit(26)

    plan = plan_of(session, wanted)

    assert f"{index} " in plan
    assert "Sort" not in plan and "TEMP B-TREE" not in plan


class TestPreparedFor:
    def test_it_finds_the_note_of_an_order_or_of_an_outlet_without_one(self, session, variant, outlet):
        order = make_order(session, state=CONFIRMED)
        of_order = make_handover(session, order=order, state=PREPARED)
        alone = make_alone(session, variant, outlet, state=PREPARED)
        make_alone(session, variant, outlet, state=SENT)

        assert prepared_for(session, order_id=order.id) is of_order
        assert prepared_for(session, producer_id=variant.producer_id, outlet_id=outlet.id) is alone
        assert prepared_for(session, producer_id=order.producer_id, outlet_id=outlet.id) is None


class TestStory:
    def test_the_other_side_is_not_told_what_was_only_prepared(self, session, journaled, variant, outlet):
        with journaled(OWNER, at=variant.producer_id) as uow:
            row = prepare_alone(uow, outlet.id, [BroughtItem(variant_id=variant.id, brought=4)])
            send_handover(uow, row.id)
        with journaled(OWNER, at=variant.producer_id) as uow:
            withdraw_handover(uow, row.id)

        def actions(**given):
            return [entry.action for entry in story_of_handover(session, row, **given)]

        everything = ["HandoverWithdrawn", "HandoverSent", "HandoverPrepared"]
        assert actions() == everything
        assert actions(reader=variant.producer_id) == everything
        assert actions(reader=outlet.partner_id) == everything[:2]


def test_a_photo_that_belongs_to_no_handover_is_not_shown_by_this_rule(session, work):
    class Elsewhere:
        id = -1

    assert not shows_reject_photo(work(OWNER, at=1), Elsewhere())
