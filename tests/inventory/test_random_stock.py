"""Whatever a maker counts and shops order: what lies there is never below what is held, and movements add up."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from marketplace.inventory.batches import share_out
from marketplace.inventory.models import StockBatch, StockItem, StockMovement, Why
from marketplace.inventory.queries import free_stocks, stock_of
from marketplace.inventory.reconciliation import (
    compare_batches_with_movements,
    compare_batches_with_stock,
    compare_stock_with_movements,
)
from marketplace.inventory.services import (
    count_stock,
    move_stock,
    release,
    reserve,
    stop_counting,
    take_in,
    take_out_stock,
)
from marketplace.kernel.clock import day_of
from marketplace.kernel.errors import Refused
from tests.conftest import NOW
from tests.factories.ordering import make_goods, make_maker

TODAY = day_of(NOW)
QUIET = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MAKERS = ["count", "produce", "bake", "spoil", "spoil_batch", "stop"]
ACTS = st.tuples(st.sampled_from([*MAKERS, "reserve", "release", "hand_out", "take_in"]), st.integers(0, 12))
CODE = "P1"


class Shelf:
    """What a patient clerk would write on a card: `on_hand` is None until it is counted, `baked` is batch P1."""

    def __init__(self):
        self.on_hand, self.reserved, self.baked = None, 0, 0

    @property
    def loose(self):
        return self.on_hand - self.baked

    def allows(self, act, quantity):
        if act in ("count", "reserve", "stop") or self.on_hand is None:
            return {
                "count": quantity >= self.reserved,
                "reserve": self.on_hand is None or self.on_hand - self.reserved >= quantity,
                "stop": not self.reserved,
                "take_in": True,
            }.get(act, False)
        free = self.on_hand - self.reserved
        return {
            "produce": quantity > 0,
            "bake": quantity > 0,
            "spoil": 0 < quantity <= min(free, self.loose),
            "spoil_batch": 0 < quantity <= min(free, self.baked),
            "take_in": True,
        }.get(act, quantity <= self.reserved)  # services only give back what they hold

    def do(self, act, quantity):
        if act == "count":
            missing = max(0, (self.on_hand or 0) - quantity)
            self.on_hand, self.baked = quantity, max(0, self.baked - missing)
        elif self.on_hand is None:
            pass
        elif act == "stop":
            self.on_hand, self.baked = None, 0
        else:
            self._flow(act, quantity)

    def _flow(self, act, quantity):
        self.reserved += {"reserve": 1, "release": -1, "hand_out": -1}.get(act, 0) * quantity
        comes = {"produce": 1, "bake": 1, "take_in": 1, "spoil": -1, "spoil_batch": -1, "hand_out": -1}
        self.on_hand += comes.get(act, 0) * quantity
        self.baked += {"bake": 1, "spoil_batch": -1}.get(act, 0) * quantity
        if act == "hand_out":
            self.baked = max(0, self.baked - quantity)  # the batch leaves first


def act_on(uow, variant_id, act, quantity):
    best_before = TODAY + timedelta(days=30)
    match act:
        case "count":
            count_stock(uow, variant_id, on_hand=quantity)
        case "produce":
            move_stock(uow, variant_id, quantity, why=Why.PRODUCED)
        case "bake":
            move_stock(uow, variant_id, quantity, why=Why.PRODUCED, code=CODE, best_before=best_before)
        case "spoil":
            move_stock(uow, variant_id, -quantity, why=Why.SPOILED)
        case "spoil_batch":
            move_stock(uow, variant_id, -quantity, why=Why.SPOILED, code=CODE)
        case "stop":
            stop_counting(uow, variant_id)
        case "reserve":
            reserve(uow, variant_id, quantity)
        case "release":
            release(uow, variant_id, quantity)
        case "hand_out":
            take_out_stock(uow, variant_id, quantity, source="0001/SJ/XI/2026")
        case "take_in":
            take_in(uow, variant_id, quantity, source="0001/RT/XI/2026")


@given(acts=st.lists(ACTS, max_size=20))
@QUIET
def test_the_books_say_what_the_card_says(session, work, acts):
    variant_id, shelf = make_goods(session).id, Shelf()
    for act, quantity in acts:
        allowed = shelf.allows(act, quantity)
        if act in ("release", "hand_out") and not allowed:
            continue
        try:
            with work() as uow:
                act_on(uow, variant_id, act, quantity)
            assert allowed
            shelf.do(act, quantity)
        except Refused:
            assert not allowed
        check(session, variant_id, shelf)


def check(session, variant_id, shelf):
    item = session.get(StockItem, variant_id, populate_existing=True)
    assert (item.on_hand if item else None) == shelf.on_hand
    assert (item.reserved if item else 0) == shelf.reserved
    left = None if shelf.on_hand is None else shelf.on_hand - shelf.reserved
    assert free_stocks(session, [variant_id]).get(variant_id) == left
    session.expire_all()
    held = session.scalars(select(StockBatch.on_hand).filter_by(variant_id=variant_id, code=CODE))
    assert (held.one_or_none() or 0) == shelf.baked
    moved = session.scalar(
        select(func.coalesce(func.sum(StockMovement.quantity), 0)).filter_by(variant_id=variant_id)
    )
    assert moved == (shelf.on_hand or 0)
    for proof in (compare_stock_with_movements, compare_batches_with_movements, compare_batches_with_stock):
        assert proof(session) == []


BATCHES = st.lists(
    st.builds(
        lambda days, on_hand: (None if days is None else TODAY + timedelta(days=days), on_hand),
        st.one_of(st.none(), st.integers(-10, 10)),
        st.integers(1, 9),
    ),
    max_size=6,
)


@given(BATCHES, st.integers(0, 9), st.integers(1, 60))
def test_what_leaves_is_all_there_and_nothing_stays_that_expires_sooner(given_batches, loose, quantity):
    batches = [
        StockBatch(variant_id=1, code=str(number), best_before=day, on_hand=on_hand)
        for number, (day, on_hand) in enumerate(given_batches)
    ]
    for number, batch in enumerate(batches):
        batch.id = number
    shares = list(share_out(quantity, batches, loose, TODAY))

    there = loose + sum(batch.on_hand for batch in batches)
    assert sum(share for _, share in shares) == min(quantity, there)
    gone = {batch.id: share for batch, share in shares if batch}
    taken = [batch for batch in batches if batch.id in gone]
    stays = [batch for batch in batches if gone.get(batch.id, 0) < batch.on_hand]
    fresh_stays = [one for one in stays if one.best_before is None or one.best_before >= TODAY]
    for batch in taken:
        if batch.best_before and batch.best_before < TODAY:
            assert not fresh_stays  # goods past their day only go when nothing else is left
        else:
            dated = [one.best_before for one in fresh_stays if one.best_before and one is not batch]
            assert all((batch.best_before or day) <= day for day in dated)
            assert batch.best_before or not dated


def test_a_shelf_that_does_not_agree_is_named_with_both_figures(session):
    variant = make_goods(session, stock=10, sku="KR-1")
    make_goods(session, stock=4)
    session.get(StockItem, variant.id).on_hand = 12
    session.commit()
    [found] = compare_stock_with_movements(session)
    assert (found.record, found.stands, found.due) == ("stock of KR-1", 12, 10)


def test_movements_that_nobody_counts_any_more_are_named(session):
    variant = make_goods(session, stock=10, sku="KR-1")
    session.delete(session.get(StockItem, variant.id))
    session.commit()
    [found] = compare_stock_with_movements(session)
    assert (found.record, found.stands, found.due) == ("stock of KR-1", 0, 10)


def test_a_batch_that_holds_more_than_came_or_than_the_shelf_is_named(session):
    variant = make_goods(session, stock=10, sku="KR-1")
    session.add(StockBatch(variant_id=variant.id, code="P1", on_hand=11))
    session.commit()
    [moved], [held] = compare_batches_with_movements(session), compare_batches_with_stock(session)
    assert (moved.record, moved.stands, moved.due) == ("batch P1 of KR-1", 11, 0)
    assert (held.record, held.stands, held.due) == ("batches of KR-1", 11, 10)


def test_a_maker_reads_its_own_shelf_by_product_counted_or_not(session):
    maker = make_maker(session)
    make_goods(session, maker=maker, name="kopi", stock=7)
    make_goods(session, maker=maker, name="Abon")
    make_goods(session, name="Milik lain", stock=9)
    assert [(row.product, row.on_hand, row.reserved) for row in stock_of(session, maker.id)] == [
        ("kopi", 7, 0),  # what is counted stands first
        ("Abon", None, None),
    ]
