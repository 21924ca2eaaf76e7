"""What the database keeps by itself, tried around the services."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from marketplace.ordering.models.orders import OrderGroup
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
        "UPDATE order_lines SET quantity = -1 WHERE id = :id",
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
