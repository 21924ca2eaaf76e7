from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.billing.ppn import rule_on, tax_on

DAY = date(2026, 11, 24)


def test_the_example_of_the_regulation():
    assert tax_on([(DAY, 100_000)]) == (91_667, 11_000)


def test_the_rate_is_that_of_the_day():
    assert tax_on([(date(2024, 12, 31), 100_000)]) == (100_000, 11_000)
    assert tax_on([(date(2024, 12, 31), 100_001), (date(2025, 1, 1), 100_000)]) == (191_668, 22_000)
    with pytest.raises(LookupError):
        rule_on(date(2022, 3, 31))


@given(st.integers(-(10**12), 10**12))
def test_a_return_mirrors_its_purchase_and_eleven_percent_is_never_missed_by_a_rupiah(net):
    base, ppn = tax_on([(DAY, net)])
    assert tax_on([(DAY, -net)]) == (-base, -ppn)
    assert abs(100 * ppn - 11 * net) <= 100
