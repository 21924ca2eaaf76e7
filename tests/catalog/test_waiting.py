from datetime import timedelta

import pytest

from marketplace.catalog.waiting import waiting_products
from marketplace.kernel.review import SUBMITTED, ReviewState
from tests.conftest import NOW
from tests.factories.catalog import make_draft
from tests.factories.ordering import make_maker


def test_a_submitted_product_waits_with_its_maker_and_since_when(session):
    maker = make_maker(session, name="Keripik Bu Tini")
    product = make_draft(session, maker=maker, state=SUBMITTED, submitted_at=NOW - timedelta(days=2))
    [waiting] = session.execute(waiting_products())
    assert (waiting.public_id, waiting.maker) == (product.public_id, "Keripik Bu Tini")
    assert waiting.submitted_at == NOW - timedelta(days=2)


@pytest.mark.parametrize("state", [state for state in ReviewState if state is not SUBMITTED])
def test_nothing_else_waits(session, state):
    make_draft(session, state=state)
    assert session.execute(waiting_products()).all() == []


def test_every_submitted_product_of_every_maker_waits_once(session):
    products = [make_draft(session, state=SUBMITTED, submitted_at=NOW, price=1_000) for _ in range(3)]
    assert sorted(row.public_id for row in session.execute(waiting_products())) == sorted(
        product.public_id for product in products
    )
