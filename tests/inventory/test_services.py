import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from marketplace.inventory.events import StockCounted
from marketplace.inventory.models import StockItem, StockMovement
from marketplace.inventory.queries import free_stocks, stock_of
from marketplace.inventory.services import count_stock, hand_out, release, reserve
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OFFICER, OWNER, PRODUCER, STAFF
from tests.factories.ordering import make_goods


def stock(session, variant):
    item = session.get(StockItem, variant.id, populate_existing=True)
    return (item.on_hand, item.reserved)


def moved(session, variant):
    return session.scalar(
        select(func.coalesce(func.sum(StockMovement.quantity), 0)).filter_by(variant_id=variant.id)
    )


class TestCounting:
    def test_the_first_count_begins_it_and_the_movements_add_up(self, session, work, heard):
        variant = make_goods(session)

        for on_hand in (40, 25, 25):
            with work(STAFF, at=variant.producer_id, kind=PRODUCER) as uow:
                count_stock(uow, variant.id, on_hand=on_hand)

        assert stock(session, variant) == (25, 0)
        assert moved(session, variant) == 25
        assert len(session.scalars(select(StockMovement)).all()) == 2  # the third count found no difference
        assert heard[:2] == [
            StockCounted(variant_id=variant.id, on_hand=40, before=None),
            StockCounted(variant_id=variant.id, on_hand=25, before=40),
        ]

    def test_a_count_is_not_below_what_orders_hold(self, session, work):
        variant = make_goods(session, stock=10)
        with work() as uow:
            reserve(uow, variant.id, 6)

        with pytest.raises(Refused, match="menahan 6") as refusal, work(OWNER, at=variant.producer_id) as uow:
            count_stock(uow, variant.id, on_hand=5)

        assert refusal.value.field == "on_hand"
        assert stock(session, variant) == (10, 6)

    def test_only_its_maker_counts(self, session, work):
        variant, other = make_goods(session), make_goods(session)

        for role, at in ((OWNER, other.producer_id), (OFFICER, 1)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                count_stock(uow, variant.id, on_hand=5)


class TestHolding:
    def test_what_is_held_can_be_let_go_or_handed_out(self, session, work):
        variant = make_goods(session, stock=10)

        with work() as uow:
            assert reserve(uow, variant.id, 7) == 7
            release(uow, variant.id, 3)
            hand_out(uow, variant.id, 4, source="0001/SJ/XI/2026")

        assert stock(session, variant) == (6, 0)
        assert moved(session, variant) == 6
        assert free_stocks(session, [variant.id]) == {variant.id: 6}

    def test_no_more_than_what_is_left_is_held(self, session, work):
        variant = make_goods(session, stock=10, name="Sale Pisang")
        with work() as uow:
            reserve(uow, variant.id, 7)

        with pytest.raises(Refused, match="Sale Pisang tinggal 3"), work() as uow:
            reserve(uow, variant.id, 4)

    def test_nothing_happens_to_what_is_not_counted(self, session, work):
        variant = make_goods(session)

        with work() as uow:
            assert reserve(uow, variant.id, 1_000) == 0
            release(uow, variant.id, 0)
            hand_out(uow, variant.id, 0, source="")

        assert free_stocks(session, [variant.id]) == {}
        assert moved(session, variant) == 0


def test_a_maker_sees_every_variant_counted_or_not(session):
    counted = make_goods(session, stock=10)
    rows = stock_of(session, counted.producer_id)

    assert [(row.product, row.on_hand, row.reserved) for row in rows] == [("Keripik Pisang", 10, 0)]
    bare = make_goods(session)
    assert stock_of(session, bare.producer_id)[0].on_hand is None


class TestWhatTheDatabaseKeeps:
    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE stock_items SET reserved = 11",
            "UPDATE stock_items SET reserved = -1",
            "UPDATE stock_items SET on_hand = -1",
            "UPDATE stock_movements SET quantity = 9",
            "DELETE FROM stock_movements",
            "INSERT INTO stock_movements (variant_id, quantity, reason, source, moved_at)"
            " SELECT variant_id, 0, 'count', '', '2026-11-24 00:00:00' FROM stock_items",
        ],
    )
    def test_it_refuses(self, session, change):
        make_goods(session, stock=10)

        with pytest.raises(DBAPIError):
            session.execute(text(change))
