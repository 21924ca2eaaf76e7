from datetime import date

from marketplace.kernel.period import Month, MonthSpan
from marketplace.purchases.monthly import MonthlyPurchases, bought_by_month
from tests.factories.partners import make_partner
from tests.factories.producers import make_producer
from tests.factories.purchases import make_purchase

AUGUST, SEPTEMBER = Month(2026, 8), Month(2026, 9)
SPAN = MonthSpan(AUGUST, SEPTEMBER)


def test_months_are_added_up_with_returns_and_reversals(session):
    shop, maker = make_partner(session), make_producer(session)
    first = make_purchase(session, shop, maker, 100_000, 50_000)
    make_purchase(session, shop, maker, -20_000)
    make_purchase(session, shop, maker, -150_000, reverses_id=first.id, bought_on=date(2026, 9, 1))

    assert bought_by_month(session, SPAN) == {
        AUGUST: MonthlyPurchases(130_000, partners=1, makers=1),
        SEPTEMBER: MonthlyPurchases(-150_000, partners=1, makers=1),
    }


def test_shops_and_makers_are_counted_once_a_month(session):
    shops, makers = [make_partner(session) for _ in range(2)], [make_producer(session) for _ in range(3)]
    for shop in shops:
        for maker in makers:
            make_purchase(session, shop, maker, 1_000)
            make_purchase(session, shop, maker, 1_000)

    assert bought_by_month(session, SPAN)[AUGUST] == MonthlyPurchases(12_000, partners=2, makers=3)
    assert bought_by_month(session, SPAN, producer_id=makers[0].id)[AUGUST] == MonthlyPurchases(4_000, 2, 1)
    assert bought_by_month(session, SPAN, partner_id=shops[0].id)[AUGUST] == MonthlyPurchases(6_000, 1, 3)


def test_sellers_who_are_no_known_makers_do_not_count(session):
    make_purchase(session, make_partner(session), None, 900_000)

    assert bought_by_month(session, SPAN) == {}


def test_only_the_months_asked_for(session):
    shop, maker = make_partner(session), make_producer(session)
    for day in (date(2026, 7, 31), date(2026, 8, 1), date(2026, 9, 30), date(2026, 10, 1)):
        make_purchase(session, shop, maker, 1_000, bought_on=day)

    assert set(bought_by_month(session, SPAN)) == {AUGUST, SEPTEMBER}
