from marketplace.inventory.models import StockItem
from marketplace.inventory.proofs import stock_beside_movements
from marketplace.inventory.services import count_stock
from marketplace.kernel.roles import OWNER, PRODUCER, STAFF
from marketplace.ordering.proofs import (
    ledger_beside_handovers,
    orders_beside_handovers,
    reserved_beside_orders,
)
from marketplace.ordering.services.receiving import Difference, agree_handover
from marketplace.ordering.states import AGREED, CONFIRMED, RejectReason
from tests.factories.ordering import make_goods, make_handover, make_order
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase

PROOFS = (ledger_beside_handovers, orders_beside_handovers, reserved_beside_orders, stock_beside_movements)


def said(session):
    session.rollback()
    return [(one.stands, one.due) for proof in PROOFS for one in proof(session)]


def agree(work, handover, *differences):
    with work(STAFF, at=handover.partner_id) as uow:
        agree_handover(uow, handover.id, differences=differences)


def test_what_the_services_write_agrees(session, work):
    variant = make_goods(session, stock=40)
    order = make_order(session, variant=variant, state=CONFIRMED)
    handover = make_handover(session, order=order, brought=8)
    (line,) = handover.lines
    agree(work, handover, Difference(line_id=line.id, accepted=6, reason=RejectReason.DAMAGED))
    with work(OWNER, at=variant.producer_id, kind=PRODUCER) as uow:
        count_stock(uow, variant.id, on_hand=30)
    make_purchase(session, make_partner(session), None, 7)  # stands on no handover

    assert said(session) == []


def test_an_agreed_handover_without_its_purchase_is_named(session):
    handover = make_handover(session)
    handover.lines[0].accepted, handover.lines[0].rejected = 4, 6
    session.flush()
    handover.state = AGREED
    session.commit()

    (ledger,) = ledger_beside_handovers(session)
    assert (ledger.stands, ledger.due) == (0, 40_000)
    assert handover.number in ledger.record
    (order,) = orders_beside_handovers(session)
    assert (order.stands, order.due) == (0, 4)
    assert str(order).endswith("Keripik Pisang says 0, its handovers say 4")


def test_an_order_that_counts_too_much_is_named(session):
    order = make_order(session)
    order.lines[0].accepted = 3
    session.commit()

    assert said(session) == [(3, 0)]


def test_stock_that_nobody_holds_or_moved_is_named(session):
    variant = make_goods(session)
    session.add(StockItem(variant_id=variant.id, on_hand=5, reserved=2))
    session.commit()

    assert said(session) == [(2, 0), (5, 0)]
