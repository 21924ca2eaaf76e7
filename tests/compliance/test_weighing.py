"""What officers see beside a declared total is what a judgement takes its share of."""

from datetime import date

import pytest
from hypothesis import given

from marketplace.compliance.queries import evaluate_month
from marketplace.compliance.weighing import WeighedMonth, weigh_months
from marketplace.kernel.period import Month
from marketplace.producers.models import Locality, LocalityBasis
from marketplace.purchases.models.answers import Answer
from tests.factories.catalog import make_category
from tests.factories.circulars import make_circular
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, lines_in, make_purchase, make_refusal
from tests.uptake.test_random_ledgers import BOOKS, QUIET, write

AUGUST, SEPTEMBER = "2026-08", "2026-09"
write = write  # noqa: PLW0127  # the fixture


@pytest.fixture
def shop(session):
    return make_partner(session, name="Swalayan Contoh")


@pytest.fixture
def maker(session):
    """Local from 10 to 31 August."""
    maker = make_maker(session, local=False)
    days = {"from_on": date(2026, 8, 10), "until_on": date(2026, 8, 31)}
    session.add(Locality(producer_id=maker.id, basis=LocalityBasis.CITY_LIST, verified_by=None, **days))
    session.commit()
    return maker


def weighed(session, shop, month=AUGUST):
    return weigh_months(session, {(shop.id, month)})[shop.id, month]


def test_a_total_stands_beside_what_local_makers_delivered_in_its_month(session, shop, maker):
    declare(session, shop, 900_000)
    make_purchase(session, shop, maker, 100_000, -20_000, bought_on=date(2026, 8, 10))
    make_purchase(session, shop, maker, 7, bought_on=date(2026, 8, 9))  # not local yet
    make_purchase(session, shop, maker, 7, bought_on=date(2026, 9, 1))  # another month
    make_purchase(session, shop, None, 7, bought_on=date(2026, 8, 12))  # nobody's maker
    make_purchase(session, make_partner(session), maker, 7, bought_on=date(2026, 8, 12))  # another shop

    assert weighed(session, shop) == WeighedMonth(80_000, 900_000)
    assert not weighed(session, shop).too_low


def test_a_return_after_a_lapse_comes_off_as_in_the_judgement(session, shop, maker):
    declare(session, shop, 500, month=SEPTEMBER)
    make_purchase(session, shop, maker, 100, bought_on=date(2026, 8, 12))
    make_purchase(session, shop, maker, -40, bought_on=date(2026, 9, 3))
    assert weighed(session, shop, SEPTEMBER) == (-40, 500)


def test_what_was_taken_back_refused_or_disputed_is_not_counted(session, shop, maker):
    declare(session, shop, 10)
    wrong = make_purchase(session, shop, maker, 100)
    assert weighed(session, shop).too_low
    make_purchase(session, shop, maker, -100, reverses_id=wrong.id)
    make_purchase(session, shop, maker, 20, answer=Answer.DISPUTED)
    make_refusal(session, lines_in(session, make_purchase(session, shop, maker, 30))[0])
    assert weighed(session, shop) == (0, 10)


def test_each_month_is_without_what_its_own_circular_excludes(session, shop, maker):
    food = make_category(session, code="food")
    make_circular(session, from_on=date(2026, 7, 20), until_on=date(2026, 9, 29), excluded=["food"])
    lines = [{"net": 9, "category_id": food.id}]
    for month, day in ((AUGUST, date(2026, 8, 12)), (SEPTEMBER, date(2026, 9, 5))):
        make_purchase(session, shop, maker, 100, lines=lines, bought_on=day)
        declare(session, shop, 1_000, month=month, by_category={"food": 300})
    assert weighed(session, shop) == (100, 700)
    assert weighed(session, shop, SEPTEMBER) == (
        0,
        1_000,
    )  # not local any more, and no circular all through it
    declare(session, shop, 1_000, revision=2)
    assert weighed(session, shop) == (100, None)
    assert weigh_months(session, set()) == {}


@given(books=BOOKS)
@QUIET
def test_whatever_the_books_hold_it_is_what_is_judged(session, write, books):
    shops, _ = write(books)
    months = [Month(2026, month) for month in (7, 8, 9)]
    wanted = {(shop.id, str(month)) for shop in shops for month in months}
    found = weigh_months(session, wanted)
    for month in months:
        for one in evaluate_month(session, month, partner_ids=[shop.id for shop in shops]).partners:
            assert found[one.partner.id, str(month)] == (one.local, one.declared)
