"""What the database keeps by itself, tried around the services."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from marketplace.ordering.models.orders import OrderGroup
from marketplace.ordering.states import AGREED, CONFIRMED
from tests.conftest import NOW
from tests.factories.ordering import make_basket, make_goods, make_handover, make_order


@pytest.fixture
def refused(session):
    def check(statement, **values):
        with pytest.raises(DBAPIError):
            session.execute(text(statement), values)
            session.commit()
        session.rollback()

    return check


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE order_lines SET accepted = 11 WHERE id = :id",
        "UPDATE order_lines SET accepted = -1 WHERE id = :id",
        "UPDATE order_lines SET quantity = 0 WHERE id = :id",
        "UPDATE order_lines SET unit_price = 0 WHERE id = :id",
        "UPDATE order_lines SET reserved = 11 WHERE id = :id",
        "UPDATE order_lines SET reserved = -1 WHERE id = :id",
    ],
)
def test_an_order_line_stays_within_what_was_ordered(session, refused, change):
    refused(change, id=make_order(session, quantity=10).lines[0].id)


def test_nobody_orders_from_themselves(session, refused):
    refused("UPDATE orders SET producer_id = partner_id WHERE id = :id", id=make_order(session).id)


def test_a_key_is_used_once_per_partner(session, refused):
    group = session.get(OrderGroup, make_order(session).group_id)

    refused(
        "INSERT INTO order_groups (public_id, partner_id, outlet_id, idempotency_key, placed_at)"
        " SELECT 'again', partner_id, outlet_id, idempotency_key, placed_at FROM order_groups WHERE id = :id",
        id=group.id,
    )


def test_a_number_is_used_once_per_issuer(session, refused):
    order, handover = make_order(session), make_handover(session)
    other, next_one = make_order(session), make_handover(session)

    refused(
        "UPDATE orders SET number = :number, partner_id = :partner WHERE id = :id",
        number=order.number,
        partner=order.partner_id,
        id=other.id,
    )
    refused(
        "UPDATE handovers SET number = :number, producer_id = :producer WHERE id = :id",
        number=handover.number,
        producer=handover.producer_id,
        id=next_one.id,
    )


def test_a_basket_holds_whole_positive_units(session, refused):
    make_basket(session, (make_goods(session), 3))

    refused("UPDATE basket_lines SET quantity = 0")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE handover_lines SET brought = 0 WHERE id = :id",
        "UPDATE handover_lines SET accepted = 8, rejected = 3 WHERE id = :id",
        "UPDATE handover_lines SET accepted = -1, rejected = 0 WHERE id = :id",
        "UPDATE handover_lines SET accepted = 0, rejected = -1 WHERE id = :id",
    ],
)
def test_a_handover_line_stays_within_what_was_brought(session, refused, change):
    refused(change, id=make_handover(session, brought=10).lines[0].id)


def test_all_handovers_of_a_line_together_stay_within_what_was_ordered(session, refused):
    order = make_order(session, quantity=10, state=CONFIRMED)
    first, second = (make_handover(session, order=order, brought=10) for _ in range(2))
    session.execute(
        text("UPDATE handover_lines SET accepted = 6, rejected = 4 WHERE id = :id"), {"id": first.lines[0].id}
    )
    session.commit()

    refused("UPDATE handover_lines SET accepted = 5, rejected = 5 WHERE id = :id", id=second.lines[0].id)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE handovers SET state = 'sent' WHERE id = :id",
        "UPDATE handovers SET agreed_at = NULL WHERE id = :id",
        "DELETE FROM handovers WHERE id = :id",
        "UPDATE handover_lines SET accepted = 9, rejected = 1 WHERE handover_id = :id",
        "DELETE FROM handover_lines WHERE handover_id = :id",
        "INSERT INTO handover_lines (handover_id, variant_id, name, unit, unit_price, brought)"
        " SELECT handover_id, variant_id, name, unit, unit_price, 1 FROM handover_lines WHERE handover_id = :id",
    ],
)
def test_an_agreed_handover_is_frozen(session, refused, change):
    handover = make_handover(session)
    handover.lines[0].accepted, handover.lines[0].rejected = 10, 0
    session.flush()
    handover.state, handover.agreed_at = AGREED, NOW
    session.commit()

    refused(change, id=handover.id)
