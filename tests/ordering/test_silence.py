"""What silence agrees to: a table of what it does not, and that more doubt never makes it agree."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.ordering.silence import SilentItem, WhyNotDeemed, may_be_deemed

USUAL = SilentItem(units=10, unit_price=10_000, list_price=10_000, most=10)
FINE = {"in_force": True, "agreed_terms": True}


@pytest.mark.parametrize(
    "item, around, doubts",
    [
        ({}, {}, []),
        ({"unit_price": 9_000, "units": 3}, {}, []),
        ({"ordered": True}, {"agreed_terms": False}, []),
        ({}, {"agreed_terms": False}, [WhyNotDeemed.NOT_AGREED]),
        ({"units": 1}, {"agreed_terms": False}, [WhyNotDeemed.NOT_AGREED]),
        ({}, {"in_force": False}, [WhyNotDeemed.NOT_IN_FORCE]),
        ({"ordered": True}, {"in_force": False}, [WhyNotDeemed.NOT_IN_FORCE]),
        ({"unit_price": 10_001}, {}, [WhyNotDeemed.ABOVE_LIST]),
        ({"unit_price": 5_900_000}, {}, [WhyNotDeemed.ABOVE_LIST]),
        ({"list_price": None}, {}, [WhyNotDeemed.ABOVE_LIST]),
        ({"units": 11}, {}, [WhyNotDeemed.ABOVE_USUAL]),
        ({"most": 0}, {}, [WhyNotDeemed.ABOVE_USUAL]),
        ({"units": 0, "most": 0, "list_price": None}, {"agreed_terms": False}, []),
        ({"units": 0}, {"takes_money": True}, [WhyNotDeemed.TAKES_MONEY]),
        (
            {"units": 11, "unit_price": 10_001},
            {"in_force": False, "agreed_terms": False},
            [
                WhyNotDeemed.NOT_IN_FORCE,
                WhyNotDeemed.NOT_AGREED,
                WhyNotDeemed.ABOVE_LIST,
                WhyNotDeemed.ABOVE_USUAL,
            ],
        ),
    ],
)
def test_silence_agrees_to_nothing_that_was_not_agreed_in_kind(item, around, doubts):
    assert may_be_deemed([replace(USUAL, **item)], **(FINE | around)) == doubts


UNITS, PRICES = st.integers(0, 50), st.integers(1, 100_000)
ITEMS = st.builds(
    SilentItem,
    units=UNITS,
    unit_price=PRICES,
    list_price=st.none() | PRICES,
    most=UNITS,
    ordered=st.booleans(),
)
AROUND = st.fixed_dictionaries({name: st.booleans() for name in ("in_force", "agreed_terms", "takes_money")})


@settings(deadline=None)  # of a busy machine
@given(items=st.lists(ITEMS, max_size=4), other=ITEMS, around=AROUND)
def test_another_item_a_higher_price_or_more_units_never_take_a_doubt_away(items, other, around):
    before = set(may_be_deemed(items, **around))
    dearer = [replace(one, unit_price=one.unit_price + 1, units=one.units + 1) for one in items]

    assert before <= set(may_be_deemed([*items, other], **around))
    assert before <= set(may_be_deemed(dearer, **around))


@settings(deadline=None)  # of a busy machine
@given(items=st.lists(ITEMS, max_size=4), around=AROUND)
def test_what_is_deemed_is_within_every_bound(items, around):
    if not may_be_deemed(items, **around):
        assert around["in_force"] and not around["takes_money"]
        for one in items:
            assert one.units <= one.most
            assert not one.units or (one.list_price is not None and one.unit_price <= one.list_price)
            assert not one.units or one.ordered or around["agreed_terms"]
