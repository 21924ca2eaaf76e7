from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.catalog.pricing import Tier, first_rise, price_at, price_for, rising, tiers_of, tiers_on
from marketplace.kernel.money import Rupiah
from tests.factories.ordering import make_goods, set_tier

TODAY = date(2026, 11, 24)
JANUARY = date(2026, 1, 1)

tiers = st.lists(
    st.builds(
        Tier,
        from_quantity=st.integers(1, 50),
        price=st.integers(1, 100_000).map(Rupiah),
        from_on=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    ),
    unique_by=lambda tier: (tier.from_quantity, tier.from_on),
    max_size=12,
)


def test_a_larger_quantity_reaches_the_next_tier():
    both = [Tier(1, Rupiah(12_500), JANUARY), Tier(10, Rupiah(11_750), JANUARY)]

    assert [price_at(both, quantity, TODAY) for quantity in (1, 9, 10, 500)] == [
        12_500,
        12_500,
        11_750,
        11_750,
    ]


def test_a_price_of_a_day_to_come_does_not_hold_yet():
    change = [Tier(1, Rupiah(10_000), JANUARY), Tier(1, Rupiah(12_000), date(2026, 12, 1))]

    assert price_at(change, 1, TODAY) == 10_000
    assert price_at(change, 1, date(2026, 12, 1)) == 12_000


def test_nothing_is_offered_below_the_smallest_tier_or_without_one():
    assert price_at([Tier(6, Rupiah(9_000), JANUARY)], 5, TODAY) is None
    assert price_at([], 5, TODAY) is None


@given(tiers, st.integers(1, 60), st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_the_price_is_the_newest_of_the_largest_quantity_that_is_reached(given_tiers, quantity, day):
    come = [tier for tier in given_tiers if tier.from_on <= day and tier.from_quantity <= quantity]
    expected = max(come, key=lambda tier: (tier.from_quantity, tier.from_on)).price if come else None

    assert price_at(given_tiers, quantity, day) == expected


@given(tiers, st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_one_tier_per_quantity_holds_smallest_first(given_tiers, day):
    quantities = [tier.from_quantity for tier in tiers_on(given_tiers, day)]

    assert quantities == sorted(set(quantities))


def test_prices_come_from_the_database_for_many_variants_at_once(session):
    one = make_goods(session, tiers={1: 10_000, 12: 9_000})
    two = make_goods(session, price=20_000)
    set_tier(session, two, 21_000, from_on=date(2026, 11, 1))

    assert price_for(session, one.id, 12, TODAY) == 9_000
    assert price_for(session, two.id, 1, TODAY) == 21_000
    assert {variant: len(found) for variant, found in tiers_of(session, [one.id, two.id]).items()} == {
        one.id: 2,
        two.id: 2,
    }


@pytest.mark.parametrize(
    ("prices", "dear"),
    [
        ({}, None),
        ({1: 10_000}, None),
        ({1: 10_000, 10: 9_000, 50: 9_000}, None),
        ({1: 10_000, 50: 9_500, 10: 9_000}, 50),
        ({1: 8_000, 10: 9_000, 50: 10_000}, 10),
    ],
)
def test_who_buys_more_pays_no_more_for_each(prices, dear):
    assert rising(prices) == dear


def test_more_is_never_dearer_on_the_days_that_are_announced_either():
    soon, later = date(2026, 12, 1), date(2026, 12, 15)
    today = [Tier(1, Rupiah(10_000), date(2026, 1, 1)), Tier(12, Rupiah(9_000), date(2026, 1, 1))]
    cheaper, dearer = Tier(1, Rupiah(8_000), soon), Tier(12, Rupiah(9_500), later)

    assert first_rise(today, TODAY) is None
    assert first_rise([*today, dearer], TODAY) is None
    assert first_rise([*today, dearer, cheaper], TODAY) == (soon, 12)
    assert first_rise([*today, dearer, cheaper._replace(price=Rupiah(9_200))], TODAY) == (later, 12)
    assert first_rise([*today, dearer, cheaper], date(2026, 12, 20)) == (date(2026, 12, 20), 12)
