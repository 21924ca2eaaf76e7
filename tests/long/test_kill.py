"""Server and worker are killed a hundred times while shops send orders and purchases.

What was acknowledged is there, once and whole; no job is lost; the journal is unbroken; all of it is ready again by
itself.
"""

import random
import time
from statistics import median

import pytest

from marketplace.journal.queries import verify
from tests.long.books import acknowledged, assert_there, working

pytestmark = pytest.mark.long

# What is killed, in turn. After an answering process the server starts another; after the others all starts anew.
TURNS = ("answering", "answering", "worker", "answering", "everything")
KILLS, THOROUGH = 100, 20  # after each twentieth the journal is verified from its beginning
LIVES = (0.2, 1.0)  # seconds that it is let live once it answers


def test_a_hundred_kills_lose_nothing_and_break_nothing(served, port, books, capsys):
    ready, checked = {}, set()
    with working(port) as shops:
        for number in range(KILLS):
            time.sleep(random.uniform(*LIVES))
            known, what = {*acknowledged(shops)}, TURNS[number % len(TURNS)]
            ready.setdefault(what, []).append(served.kill(what))
            assert_there(books, known - checked)
            checked = known
            if number % THOROUGH == 0:
                assert verify(books).whole
        time.sleep(LIVES[1])
    assert [fault for shop in shops for fault in shop.faults] == []
    known = acknowledged(shops)
    assert_there(books, known)
    assert verify(books).whole
    kinds = [kind for kind, *_ in known]
    assert kinds.count("order") > KILLS / 4
    assert kinds.count("purchase") > KILLS
    with capsys.disabled():
        again = ", ".join(
            f"{what} {median(took):.1f} (at most {max(took):.1f})" for what, took in ready.items()
        )
        print(
            f"\n{KILLS} kills: {kinds.count('order')} orders and {kinds.count('purchase')} purchases acknowledged,"
            f" all there once; {verify(books).entries} journal entries unbroken; seconds until ready again: {again}"
        )
