import pytest

from marketplace.catalog.events import ProductPaused
from marketplace.journal.changes import Changes, changes_since
from marketplace.journal.reactions import write_entries
from marketplace.kernel.events import TransactionEvents
from marketplace.ordering.events import OrderClosed


@pytest.fixture
def happens(work, session):
    def write(event):
        write_entries(work(), TransactionEvents([event]))
        session.commit()

    return write


def product():
    return ProductPaused(product_id=1, reason="habis")


def order():
    return OrderClosed(order_id=1, written_off=0, reason="")


def test_in_a_quiet_city_there_is_nothing_to_know(session):
    assert changes_since(session, Changes()) == Changes(0, 0)


def test_whoever_begins_to_read_begins_at_the_end(session, happens):
    happens(product())
    happens(order())

    assert changes_since(session, Changes()) == Changes(2, 2)


def test_what_a_visitor_can_see_is_news(session, happens):
    happens(product())
    known = changes_since(session, Changes())
    happens(product())

    assert changes_since(session, known) == Changes(2, 2)


def test_what_no_visitor_can_see_is_read_but_changes_nothing(session, happens):
    happens(product())
    known = changes_since(session, Changes())
    happens(order())
    happens(order())

    assert changes_since(session, known) == Changes(3, 1)


def test_among_private_facts_the_public_one_is_found(session, happens):
    known = Changes(0, 0)
    happens(product())
    known = changes_since(session, known)
    for event in (order(), product(), order()):
        happens(event)

    assert changes_since(session, known) == Changes(4, 3)


def test_without_anything_new_the_knowledge_stays(session, happens):
    happens(product())
    known = changes_since(session, Changes())

    assert changes_since(session, known) == known
