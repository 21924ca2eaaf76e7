from marketplace.db.numbering import next_number
from marketplace.inventory.models import StockItem
from marketplace.inventory.reconciliation import compare_stock_with_movements
from marketplace.inventory.services import count_stock
from marketplace.kernel.roles import OWNER, PRODUCER, STAFF
from marketplace.ordering.models.papers import Paper
from marketplace.ordering.models.terms import Consigned
from marketplace.ordering.reconciliation import (
    compare_consigned_with_handovers,
    compare_dues_with_handovers,
    compare_ledger_with_handovers,
    compare_orders_with_handovers,
    compare_reserved_with_orders,
    find_gaps_in_numbers,
)
from marketplace.ordering.services.delivering import (
    BroughtItem,
    prepare_alone,
    prepare_handover,
    send_handover,
)
from marketplace.ordering.services.receiving import Difference, agree_handover
from marketplace.ordering.states import AGREED, CONFIRMED, AgreedHow, PaperKind, RejectReason
from tests.conftest import NOW
from tests.factories.ordering import consign, make_goods, make_handover, make_order
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import make_purchase

PROOFS = (
    compare_ledger_with_handovers,
    compare_dues_with_handovers,
    compare_orders_with_handovers,
    compare_consigned_with_handovers,
    find_gaps_in_numbers,
    compare_reserved_with_orders,
    compare_stock_with_movements,
)


def disagreements(session):
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

    assert disagreements(session) == []


def test_an_agreed_handover_without_its_purchase_is_named(session):
    handover = make_handover(session)
    handover.lines[0].accepted, handover.lines[0].rejected = 4, 6
    session.flush()
    handover.state, handover.agreed_how = AGREED, AgreedHow.ACCOUNT
    session.commit()

    (ledger,), (due,) = compare_ledger_with_handovers(session), compare_dues_with_handovers(session)
    assert (ledger.stands, ledger.due) == (due.stands, due.due) == (0, 40_000)
    assert handover.number in ledger.record and handover.number in due.record
    (order,) = compare_orders_with_handovers(session)
    assert (order.stands, order.due) == (0, 4)
    assert str(order).endswith("Keripik Pisang says 0, its handovers say 4")


def test_an_order_that_counts_too_much_is_named(session):
    order = make_order(session)
    order.lines[0].accepted = 3
    session.commit()

    assert disagreements(session) == [(3, 0)]


def test_stock_that_nobody_holds_or_moved_is_named(session):
    variant = make_goods(session)
    session.add(StockItem(variant_id=variant.id, on_hand=5, reserved=2))
    session.commit()

    assert disagreements(session) == [(2, 0), (5, 0)]


def test_goods_that_travel_without_an_order_hold_their_stock_too(session, work):
    goods, shop = make_goods(session, stock=10), make_outlet(session, make_partner(session))
    make_order(session, variant=goods, quantity=3)
    with work(OWNER, at=goods.producer_id) as uow:
        send_handover(uow, prepare_alone(uow, shop.id, [BroughtItem(variant_id=goods.id, brought=4)]).id)
    assert disagreements(session) == []

    session.get(StockItem, goods.id).reserved = 3
    session.commit()
    assert disagreements(session) == [(3, 7)]


def test_a_balance_that_no_handover_brought_is_named_and_one_that_is_missing(session):
    goods, shop = make_goods(session), make_outlet(session, make_partner(session))
    row = consign(session, goods, shop, 6)
    assert disagreements(session) == []

    row.balance = 7
    session.commit()
    (found,) = compare_consigned_with_handovers(session)
    assert (found.stands, found.due, found.record) == (7, 6, f"consigned {goods.sku} at {shop.name}")
    session.delete(session.get(Consigned, (goods.producer_id, shop.id, goods.id)))
    session.commit()
    assert disagreements(session) == [(0, 6)]


def test_a_number_that_was_taken_and_has_no_paper_is_named(session, work):
    order = make_order(session, state=CONFIRMED)
    with work(OWNER, at=order.producer_id) as uow:
        handover = prepare_handover(uow, order.id)
        next_number(uow, issuer_id=order.producer_id, kind="SJ")

    (found,) = find_gaps_in_numbers(session)
    assert (found.stands, found.due) == (1, 2)
    assert found.record == f"papers SJ of {order.producer_id} in 2026"
    session.add(
        Paper(
            issuer_id=order.producer_id, kind=PaperKind.RECEIPT, year=2026, sequence=1, number="x",
            handover_id=handover.id, issued_at=NOW,
        )
    )  # fmt: skip
    session.commit()
    assert [(one.stands, one.due) for one in find_gaps_in_numbers(session)] == [(1, 0), (1, 2)]
