"""Whatever is counted: a round adds up as a patient clerk would do it, pack by pack."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.errors import Refused
from marketplace.ordering.counting import count_round

UNITS = st.integers(0, 60)


class Shelf:
    """Every single pack, moved by hand."""

    def __init__(self, opening):
        self.packs, self.sold = ["old"] * opening, 0

    def visit(self, counted, taken_back, lost, brought):
        """Whether the packs are enough for what is said of them."""
        for _ in range(counted + taken_back + lost):
            if not self.packs:
                return False
            self.packs.pop()
        self.sold = len(self.packs)
        self.packs = ["old"] * counted + ["new"] * brought
        return True


@given(opening=UNITS, counted=UNITS, taken_back=UNITS, lost=UNITS, brought=UNITS)
def test_a_round_says_what_a_clerk_finds_pack_by_pack(opening, counted, taken_back, lost, brought):
    shelf = Shelf(opening)
    figures = {"opening": opening, "counted": counted, "taken_back": taken_back, "lost": lost}

    if not shelf.visit(counted, taken_back, lost, brought):
        with pytest.raises(Refused, match="padahal saldo titip"):
            count_round(**figures, brought=brought)
        return
    count = count_round(**figures, brought=brought)

    assert (count.sold, count.balance) == (shelf.sold, len(shelf.packs))
    assert count.balance == opening + brought - count.sold - taken_back - lost


@given(visits=st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100), st.integers(0, 30)), max_size=12))
def test_over_many_rounds_nothing_appears_and_nothing_is_lost_sight_of(visits):
    """Shares in percent of what lies there are left and taken back; then more is brought."""
    balance = came = sold = taken = 0
    for left, back, brought in visits:
        counted = balance * left // 100
        taken_back = (balance - counted) * back // 100
        count = count_round(opening=balance, counted=counted, taken_back=taken_back, brought=brought)
        came, sold, taken, balance = came + brought, sold + count.sold, taken + taken_back, count.balance
        assert balance == came - sold - taken >= 0


def test_a_count_that_is_too_high_is_refused_with_the_item_and_its_numbers():
    with pytest.raises(Refused) as refusal:
        count_round(opening=24, counted=20, taken_back=5, name="Keripik Pisang", field="counted_7")

    assert str(refusal.value) == (
        "Keripik Pisang: sisa 20 dan ditarik 5 menjadi 25, padahal saldo titip 24. Hitung lagi."
    )
    assert refusal.value.field == "counted_7"


def test_what_was_lost_is_named_too():
    with pytest.raises(Refused, match="sisa 20, ditarik 3 dan hilang 2 menjadi 25, padahal saldo titip 24"):
        count_round(opening=24, counted=20, taken_back=3, lost=2, name="Kopi")


@pytest.mark.parametrize("field", ["counted", "taken_back", "lost", "brought"])
def test_nothing_is_below_zero(field):
    figures = {"opening": 10, "counted": 2, "taken_back": 0, "lost": 0, "brought": 0} | {field: -1}

    with pytest.raises(Refused, match="Kopi: isi angka nol atau lebih"):
        count_round(**figures, name="Kopi")
