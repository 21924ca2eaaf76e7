from sqlalchemy import text

from marketplace.accounts.models import Organisation
from marketplace.kernel.roles import STAFF
from marketplace.ordering.handover_list import HandoverList
from marketplace.ordering.queries import basket_size, has_ordered, parties_of, products_of, proposals_of
from marketplace.ordering.services.proposing import ProposedLine, propose_changes
from marketplace.ordering.states import PREPARED
from marketplace.partners.models import Outlet
from tests.factories.ordering import make_basket, make_goods, make_handover, make_order


def handovers(session, **given):
    return HandoverList(**given).rows(session)


class TestHandoverList:
    def test_its_value_is_what_was_accepted_once_that_is_said(self, session):
        handover = make_handover(session, brought=10)
        assert handovers(session)[0].value == 100_000

        session.execute(text("UPDATE handover_lines SET accepted = 6, rejected = 4"))
        session.commit()

        (row,) = handovers(session, partner_id=handover.partner_id, order_id=handover.order_id)
        assert (row.value, row.brought, row.accepted, row.rejected) == (60_000, 10, 6, 4)

    def test_a_shop_does_not_see_what_is_only_prepared(self, session):
        prepared, sent = make_handover(session, state=PREPARED), make_handover(session)

        assert {row.number for row in handovers(session)} == {prepared.number, sent.number}
        assert [row.number for row in handovers(session, sent=True)] == [sent.number]
        assert handovers(session, partner_id=prepared.partner_id, sent=True) == []


def test_products_of_its_lines_are_found_for_pictures(session):
    order = make_order(session)

    assert products_of(session, order) == {order.lines[0].variant_id: order.lines[0].product_id}


def test_a_basket_counts_its_lines_over_all_outlets(session):
    outlet = make_basket(session, (make_goods(session), 3), (make_goods(session), 1))
    make_basket(session, (make_goods(session), 3))

    assert basket_size(session, outlet.partner_id) == 2


def test_the_parties_of_an_order_are_named(session):
    order = make_order(session)
    parties = parties_of(session, order)

    assert parties.maker == session.get_one(Organisation, order.producer_id).name
    assert parties.partner == session.get_one(Organisation, order.partner_id).name
    assert parties.outlet == session.get_one(Outlet, order.outlet_id).name


def test_proposals_come_newest_first_with_their_lines(session, work):
    order = make_order(session)
    for quantity in (8, 6):
        with work(STAFF, at=order.producer_id) as uow:
            line = order.lines[0]
            propose_changes(uow, order.id, changes={line.id: ProposedLine(quantity, line.unit_price)})

    found = proposals_of(session, order)
    assert [(one.number, [line.quantity for line in one.lines]) for one in found] == [(2, [6]), (1, [8])]
    assert proposals_of(session, make_order(session)) == []


def test_only_an_outlet_that_ordered_can_order_again(session):
    order, other = make_order(session), make_basket(session)

    assert has_ordered(session, order.outlet_id)
    assert not has_ordered(session, other.id)
