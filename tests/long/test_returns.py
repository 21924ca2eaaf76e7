"""Long ledgers of returns: neither the order of recording nor the cut into months changes what they give back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.uptake.returns import follow_returns
from tests.uptake.test_returns import plain, renumbered, some_lines

pytestmark = pytest.mark.long

long_lines = st.lists(some_lines, min_size=2, max_size=8).map(
    lambda parts: [row for some in parts for row in some]
)


@settings(max_examples=1_000, deadline=None)
@given(lines=long_lines, dice=st.randoms())
def test_the_order_of_recording_changes_nothing(lines, dice):
    assert plain(follow_returns(renumbered(lines, dice))) == plain(follow_returns(lines))


@settings(max_examples=1_000, deadline=None)
@given(lines=long_lines, dice=st.randoms(), days=st.lists(st.dates(), max_size=3))
def test_months_recorded_in_any_order_find_the_same_purchases(lines, dice, days):
    anew = renumbered(lines, dice)
    cuts = sorted({*days, *(row.line.day for row in dice.sample(anew, min(2, len(anew))))})
    months = [
        [row for row in anew if sum(cut <= row.line.day for cut in cuts) == place]
        for place in range(len(cuts) + 1)
    ]
    read = [
        line
        for place, some in enumerate(months)
        for line in follow_returns(some, [row for month in months[:place] for row in month])
    ]
    assert plain(read) == plain(follow_returns(lines))
