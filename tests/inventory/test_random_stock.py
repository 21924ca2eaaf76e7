"""Whatever a maker counts and shops order: what lies there is never below what is held, and movements add up."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from marketplace.inventory.models import StockItem, StockMovement
from marketplace.inventory.proofs import stock_beside_movements
from marketplace.inventory.queries import free_stocks, stock_of
from marketplace.inventory.services import count_stock, hand_out, release, reserve
from marketplace.kernel.errors import Refused
from tests.factories.ordering import make_goods, make_maker

QUIET = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ACTS = st.tuples(st.sampled_from(["count", "reserve", "release", "hand_out"]), st.integers(0, 12))


class Shelf:
    """What a patient clerk would write on a card: `on_hand` is None until it is counted."""

    def __init__(self):
        self.on_hand, self.reserved = None, 0

    def allows(self, act, quantity):
        if act == "count":
            return quantity >= self.reserved
        if act == "reserve":
            return self.on_hand is None or self.on_hand - self.reserved >= quantity
        return quantity <= self.reserved  # services only give back what they hold

    def do(self, act, quantity):
        if act == "count":
            self.on_hand = quantity
        elif self.on_hand is not None:
            self.reserved += quantity if act == "reserve" else -quantity
            self.on_hand -= quantity if act == "hand_out" else 0


def act_on(uow, variant_id, act, quantity):
    match act:
        case "count":
            count_stock(uow, variant_id, on_hand=quantity)
        case "reserve":
            reserve(uow, variant_id, quantity)
        case "release":
            release(uow, variant_id, quantity)
        case "hand_out":
            hand_out(uow, variant_id, quantity, source="0001/SJ/XI/2026")


@given(acts=st.lists(ACTS, max_size=15))
@QUIET
def test_the_books_say_what_the_card_says(session, work, acts):
    variant_id, shelf = make_goods(session).id, Shelf()
    for act, quantity in acts:
        allowed = shelf.allows(act, quantity)
        if act in ("release", "hand_out") and (not allowed or shelf.on_hand is None):
            continue
        try:
            with work() as uow:
                act_on(uow, variant_id, act, quantity)
            assert allowed
            shelf.do(act, quantity)
        except Refused:
            assert not allowed
        item = session.get(StockItem, variant_id, populate_existing=True)
        assert (item.on_hand if item else None) == shelf.on_hand
        assert (item.reserved if item else 0) == shelf.reserved
        left = None if shelf.on_hand is None else shelf.on_hand - shelf.reserved
        assert free_stocks(session, [variant_id]).get(variant_id) == left
    moved = session.scalar(
        select(func.coalesce(func.sum(StockMovement.quantity), 0)).filter_by(variant_id=variant_id)
    )
    assert moved == (shelf.on_hand or 0)
    assert stock_beside_movements(session) == []


def test_a_shelf_that_does_not_agree_is_named_with_both_figures(session):
    variant = make_goods(session, stock=10, sku="KR-1")
    make_goods(session, stock=4)
    session.get(StockItem, variant.id).on_hand = 12
    session.commit()
    [found] = stock_beside_movements(session)
    assert (found.record, found.stands, found.due) == ("stock of KR-1", 12, 10)


def test_a_maker_reads_its_own_shelf_by_product_counted_or_not(session):
    maker = make_maker(session)
    make_goods(session, maker=maker, name="kopi", stock=7)
    make_goods(session, maker=maker, name="Abon")
    make_goods(session, name="Milik lain", stock=9)
    assert [(row.product, row.on_hand, row.reserved) for row in stock_of(session, maker.id)] == [
        ("Abon", None, None),
        ("kopi", 7, 0),
    ]
