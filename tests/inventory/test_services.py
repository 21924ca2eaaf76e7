from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from marketplace.inventory.events import CountingStopped, StockCounted, StockMoved
from marketplace.inventory.models import StockBatch, StockItem, StockMovement, Why
from marketplace.inventory.queries import free_stocks, stock_of
from marketplace.inventory.services import (
    count_stock,
    move_stock,
    release,
    reserve,
    reserve_each,
    stop_counting,
    take_in,
    take_out_stock,
)
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OFFICER, OWNER, PRODUCER, STAFF
from tests.factories.ordering import make_goods

NOVEMBER, DECEMBER = date(2026, 11, 20), date(2026, 12, 20)  # today is the 24th of November


def stock(session, variant):
    item = session.get(StockItem, variant.id, populate_existing=True)
    return (item.on_hand, item.reserved)


def moved(session, variant):
    return session.scalar(
        select(func.coalesce(func.sum(StockMovement.quantity), 0)).filter_by(variant_id=variant.id)
    )


def batches(session, variant):
    session.expire_all()
    found = select(StockBatch).filter_by(variant_id=variant.id).order_by(StockBatch.id)
    return {batch.code: batch.on_hand for batch in session.scalars(found)}


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
            take_out_stock(uow, variant.id, 4, source="0001/SJ/XI/2026")

        assert stock(session, variant) == (6, 0)
        assert moved(session, variant) == 6
        assert free_stocks(session, [variant.id]) == {variant.id: 6}

    def test_no_more_leaves_than_was_held(self, session, work):
        variant = make_goods(session, stock=10)
        with pytest.raises(IntegrityError), work() as uow:
            take_out_stock(uow, variant.id, 1, source="0001/SJ/XI/2026")
        assert (stock(session, variant), moved(session, variant)) == ((10, 0), 10)

    def test_no_more_than_what_is_left_is_held(self, session, work):
        variant = make_goods(session, stock=10, name="Sale Pisang")
        with work() as uow:
            reserve(uow, variant.id, 7)

        with pytest.raises(Refused, match="Sale Pisang tinggal 3"), work() as uow:
            reserve(uow, variant.id, 4)

    def test_of_many_at_once_all_are_held_or_none(self, session, work):
        counted, other = (make_goods(session, stock=10, name="Sale Pisang") for _ in range(2))
        loose = make_goods(session)

        with work() as uow:
            held = reserve_each(uow, {other.id: 4, loose.id: 2, counted.id: 3})
        with pytest.raises(Refused, match="Sale Pisang tinggal 6"), work() as uow:
            reserve_each(uow, {counted.id: 1, other.id: 7})

        assert held == {counted.id: 3, other.id: 4, loose.id: 0}
        assert (stock(session, counted), stock(session, other)) == ((10, 3), (10, 4))

    def test_nothing_happens_to_what_is_not_counted(self, session, work):
        variant = make_goods(session)

        with work() as uow:
            assert reserve(uow, variant.id, 1_000) == 0
            release(uow, variant.id, 0)
            take_out_stock(uow, variant.id, 0, source="")
            take_out_stock(uow, variant.id, 3, source="0001/SJ/XI/2026")
            take_in(uow, variant.id, 3, source="0001/RT/XI/2026")

        assert free_stocks(session, [variant.id]) == {}
        assert moved(session, variant) == 0


class TestStopping:
    def test_it_leaves_nothing_behind_and_a_new_count_begins_from_nothing(self, session, work, heard):
        variant = make_goods(session, stock=10)
        with work() as uow:
            move_stock(uow, variant.id, 5, why=Why.PRODUCED, code="P1")
        with work(OWNER, at=variant.producer_id) as uow:
            stop_counting(uow, variant.id)

        assert session.get(StockItem, variant.id) is None
        assert (moved(session, variant), batches(session, variant)) == (0, {"P1": 0})
        assert heard[-1] == CountingStopped(variant_id=variant.id, before=15)
        with work() as uow:
            stop_counting(uow, variant.id)  # once more does nothing
            assert reserve(uow, variant.id, 1_000) == 0
            count_stock(uow, variant.id, on_hand=3)
        assert (stock(session, variant), moved(session, variant)) == ((3, 0), 3)

    def test_not_while_orders_hold_some(self, session, work):
        variant = make_goods(session, stock=10)
        with work() as uow:
            reserve(uow, variant.id, 4)
        with pytest.raises(Refused, match="menahan 4"), work() as uow:
            stop_counting(uow, variant.id)

    def test_only_its_maker(self, session, work):
        variant, other = make_goods(session, stock=10), make_goods(session)
        with pytest.raises(Forbidden), work(OWNER, at=other.producer_id) as uow:
            stop_counting(uow, variant.id)


class TestMoving:
    def test_what_is_made_adds_to_its_batch_and_to_the_shelf(self, session, work, heard):
        variant = make_goods(session, stock=10)
        with work(STAFF, at=variant.producer_id, kind=PRODUCER, user_id=None) as uow:
            move_stock(uow, variant.id, 12, why=Why.PRODUCED, code="P1", best_before=DECEMBER, note="pagi")

        assert stock(session, variant) == (22, 0)
        assert batches(session, variant) == {"P1": 12}
        last = session.scalars(select(StockMovement).order_by(StockMovement.id.desc())).first()
        assert (last.quantity, last.reason, last.note) == (12, "produced", "pagi")
        assert heard == [
            StockMoved(variant_id=variant.id, quantity=12, why="produced", before=10, on_hand=22, batch="P1")
        ]

    def test_a_day_alone_names_a_batch(self, session, work):
        variant = make_goods(session, stock=0)
        with work() as uow:
            move_stock(uow, variant.id, 6, why=Why.PRODUCED, best_before=DECEMBER)
            move_stock(uow, variant.id, 4, why=Why.PRODUCED, best_before=DECEMBER)
        assert batches(session, variant) == {"201226": 10}

    def test_a_code_keeps_its_day(self, session, work):
        variant = make_goods(session, stock=0)
        with work() as uow:
            move_stock(uow, variant.id, 6, why=Why.PRODUCED, code="P1")
            move_stock(uow, variant.id, 6, why=Why.PRODUCED, code="P1", best_before=DECEMBER)
        with pytest.raises(Refused, match="tanggal lain") as refusal, work() as uow:
            move_stock(uow, variant.id, 6, why=Why.PRODUCED, code="P1", best_before=NOVEMBER)
        assert refusal.value.field == "code"
        assert session.scalar(select(StockBatch.best_before)) == DECEMBER

    def test_what_spoils_leaves_the_batch_that_is_named(self, session, work):
        variant = make_goods(session, stock=10)
        with work() as uow:
            move_stock(uow, variant.id, 6, why=Why.PRODUCED, code="P1", best_before=NOVEMBER)
            move_stock(uow, variant.id, -5, why=Why.SPOILED, code="P1")
            move_stock(uow, variant.id, -2, why=Why.SPOILED)
        assert (stock(session, variant), batches(session, variant)) == ((9, 0), {"P1": 1})

    @pytest.mark.parametrize(
        "quantity, given, field, says",
        [
            (0, {"why": Why.PRODUCED}, "quantity", "sekurangnya satu"),
            (-1, {"why": Why.PRODUCED}, "quantity", "sekurangnya satu"),
            (1, {"why": Why.SPOILED}, "quantity", "sekurangnya satu"),
            (1, {"why": Why.COUNTED}, "quantity", "sekurangnya satu"),
            (-1, {"why": Why.HANDED_OVER}, "quantity", "sekurangnya satu"),
            (-1, {"why": Why.OTHER}, "note", "Tulis sebabnya"),
            (-12, {"why": Why.SPOILED}, "quantity", "bebas tinggal 11; 4 ditahan"),
            (-11, {"why": Why.SPOILED}, "code", "tanpa batch tinggal 10"),
            (-6, {"why": Why.SPOILED, "code": "P1"}, "quantity", "P1 tinggal 5"),
            (-1, {"why": Why.SPOILED, "code": "P2"}, "quantity", "P2 tinggal 0"),
        ],
    )
    def test_it_is_refused_where_it_cannot_be(self, session, work, quantity, given, field, says):
        variant = make_goods(session, stock=10)
        with work() as uow:
            move_stock(uow, variant.id, 5, why=Why.PRODUCED, code="P1")
            reserve(uow, variant.id, 4)
        with pytest.raises(Refused, match=says) as refusal, work() as uow:
            move_stock(uow, variant.id, quantity, **given)
        assert refusal.value.field == field
        assert (stock(session, variant), batches(session, variant)) == ((15, 4), {"P1": 5})

    def test_without_orders_it_says_only_what_is_there(self, session, work):
        variant = make_goods(session, stock=3)
        with pytest.raises(Refused, match="Yang ada tinggal 3"), work() as uow:
            move_stock(uow, variant.id, -4, why=Why.SPOILED)

    def test_stock_that_is_not_counted_does_not_move(self, session, work):
        variant = make_goods(session)
        with pytest.raises(Refused, match="belum dihitung"), work() as uow:
            move_stock(uow, variant.id, 5, why=Why.PRODUCED)

    def test_only_its_maker(self, session, work):
        variant, other = make_goods(session, stock=10), make_goods(session)
        with pytest.raises(Forbidden), work(OWNER, at=other.producer_id) as uow:
            move_stock(uow, variant.id, 5, why=Why.PRODUCED)


class TestBatches:
    @pytest.fixture
    def variant(self, session, work):
        """Ten of no batch; four that are past their day, five until December, three without a day."""
        variant = make_goods(session, stock=10)
        with work() as uow:
            for code, quantity, day in (("tua", 4, NOVEMBER), ("baru", 5, DECEMBER), ("polos", 3, None)):
                move_stock(uow, variant.id, quantity, why=Why.PRODUCED, code=code, best_before=day)
        return variant

    @pytest.mark.parametrize(
        "quantity, first, left",
        [
            (2, "", {"tua": 4, "baru": 3, "polos": 3}),  # the first to expire
            (7, "", {"tua": 4, "baru": 0, "polos": 1}),  # then batches without a day
            (15, "", {"tua": 4, "baru": 0, "polos": 0}),  # then what is of no batch
            (
                20,
                "",
                {"tua": 2, "baru": 0, "polos": 0},
            ),  # what is past its day only when nothing else is left
            (2, "polos", {"tua": 4, "baru": 5, "polos": 1}),  # what the note names goes before all others
            (2, "entah", {"tua": 4, "baru": 3, "polos": 3}),
        ],
    )
    def test_the_first_to_expire_leave_first(self, session, work, variant, quantity, first, left):
        with work() as uow:
            reserve(uow, variant.id, quantity)
            take_out_stock(uow, variant.id, quantity, source="0001/SJ/XI/2026", batch=first)
        assert batches(session, variant) == left
        assert stock(session, variant) == (22 - quantity, 0)
        sources = select(StockMovement.source).where(StockMovement.reason == Why.HANDED_OVER)
        assert set(session.scalars(sources)) == {"0001/SJ/XI/2026"}

    def test_a_count_says_how_much_is_of_which(self, session, work, variant):
        ids = {one.code: one.id for one in session.scalars(select(StockBatch))}
        with work() as uow:
            count_stock(uow, variant.id, on_hand=12, by_batch={ids["tua"]: 0, ids["baru"]: 7})
        assert batches(session, variant) == {"tua": 0, "baru": 7, "polos": 3}
        assert (stock(session, variant), moved(session, variant)) == ((12, 0), 12)

    @pytest.mark.parametrize("baru", [-1, 6])
    def test_batches_hold_no_more_than_the_shelf(self, session, work, variant, baru):
        ids = {one.code: one.id for one in session.scalars(select(StockBatch))}
        with pytest.raises(Refused, match="melebihi isi rak"), work() as uow:
            count_stock(uow, variant.id, on_hand=12, by_batch={ids["baru"]: baru})

    def test_what_comes_back_joins_its_batch_if_it_is_known(self, session, work, variant):
        with work() as uow:
            take_in(uow, variant.id, 2, source="0001/RT/XI/2026", batch="baru")
            take_in(uow, variant.id, 1, source="0001/RT/XI/2026", batch="entah")
            take_in(uow, variant.id, 0, source="0001/RT/XI/2026")
        assert batches(session, variant) == {"tua": 4, "baru": 7, "polos": 3}
        assert stock(session, variant) == (25, 0)
        assert moved(session, variant) == 25


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
            "UPDATE stock_movements SET note = 'lain'",
            "UPDATE stock_batches SET on_hand = -1",
            "INSERT INTO stock_batches (variant_id, code, on_hand) SELECT variant_id, 'P1', 0 FROM stock_items",
            "INSERT INTO stock_movements (variant_id, quantity, reason, source, batch_id, moved_at)"
            " SELECT variant_id, 1, 'count', '', 999, '2026-11-24 00:00:00' FROM stock_items",
            "INSERT INTO stock_items (variant_id, on_hand, reserved) VALUES (999, 1, 0)",
            "DELETE FROM stock_movements",
            "INSERT INTO stock_movements (variant_id, quantity, reason, source, moved_at)"
            " SELECT variant_id, 0, 'count', '', '2026-11-24 00:00:00' FROM stock_items",
        ],
    )
    def test_it_refuses(self, session, change):
        variant = make_goods(session, stock=10)
        session.add(StockBatch(variant_id=variant.id, code="P1", on_hand=4))
        session.commit()

        with pytest.raises(DBAPIError):
            session.execute(text(change))
            session.commit()

    def test_two_makers_may_use_one_code(self, session):
        for variant in (make_goods(session), make_goods(session)):
            session.add(StockBatch(variant_id=variant.id, code="P1"))
        session.commit()
