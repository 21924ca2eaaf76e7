"""Two hands on one text: what one changed stays, what both changed is asked."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.catalog.revisions import Text, merge
from marketplace.kernel.errors import Refused

SEEN = Text(name="Keripik", description="Renyah", storage="Kering")
TEXTS = st.builds(
    Text,
    name=st.sampled_from(["a", "b", "c"]),
    storage=st.sampled_from(["", "x", "y"]),
    shelf_life_days=st.sampled_from([None, 30, 60]),
    label_shows=st.sampled_from([(), ("name",), ("name", "halal")]),
)


def test_each_keeps_what_it_changed():
    now, typed = replace(SEEN, storage="Di toples"), replace(SEEN, name="Keripik Pisang")

    assert merge(SEEN, now, typed) == replace(SEEN, name="Keripik Pisang", storage="Di toples")


def test_the_field_that_both_changed_is_named():
    with pytest.raises(Refused, match="dari tempat lain") as no:
        merge(SEEN, replace(SEEN, storage="Di toples"), replace(SEEN, storage="Di kulkas"))
    assert no.value.field == "storage"


@given(TEXTS, TEXTS, TEXTS)
def test_nothing_that_either_changed_is_lost(seen, now, typed):
    theirs = [
        (one.name, getattr(seen, one.name), getattr(now, one.name), getattr(typed, one.name))
        for one in fields(Text)
    ]
    both = [name for name, before, there, here in theirs if len({before, there, here}) == 3]
    try:
        merged = merge(seen, now, typed)
    except Refused as no:
        assert no.field == both[0]
    else:
        assert both == []
        for name, before, there, here in theirs:
            assert getattr(merged, name) == (here if there == before else there)
