from datetime import timedelta

import pytest

from marketplace.accounts.services.attempts import TooMany
from marketplace.kernel.roles import VIEWER
from marketplace.outreach.limits import take_turn
from tests.conftest import NOW

HALL, ELSEWHERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def turn(work):
    def take(number, *, address=HALL, activity="k3m9p2q7r4s8", now=NOW):
        """Whether they may register."""
        try:
            with work(VIEWER, at=1, now=now) as uow:
                take_turn(uow, activity=activity, phone=f"+62812300{number:05}", address=address)
        except TooMany:
            return False
        return True

    return take


def test_sixty_at_once_from_one_address_are_ten(turn):
    assert [turn(number) for number in range(60)].count(True) == 10
    assert turn(60, address=ELSEWHERE), "others register meanwhile"
    assert turn(61, activity="k3m9p2q7r4s9"), "and for other activities"


def test_a_hall_of_forty_behind_one_address_registers_in_ten_minutes(turn):
    assert all(turn(number, now=NOW + timedelta(seconds=15 * number)) for number in range(40))


def test_one_number_registers_five_times_a_day_wherever_from(turn):
    tries = [turn(1, address=f"203.0.113.{n}", activity=f"activity{n}") for n in range(7)]
    assert tries == [True] * 5 + [False] * 2
    assert turn(1, now=NOW + timedelta(days=1))


def test_a_crowd_of_addresses_is_slowed_at_one_activity(turn):
    tries = [turn(number, address=f"203.0.113.{number}") for number in range(30)]
    assert tries.count(True) == 20
    assert turn(99, address="203.0.113.99", now=NOW + timedelta(minutes=2))
