"""A stranger's bytes can break the child, never us."""

import itertools
import os
import pickle
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from marketplace import serving
from marketplace.adapters import sandbox
from marketplace.kernel.errors import Busy

MEMORY = 300 * sandbox.MIB
LONG = 30.0  # seconds


def reverse(content):
    return [content[::-1], {"length": len(content)}]


def refuse(content):
    raise sandbox.RefusedBytes("wrong_type")


def swallow(content):
    return len(bytearray(2**40))


def sleep(content):
    time.sleep(LONG)


def count_up(content):
    return sum(1 for _ in itertools.count())


def nap(content):
    time.sleep(0.5)
    return "rested"


def niceness(content):
    return os.nice(0)


def die(content):
    os.abort()


def raise_something(content):
    raise RuntimeError("a fault in a library")


def boast(content):
    return bytes(sandbox.ANSWER_LIMIT + 1)


def confess(content):
    return dict(os.environ)


def write_a_file(content):
    with open(content, "wb") as file:
        file.write(b"here")
    return "written"


class Takeover:
    def __reduce__(self):
        return (os.system, ("true",))


def take_over(content):
    return Takeover()


def test_the_answer_comes_back():
    assert sandbox.run(reverse, b"abc", memory=MEMORY) == [b"cba", {"length": 3}]


def test_large_bytes_go_in_whole():
    content = os.urandom(16 * sandbox.MIB)
    assert sandbox.run(reverse, content, memory=MEMORY)[0] == content[::-1]


def test_a_refusal_comes_back_with_its_code():
    with pytest.raises(sandbox.RefusedBytes) as refused:
        sandbox.run(refuse, b"", memory=MEMORY)
    assert refused.value.code == "wrong_type"


@pytest.mark.parametrize(
    ("job", "limit"), [(swallow, "memory"), (die, "memory"), (raise_something, "memory"), (boast, "answer")]
)
def test_a_job_that_breaks_is_an_overrun(job, limit):
    with pytest.raises(sandbox.LimitExceeded) as stopped:
        sandbox.run(job, b"", memory=3 * MEMORY)
    assert stopped.value.limit == limit


@pytest.mark.parametrize("job", [sleep, count_up])
def test_a_job_that_takes_too_long_is_ended(job):
    start = time.monotonic()
    with pytest.raises(sandbox.LimitExceeded) as stopped:
        sandbox.run(job, b"", memory=MEMORY, seconds=0.5)
    assert stopped.value.limit == "time"
    assert time.monotonic() - start < LONG


def test_the_child_knows_none_of_our_secrets(monkeypatch):
    monkeypatch.setenv("MB2_SECRET_KEY", "ours")
    assert "MB2_SECRET_KEY" not in sandbox.run(confess, b"", memory=MEMORY)


def test_the_child_can_write_no_file(tmp_path):
    with pytest.raises(sandbox.LimitExceeded):
        sandbox.run(write_a_file, str(tmp_path / "file").encode(), memory=MEMORY)
    assert not (tmp_path / "file").exists() or (tmp_path / "file").read_bytes() == b""


def test_a_child_that_was_taken_over_cannot_run_anything_here():
    with pytest.raises(pickle.UnpicklingError):
        sandbox.run(take_over, b"", memory=MEMORY)


def test_threads_wait_for_each_other():
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(sandbox.run(reverse, b"ab", memory=MEMORY)[0]))
        for _ in range(sandbox.CALLERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [b"ba"] * sandbox.CALLERS


def test_whoever_comes_when_enough_wait_is_turned_away_at_once():
    """Half of a server's threads wait for files; the other half goes on serving pages."""
    assert 2 * sandbox.CALLERS == serving.THREADS
    with ThreadPoolExecutor(sandbox.CALLERS) as callers:
        waiting = [callers.submit(sandbox.run, nap, b"", memory=MEMORY) for _ in range(sandbox.CALLERS)]
        while sandbox._callers._value:
            time.sleep(0.01)
        began = time.monotonic()
        with pytest.raises(Busy):
            sandbox.run(reverse, b"ab", memory=MEMORY)
        assert time.monotonic() - began < 0.1
        assert [one.result() for one in waiting] == ["rested"] * sandbox.CALLERS
    assert sandbox.run(reverse, b"ab", memory=MEMORY)[0] == b"ba"


def test_a_child_leaves_the_processor_to_whoever_serves_pages():
    assert sandbox.run(niceness, b"", memory=MEMORY) == min(os.nice(0) + 5, 19)
