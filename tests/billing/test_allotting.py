import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.billing.allotting import Open, allot, flagged, sum_of
from marketplace.kernel.errors import Refused

LEFTS = st.lists(st.integers(-500_000, 900_000).filter(lambda left: left != 0), min_size=1, max_size=6)


def of(*lefts):
    return [Open(number, left) for number, left in enumerate(lefts, start=1)]


def test_one_due_is_paid_whole_or_in_part():
    assert allot(of(100_000), received=100_000) == [(1, 100_000, 0)]
    assert allot(of(100_000), received=40_000) == [(1, 40_000, 0)]


def test_the_first_given_is_paid_first():
    assert allot(of(100_000, 50_000, 70_000), received=120_000) == [(1, 100_000, 0), (2, 20_000, 0)]


def test_returns_are_taken_off_before_money_is_asked_for():
    assert allot(of(100_000, -30_000), received=70_000) == [(2, -30_000, 0), (1, 100_000, 0)]


def test_a_return_larger_than_what_is_owed_is_taken_off_in_part():
    assert allot(of(20_000, -30_000), received=0) == [(2, -20_000, 0), (1, 20_000, 0)]


def test_who_pays_all_without_the_return_keeps_it_for_later():
    assert allot(of(100_000, -30_000), received=100_000) == [(1, 100_000, 0)]


def test_what_remains_of_dues_and_returns_is_never_below_zero():
    assert (sum_of([7_000, 1, -3_000, -1]), sum_of([7_000, -3_000]).net) == ((7_001, 3_001), 4_000)
    assert sum_of([7_000, -9_000]).net == 0


def test_deductions_are_spread_to_the_rupiah():
    shares = allot(of(33_333, 33_333, 33_334), received=90_000, deducted=10_000)

    assert [share.deducted for share in shares] == [3_333, 3_334, 3_333]
    assert sum(share.received for share in shares) == 90_000


@pytest.mark.parametrize(
    ("lefts", "received", "says"),
    [
        ((100_000,), 100_001, "tinggal Rp100.000"),
        ((100_000,), 0, "Isi jumlah"),
        ((-5_000, -1_000), 0, "Isi jumlah"),
    ],
)
def test_more_than_is_owed_and_nothing_at_all_are_refused(lefts, received, says):
    with pytest.raises(Refused, match=says):
        allot(of(*lefts), received=received)


@given(LEFTS, st.data())
def test_no_due_is_overpaid_and_the_money_adds_up(lefts, data):
    owed = sum_of(lefts).owed
    received = data.draw(st.integers(0, owed))
    deducted = data.draw(st.integers(0, owed - received))
    dues = of(*lefts)
    try:
        shares = allot(dues, received=received, deducted=deducted)
    except Refused:
        assert received == deducted == 0 and sum_of(lefts).owed * sum_of(lefts).returns == 0
        return

    left = {due.due_id: due.left for due in dues}
    assert sum(share.received for share in shares) == received
    assert sum(share.deducted for share in shares) == deducted
    assert len({share.due_id for share in shares}) == len(shares)
    for share in shares:
        paid = share.received + share.deducted
        assert 0 < paid <= left[share.due_id] if paid > 0 else left[share.due_id] <= paid < 0
        assert share.deducted >= 0 and (share.received >= 0 or share.deducted == 0)


def test_above_fifteen_percent_is_flagged():
    assert not flagged(15_000, 100_000)
    assert flagged(15_001, 100_000)
    assert not flagged(0, -40_000)
