"""What the database keeps of orders and proposals by itself, tried around the services."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from marketplace.kernel.roles import STAFF
from marketplace.ordering.services.proposing import ProposedLine, accept_proposal, propose_changes
from tests.factories.ordering import make_goods, make_order


@pytest.fixture
def refused(session):
    def check(statement, **values):
        with pytest.raises(DBAPIError):
            session.execute(text(statement), values)
            session.commit()
        session.rollback()

    return check


@pytest.fixture
def order(session):
    return make_order(session, variant=make_goods(session, stock=20), quantity=10)


@pytest.fixture
def proposal(session, work, order):
    """Open, of eight instead of ten."""
    with work(STAFF, at=order.producer_id) as uow:
        return propose_changes(uow, order.id, changes={order.lines[0].id: ProposedLine(8, 9_000)})


class TestOrders:
    def test_nobody_orders_from_themselves(self, refused, order):
        refused("UPDATE orders SET producer_id = partner_id WHERE id = :id", id=order.id)

    def test_a_number_is_used_once_per_shop(self, session, refused, order):
        other = make_order(session)

        refused(
            "UPDATE orders SET number = :number, partner_id = :partner WHERE id = :id",
            number=order.number,
            partner=order.partner_id,
            id=other.id,
        )

    def test_a_key_is_used_once_per_shop(self, refused, order):
        refused(
            "INSERT INTO order_groups (public_id, partner_id, outlet_id, idempotency_key, placed_at)"
            " SELECT 'again', partner_id, outlet_id, idempotency_key, placed_at FROM order_groups WHERE id = :id",
            id=order.group_id,
        )

    def test_only_an_organisation_calls_it_off(self, refused, order):
        refused("UPDATE orders SET cancelled_by = 999999 WHERE id = :id", id=order.id)

    def test_only_what_was_called_off_ended_in_some_way(self, refused, order):
        refused("UPDATE orders SET ending = 'by-shop' WHERE id = :id", id=order.id)


class TestOrderLines:
    @pytest.mark.parametrize(
        "change",
        [
            "quantity = -1, reserved = 0",
            "quantity = 9",  # ten are held
            "accepted = 11",
            "accepted = -1",
            "reserved = 11",
            "reserved = -1",
            "unit_price = 0",
            "unit_price = -500",
        ],
    )
    def test_a_line_stays_within_what_was_ordered(self, refused, order, change):
        refused(f"UPDATE order_lines SET {change} WHERE id = :id", id=order.lines[0].id)

    def test_a_dropped_line_holds_and_takes_nothing(self, session, refused, order):
        (line,) = order.lines
        session.execute(text("UPDATE order_lines SET quantity = 0, reserved = 0"))
        session.commit()

        refused("UPDATE order_lines SET accepted = 1 WHERE id = :id", id=line.id)


class TestProposals:
    def test_an_order_has_one_open_proposal(self, refused, proposal):
        refused(
            "INSERT INTO order_proposals (order_id, number, note, proposed_at)"
            " SELECT order_id, 2, note, proposed_at FROM order_proposals WHERE id = :id",
            id=proposal.id,
        )

    def test_a_number_of_an_order_is_used_once(self, refused, proposal):
        refused(
            "INSERT INTO order_proposals (order_id, number, note, proposed_at, accepted, answered_at)"
            " SELECT order_id, number, note, proposed_at, false, proposed_at FROM order_proposals WHERE id = :id",
            id=proposal.id,
        )

    @pytest.mark.parametrize("change", ["accepted = true", "answered_at = proposed_at"])
    def test_an_answer_has_its_moment_and_a_moment_its_answer(self, refused, proposal, change):
        refused(f"UPDATE order_proposals SET {change} WHERE id = :id", id=proposal.id)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE order_proposals SET accepted = false WHERE id = :id",
            "UPDATE order_proposals SET note = 'lain' WHERE id = :id",
            "UPDATE order_proposals SET answered_at = NULL, accepted = NULL WHERE id = :id",
            "DELETE FROM order_proposals WHERE id = :id",
        ],
    )
    def test_an_answered_one_stays_as_it_is(self, session, work, refused, order, proposal, statement):
        with work(STAFF, at=order.partner_id) as uow:
            accept_proposal(uow, order.id)

        refused(statement, id=proposal.id)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE proposal_lines SET quantity = 5 WHERE proposal_id = :id",
            "UPDATE proposal_lines SET quantity_before = 5 WHERE proposal_id = :id",
            "DELETE FROM proposal_lines WHERE proposal_id = :id",
        ],
    )
    def test_what_was_proposed_stays(self, refused, proposal, statement):
        refused(statement, id=proposal.id)

    @pytest.mark.parametrize("quantity, price", [(-1, 9_000), (5, 0)])
    def test_a_proposed_line_makes_sense(self, session, work, refused, order, proposal, quantity, price):
        other = make_order(session)

        refused(
            "INSERT INTO proposal_lines"
            " (proposal_id, order_line_id, quantity_before, price_before, quantity, unit_price)"
            " VALUES (:id, :line, 10, 10000, :quantity, :price)",
            id=proposal.id,
            line=other.lines[0].id,
            quantity=quantity,
            price=price,
        )


class TestReminders:
    def test_a_step_is_told_once(self, session, refused):
        insert = "INSERT INTO trade_reminders (subject, subject_id, step, told_at) VALUES ('order', 1, 'placed', :at)"
        session.execute(text(insert), {"at": "2026-11-24 00:00:00"})
        session.commit()

        refused(insert, at="2026-11-25 00:00:00")
