from datetime import date

from marketplace.inventory.models import StockBatch
from marketplace.inventory.queries import MovementsOf, expired_stock
from marketplace.inventory.services import count_stock
from marketplace.kernel.roles import OWNER, PRODUCER
from tests.factories.ordering import make_goods, make_maker
from tests.factories.producers import make_person

TODAY = date(2026, 11, 24)


def test_movements_tell_who_moved_what_and_what_lay_there_then_the_newest_first(session, work):
    goods, person = make_goods(session), make_person(session)
    make_person(session)
    for user_id, on_hand in ((None, 5), (person.id, 12)):
        with work(OWNER, at=goods.producer_id, kind=PRODUCER, user_id=user_id) as uow:
            count_stock(uow, goods.id, on_hand=on_hand)

    found = MovementsOf(variant_id=goods.id).rows(session)
    assert [(row.quantity, row.who, row.after) for row in found] == [(7, person.name, 12), (5, None, 5)]


def test_what_lies_past_its_day_is_told_by_variant_the_longest_first(session):
    maker = make_maker(session)
    chips, sale = (make_goods(session, maker=maker, name=name, stock=20) for name in ("Keripik", "Sale"))
    session.add_all(
        StockBatch(variant_id=variant.id, code=f"B{number}", best_before=day, on_hand=on_hand)
        for number, (variant, day, on_hand) in enumerate(
            [
                (chips, date(2026, 11, 23), 1),
                (chips, date(2026, 11, 22), 6),
                (chips, TODAY, 5),
                (chips, None, 4),
                (chips, date(2026, 10, 1), 0),
                (sale, date(2026, 11, 20), 1),
                (make_goods(session, stock=20), date(2026, 11, 20), 3),
            ]
        )
    )
    session.commit()

    found = [(row.product, row.units, row.since) for row in expired_stock(session, maker.id, TODAY)]
    assert found == [("Sale", 1, date(2026, 11, 20)), ("Keripik", 7, date(2026, 11, 22))]
