"""The worker of `make run` in a process of its own, two threads and clients that are slow, rude or many."""

import hashlib
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import cycle

import pytest

from tests.slow_clients import THREADS, head, rest_of, serve

GET = b"GET / HTTP/1.1\r\nHost: mb2\r\n"
NOTHING = hashlib.sha256().hexdigest().encode()


@pytest.fixture(scope="module")
def server():
    with serve() as server:
        yield server


@pytest.fixture
def ending():
    """A server that the test ends."""
    with serve() as server:
        yield server


def timed(act):
    began = time.monotonic()
    act()
    return time.monotonic() - began


def drip(lines, data, seconds):
    """A byte to each of them, every tenth of a second."""
    sent = [iter(data) for _ in lines]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for line, rest in zip(lines, sent, strict=True):
            with suppress(OSError):  # cut off
                line.send(bytes([next(rest)]))
        time.sleep(0.1)


@pytest.mark.parametrize("begins", [b"", GET[:-2], head(10**6)])
def test_forty_who_send_a_byte_at_a_time_keep_nobody_waiting(server, begins):
    lines = [server.connect() for _ in range(40)]
    for line in lines:
        line.sendall(begins)
    with ThreadPoolExecutor(1) as pool:
        dripping = pool.submit(drip, lines, cycle(b"x"), 4)
        time.sleep(0.5)
        waits = [timed(server.ask) for _ in range(8)]
        dripping.result()

    assert max(waits) < 1
    for line in lines:
        answer = rest_of(line)
        assert answer.startswith(b"HTTP/1.1 408 ") and b"terlalu lambat" in answer
        line.close()


def test_the_collector_leaves_the_loaded_program_alone(server):
    length = server.ask("/kept").partition(b"\r\n\r\n")[2].split()[0]
    assert int(length) > 10_000


def test_who_connects_and_says_nothing_is_let_go(server):
    with server.connect() as line:
        assert timed(lambda: rest_of(line)) < 5


def test_who_sends_slowly_and_steadily_is_served(server):
    """A photo at 64 kB a second takes longer than the worker would wait for the same bytes at once."""
    photo = bytes(range(256)) * 1024
    with server.connect() as line:
        line.sendall(head(len(photo)))
        for place in range(0, len(photo), 6400):
            line.sendall(photo[place : place + 6400])
            time.sleep(0.1)
        answer = rest_of(line)

    assert f"{len(photo)} {hashlib.sha256(photo).hexdigest()}".encode() in answer


def test_several_requests_in_one_piece_are_answered_in_turn(server):
    post = b"POST / HTTP/1.1\r\nHost: mb2\r\nContent-Length: 3\r\n\r\n"
    with server.connect() as line:
        line.sendall(GET + b"\r\n" + post + b"abc" + GET + b"Connection: close\r\n\r\n")
        answer = rest_of(line)

    assert answer.count(b"HTTP/1.1 200") == answer.count(b"end") == 3
    assert answer.count(b"0 " + NOTHING) == 2
    assert b"3 " + hashlib.sha256(b"abc").hexdigest().encode() in answer


def test_who_asks_first_whether_to_send_is_told_to(server):
    with server.connect() as line:
        line.sendall(head(3, "/", "Expect: 100-continue"))
        assert line.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(b"abc")
        answer = rest_of(line)

    assert answer.startswith(b"HTTP/1.1 200") and b"3 " in answer


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: mb2\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
        (b"POST / HTTP/1.1\r\nHost: mb2\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", 411),
        (b"POST / HTTP/1.1\r\nHost: mb2\r\nContent-Length: +3\r\n\r\n", 411),
        (head(10**9), 413),
        (GET + b"X: " + b"x" * 70_000, 431),
        (b"nonsense\r\n\r\n", 400),
    ],
)
def test_what_cannot_be_read_is_refused_at_once(server, sent, status):
    with server.connect() as line:
        line.sendall(sent)
        assert rest_of(line).startswith(f"HTTP/1.1 {status} ".encode())


def test_an_answer_without_reading_what_was_sent_arrives(server):
    """As the program refuses what is too large, by its length alone."""
    with server.connect() as line:
        line.sendall(head(30 << 20, "/unread"))
        line.sendall(bytes(30 << 20))
        assert rest_of(line).endswith(b"end")


def test_what_all_send_together_has_a_bound_that_is_free_again_afterwards(server):
    most, photo = 14 << 20, bytes(16 << 20)
    with server.connect() as one, server.connect() as other:
        one.sendall(head(len(photo)) + photo[:most])
        time.sleep(1)
        with suppress(OSError):
            other.sendall(head(len(photo)) + photo)
        assert rest_of(other).startswith(b"HTTP/1.1 503 ")
        one.sendall(photo[most:])
        assert rest_of(one).startswith(b"HTTP/1.1 200 ")

    for _ in range(2):
        with server.connect() as line:
            line.sendall(head(len(photo)) + photo)
            assert rest_of(line).startswith(b"HTTP/1.1 200 ")


def test_large_requests_wait_for_each_other_and_small_ones_for_none(server):
    lines = [server.connect() for _ in range(2 * THREADS)]
    for line in lines:
        line.sendall(head(2 << 20, "/slow") + bytes(2 << 20))
    time.sleep(0.5)

    assert timed(server.ask) < 0.5
    for line in lines:
        assert rest_of(line).startswith(b"HTTP/1.1 200 ")
        line.close()


def test_a_single_thread_takes_large_requests_too():
    with serve(threads=1) as server, server.connect() as line:
        line.sendall(head(2 << 20) + bytes(2 << 20))
        assert rest_of(line).startswith(b"HTTP/1.1 200 ")


def test_who_reads_an_answer_and_does_not_hang_up_keeps_nobody_waiting(server):
    lines = [server.connect() for _ in range(10)]
    for line in lines:
        line.sendall(GET + b"Connection: close\r\n\r\n")
    time.sleep(0.3)

    assert timed(server.ask) < 1
    for line in lines:
        assert rest_of(line).endswith(b"end")
        line.close()


def test_told_to_end_it_answers_all_that_began(ending):
    """In threads, waiting for one, half sent, and let in by the system alone; then nobody is let in."""
    with ThreadPoolExecutor(20) as many, ending.connect() as half, ending.connect() as idle:
        asked = [many.submit(ending.ask, "/slow") for _ in range(3 * THREADS)]
        half.sendall(head(6, "/slow") + b"abc")
        time.sleep(0.5)
        os.kill(ending.worker, signal.SIGSTOP)
        asked += [many.submit(ending.ask) for _ in range(10)]
        time.sleep(0.3)
        ending.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        os.kill(ending.worker, signal.SIGCONT)
        time.sleep(0.3)
        half.sendall(b"def")

        for answer in [*(one.result() for one in asked), rest_of(half)]:
            assert answer.startswith(b"HTTP/1.1 200") and answer.endswith(b"end")
        assert rest_of(idle) == b""
    assert ending.process.wait(10) == 0
    with pytest.raises(ConnectionRefusedError):
        ending.connect()
