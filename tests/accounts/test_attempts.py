from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Attempt
from marketplace.accounts.services.attempts import (
    HAND_OVER,
    RECOVERY,
    SIGN_IN,
    TooMany,
    forget_attempts,
    forget_old_attempts,
    is_over,
    note_attempt,
)
from tests.conftest import NOW

HERE = {"account": "tini@contoh.id", "address": "203.0.113.9"}


def try_times(work, limit, times, *, now=NOW, **who):
    for _ in range(times):
        with work(now=now) as uow:
            note_attempt(uow, limit, **HERE | who)


@pytest.mark.parametrize(("limit", "most"), [(SIGN_IN, 10), (RECOVERY, 5)])
def test_a_pair_of_account_and_address_has_so_many_tries(work, limit, most):
    try_times(work, limit, most)
    with pytest.raises(TooMany):
        try_times(work, limit, 1)
    with pytest.raises(TooMany):  # the same account however it is written
        try_times(work, limit, 1, account=" TINI@contoh.id")


def test_the_account_stays_open_from_elsewhere_and_other_accounts_from_here(work):
    try_times(work, SIGN_IN, 10)
    try_times(work, SIGN_IN, 1, address="198.51.100.7")
    try_times(work, SIGN_IN, 1, account="budi@contoh.id")


def test_an_address_asks_for_a_hundred_links_over_all_accounts(work):
    for each in range(20):
        try_times(work, RECOVERY, 5, account=f"{each}@contoh.id")
    with pytest.raises(TooMany):
        try_times(work, RECOVERY, 1, account="new@contoh.id")


@pytest.mark.parametrize(
    "addresses",
    [[f"2001:db8:1:2::{number:x}" for number in range(10)], ["203.0.113.9", "::ffff:203.0.113.9"] * 5],
)
def test_the_addresses_of_one_connection_are_one(work, addresses):
    for address in addresses:
        try_times(work, SIGN_IN, 1, address=address)
    with pytest.raises(TooMany):
        try_times(work, SIGN_IN, 1, address=addresses[1])
    try_times(work, SIGN_IN, 1, address="2001:db8:1:3::1")


def test_waiting_helps(work):
    try_times(work, SIGN_IN, 10)
    with pytest.raises(TooMany):
        try_times(work, SIGN_IN, 1, now=NOW + timedelta(minutes=4, seconds=59))
    try_times(work, SIGN_IN, 1, now=NOW + timedelta(minutes=5))


def test_a_right_try_forgets_the_wrong_ones_of_the_pair(work, session):
    try_times(work, HAND_OVER, 9)
    with work() as uow:
        noted = note_attempt(uow, HAND_OVER, **HERE)
    with work() as uow:
        forget_attempts(uow, HAND_OVER, noted, **HERE)
    try_times(work, HAND_OVER, 10)
    assert len(session.scalars(select(Attempt)).all()) == 9 + 20  # the address still remembers nine


def test_tries_noted_side_by_side_are_all_counted(work):
    try_times(work, SIGN_IN, 9)
    with work() as uow:
        note_attempt(uow, SIGN_IN, **HERE)
    assert not is_over(work(), SIGN_IN, **HERE, noted=1)
    with work() as uow:  # as if another process had noted at the same moment
        uow.session.add_all(Attempt(what="sign-in", key=key, at=NOW) for key, _ in SIGN_IN.keys(**HERE))
    assert is_over(work(), SIGN_IN, **HERE, noted=1)


def test_neither_account_nor_address_stands_in_the_rows(work, session):
    try_times(work, SIGN_IN, 1)
    for row in session.scalars(select(Attempt)):
        assert len(row.key) == 64


def test_old_ones_are_forgotten(work, session):
    try_times(work, SIGN_IN, 2)
    with work(now=NOW + timedelta(days=1, seconds=1)) as uow:
        forget_old_attempts(uow)
    assert session.scalars(select(Attempt)).all() == []
