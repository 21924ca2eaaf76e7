"""Ten times the visitors that the server has threads for, while shops write.

Whoever is not answered at once waits in turn or is told to come back (429, 503 with Retry-After); nobody gets a 500, no
acknowledged write is lost, and two seconds after the crowd has gone all is as before.
"""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles

import pytest

from marketplace.journal.queries import verify
from tests.long.books import acknowledged, assert_there, working
from tests.long.clients import Browser

pytestmark = pytest.mark.long

THREADS, TIMES = 8, 10  # of the server; visitors for each of them
SECONDS, PATIENCE = 10.0, 60.0
SLOWEST = 2.0  # seconds at p99 for those who are answered, where the machine answers them all in time
AGAIN = 2.0  # seconds after which all is as before
PAGES = (
    "/",
    "/catalog?q=keripik",
    "/catalog?sort=price&page=2",
    "/producers",
    "/categories",
    "/partner/",
    "/partner/shop",
    "/partner/orders",
    "/partner/purchases",
    "/partner/compliance",
)
FINE = {200, 302, 304}


@dataclass
class Visit:
    status: int
    seconds: float
    retry_after: str | None


def visits(port, cookie, begin, until):
    """One person, one page after another on one connection, beginning with another page than the next person."""
    seen, connection = [], http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    while time.monotonic() < until:
        began = time.monotonic()
        connection.request("GET", PAGES[(begin + len(seen)) % len(PAGES)], headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        seen.append(Visit(answer.status, time.monotonic() - began, answer.getheader("Retry-After")))
    connection.close()
    return seen


def crowd(port, cookie, people, seconds):
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(people) as pool:
        return [
            one
            for seen in pool.map(lambda number: visits(port, cookie, number, until), range(people))
            for one in seen
        ]


def p99(seen):
    return quantiles([one.seconds for one in seen if one.status in FINE], n=100)[98]


def test_ten_times_too_many_wait_or_are_told_to_come_back(served, port, books, capsys):
    visitor = Browser(port)
    visitor.sign_in("mitra2@mb2.test")
    assert {one.status for one in crowd(port, visitor.cookie, 2, SECONDS / 4)} <= FINE  # all is loaded once
    with working(port) as shops:
        usual = crowd(port, visitor.cookie, THREADS, SECONDS)
        written = len(acknowledged(shops))
        many = crowd(port, visitor.cookie, THREADS * TIMES, SECONDS)
        while_many = len(acknowledged(shops)) - written
        time.sleep(AGAIN)
        after = crowd(port, visitor.cookie, THREADS, SECONDS / 2)

    assert {one.status for one in usual + after} <= FINE
    assert {one.status for one in many} <= FINE | {429, 503}
    assert all(one.retry_after for one in many if one.status not in FINE)
    answered = [one for one in many if one.status in FINE]
    in_turn = (
        THREADS * TIMES / (len(usual) / SECONDS)
    )  # seconds until each of them had a turn, at the usual pace
    assert p99(many) < max(SLOWEST, 2 * in_turn)
    assert median(one.seconds for one in after) < 2 * median(one.seconds for one in usual)
    assert [fault for shop in shops for fault in shop.faults] == []
    assert while_many > 0
    assert_there(books, acknowledged(shops))
    assert verify(books).whole
    with capsys.disabled():
        print(
            f"\n{THREADS} visitors: {len(usual) / SECONDS:.0f} pages/s, p99 {p99(usual):.2f} s;"
            f" {THREADS * TIMES}: {len(answered) / SECONDS:.0f} pages/s, p99 {p99(many):.2f} s,"
            f" {len(many) - len(answered)} told to come back, {while_many} writes acknowledged meanwhile, all there;"
            f" {AGAIN:.0f} s later p99 {p99(after):.2f} s"
        )
