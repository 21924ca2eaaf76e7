"""A month with something open reads the lines that it is about, sums of all others, and every figure is the same."""

from datetime import date

import pytest

from marketplace.circulars.models import SellerTest
from marketplace.circulars.rules.base import UNDER_REVIEW
from marketplace.compliance.inputs import inputs_of, summed_inputs_of
from marketplace.compliance.months import evaluate_all
from marketplace.compliance.numbers import without_numbers
from marketplace.compliance.queries import evaluate_month
from marketplace.kernel.period import Month
from marketplace.purchases.models.answers import Answer
from tests.factories.circulars import make_circular, make_clause
from tests.factories.months import make_period
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, lines_in, make_purchase, make_refusal
from tests.factories.telling import make_figure

AUGUST, TODAY, LATER = Month(2026, 8), date(2026, 8, 20), date(2026, 8, 25)


@pytest.fixture
def makers(session):
    make_circular(
        session,
        make_clause(least=2000),
        make_clause("producer_breadth", 3, lowest_grade="C"),
        make_clause("local_sku_count", 4, seller_test=SellerTest.LOCAL_CERTIFIED),
    )
    return [make_maker(session) for _ in range(3)]


@pytest.fixture
def shop(session, makers):
    """Buys of each of them, and gives goods of each back."""
    shop = make_partner(session)
    for maker in makers:
        make_purchase(session, shop, maker, 50_000, 20_000, document_number=f"N-{maker.id}")
        make_purchase(session, shop, maker, -5_000, bought_on=LATER)
    declare(session, shop)
    make_period(session)
    return shop


def refused(session, shop, makers):
    (line,) = lines_in(session, make_purchase(session, shop, makers[0], 90_000))
    make_refusal(session, line, answered=True)
    make_purchase(session, shop, makers[0], -60_000, bought_on=LATER)  # of that row


def disputed(session, shop, makers):
    day = date(2026, 8, 26)
    purchase = make_purchase(session, shop, makers[1], 150_000, answer=Answer.DISPUTED, bought_on=day)
    make_figure(session, purchase)
    make_purchase(session, shop, makers[1], -30_000, bought_on=day)  # of it


def unnamed(session, shop, makers):
    for text in ("Pak Umar", "Bu Sri", "Pak Umar"):
        make_purchase(session, shop, None, 40_000, seller_text=text)


def all_of_it(*given):
    for happens in (refused, disputed, unnamed):
        happens(*given)


@pytest.mark.parametrize(
    ("happens", "single"),
    [(refused, {0}), (disputed, {1}), (unnamed, {None}), (all_of_it, {0, 1, None})],
)
def test_what_is_open_is_judged_by_its_own_lines_and_sums_of_the_rest(session, shop, makers, happens, single):
    happens(session, shop, makers)
    exact = inputs_of(session, AUGUST, today=TODAY)
    read = summed_inputs_of(session, AUGUST, today=TODAY)
    of_one = {line.producer_id for one in read.inputs.partners for line in one.lines if line.id > 0}
    assert of_one == {None if one is None else makers[one].id for one in single}
    right = evaluate_all(exact)
    each = {line.id: 1 for one in exact.partners for line in one.lines}
    assert without_numbers(evaluate_all(read.inputs), read.stand_for) == without_numbers(right, each)
    assert any(clause.outcome is UNDER_REVIEW for clause in right.partners[0].clauses)


def test_nothing_open_reads_no_line_by_itself(session, shop):
    read = summed_inputs_of(session, AUGUST, today=TODAY)
    assert [line for one in read.inputs.partners for line in one.lines if line.id > 0] == []
    assert evaluate_month(session, AUGUST).partners[0].reported
