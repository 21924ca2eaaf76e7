"""A purchase and its mirror image are nothing together, whatever a register said of discounts and tax."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.kernel.errors import Refused
from marketplace.kernel.period import Month, MonthSpan
from marketplace.purchases.models.ledger import Purchase, Source
from marketplace.purchases.monthly import bought_by_month
from marketplace.purchases.services import reverse_purchase
from marketplace.uptake.ledger import lines_of
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import lines_in, make_purchase

QUIET = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
AUGUST = MonthSpan.of(Month(2026, 8))
MONEY = st.integers(-(10**9), 10**9)
LINES = st.builds(
    lambda quantity, net, tax: {
        "quantity_milli": quantity,
        "net": net,
        "tax": tax if net < 0 else abs(tax),
        "unit_price": abs(net),
    },
    quantity=st.integers(-(10**6), 10**6).filter(bool),
    net=MONEY,
    tax=MONEY,
)


@pytest.fixture
def shop(session):
    return make_partner(session)


def reverse(work, purchase):
    with work() as uow:
        return reverse_purchase(uow, purchase.id, reason="Tercatat dua kali.")


@given(lines=st.lists(LINES, min_size=1, max_size=4))
@QUIET
def test_whatever_the_ledger_takes_it_also_takes_back(session, work, shop, lines):
    maker = make_maker(session)
    purchase = make_purchase(session, shop, maker, lines=lines)
    mirror = reverse(work, purchase)
    pairs = list(zip(lines_in(session, purchase), lines_in(session, mirror), strict=True))
    assert all(line.net + back.net == 0 for line, back in pairs)
    assert all(line.quantity_milli + back.quantity_milli == 0 for line, back in pairs)
    assert bought_by_month(session, AUGUST, producer_id=maker.id)[Month(2026, 8)].net == 0
    assert lines_of(session, AUGUST, partner_ids=[shop.id]) == {}


@pytest.mark.parametrize(
    ("net", "tax", "back"),
    [
        (20_000, 2_200, -2_200),
        (-20_000, -2_200, 2_200),
        (0, 2_200, 0),  # given away: a discount of everything, and tax all the same
        (-5_000, 2_200, 0),  # more discount than price
        (20_000, 0, 0),
    ],
)
def test_tax_goes_back_with_its_row_where_the_ledger_can_say_it(session, work, shop, net, tax, back):
    quantity = 1_000 if net >= 0 else -1_000
    purchase = make_purchase(
        session, shop, None, 1, lines=[{"net": net, "tax": tax, "quantity_milli": quantity}]
    )
    assert [line.tax for line in lines_in(session, reverse(work, purchase))] == [0, back]


def test_the_image_says_of_what_it_is_the_image_and_stands_in_the_same_month(session, work, shop):
    outlet = make_outlet(session, shop)
    purchase = make_purchase(
        session, shop, make_maker(session), bought_on=date(2026, 8, 31), document_number="N-1",
        outlet_id=outlet.id, source=Source.IMPORT,
    )  # fmt: skip
    mirror = reverse(work, purchase)
    kept = ("source", "partner_id", "producer_id", "outlet_id", "bought_on", "document_number", "recognition")
    assert all(getattr(mirror, name) == getattr(purchase, name) for name in kept)
    assert mirror.reverses_id == purchase.id
    assert mirror.public_id != purchase.public_id


def test_neither_it_nor_its_image_is_taken_back_again(session, work, shop):
    purchase = make_purchase(session, shop, make_maker(session))
    mirror = reverse(work, purchase)
    for one in (purchase, mirror):
        with pytest.raises(Refused, match="dibatalkan"):
            reverse(work, one)
    assert session.query(Purchase).count() == 2
