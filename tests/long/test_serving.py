"""The processes of `make run`: how much memory they hold, and how they end."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from marketplace.adapters.queue.huey_queue import HueyQueue
from marketplace.jobs.delivery import Delivery
from tests.browser.live import ROOT, settings
from tests.long.clients import Browser

pytestmark = pytest.mark.long

PAGES, MOST = 20, 200  # MiB, of all processes together
PATIENCE = 60.0  # seconds
POST = (
    "INSERT INTO outbox (job, payload, written_at, tries)"
    ' VALUES (\'send_recovery_link\', \'{"email": "tiada@contoh.id", "page": "/"}\', \'2026-11-01\', 0)'
)
DUE = "SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND given_up_at IS NULL"


class Served:
    """`bin/serve` on a free port, in a process group of its own."""

    def __init__(self, city):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url, self.log = f"http://127.0.0.1:{port}", city / "serve.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                ["bin/serve"],
                cwd=ROOT,
                env=settings(city, MB2_QUEUE="huey", PORT=str(port)),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.1)

    def _answers(self):
        try:
            return bool(self.page("/healthz"))
        except (URLError, OSError):
            return False

    def page(self, path):
        with urlopen(self.url + path, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def children(self, process=None):
        """Of the first process, or of another."""
        number = process or self.process.pid
        return [int(one) for one in Path(f"/proc/{number}/task/{number}/children").read_text().split()]

    def processes(self):
        found = [self.process.pid]
        for one in found:
            found += self.children(one)
        return found


@pytest.fixture
def city(demo_pattern, tmp_path):
    return shutil.copytree(demo_pattern, tmp_path / "city")


@pytest.fixture
def start(city):
    started = []

    def one():
        started.append(Served(city))
        return started[-1]

    yield one
    for served in started:
        with suppress(ProcessLookupError):
            os.killpg(served.process.pid, signal.SIGKILL)
        served.process.wait()


@pytest.fixture
def served(start):
    return start()


@pytest.fixture
def worked(city, start):
    """Another start, once the worker has caught up with all that is due on this day."""
    first = start()
    with closing(sqlite3.connect(city / "mb2.db")) as books:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and (books.execute(DUE).fetchone() != (0,) or not _swept(first)):
            time.sleep(0.5)
    first.process.terminate()
    assert first.process.wait(PATIENCE) == 0
    return start()


def _swept(served):
    return "sweep" in served.log.read_text() and "executed in" in served.log.read_text()


def held(process):
    """MiB; what several processes share counts for each by its share."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    return int(re.search(r"^Pss: +(\d+) kB", rollup, re.MULTILINE)[1]) / 1024


def test_after_twenty_pages_all_processes_hold_no_more_than_200_mib(worked):
    links = re.findall(r'href="(/[^"#]*)"', worked.page("/").replace("&amp;", "&"))
    pages = [link for link in dict.fromkeys(links) if not link.startswith("/static")][:PAGES]
    assert len(pages) == PAGES
    for page in pages:
        worked.page(page)

    shares = {one: round(held(one)) for one in worked.processes()}
    assert sum(shares.values()) <= MOST, shares


def test_told_to_end_it_finishes_the_requests_and_the_job_in_hand(city, worked):
    """Twenty people sign in and a job begins while nobody may write; then it is told to end, then they may."""
    port = int(worked.url.rpartition(":")[2])
    people = [Browser(port, PATIENCE) for _ in range(20)]
    for person in people:
        person.token = person.token_of("/account/sign-in")
    queue = HueyQueue.on_sqlite(city / "queue.db")
    queue.serve(Delivery.deliver, Delivery.sweep)  # the worker knows the job by its module
    with (
        closing(sqlite3.connect(city / "mb2.db", isolation_level=None)) as books,
        closing(sqlite3.connect(city / "queue.db")) as waiting,
        open(city / "mb2.db-writers", "a") as writers,
        ThreadPoolExecutor(len(people)) as threads,
    ):
        flock(writers, LOCK_EX)
        row = books.execute(POST).lastrowid
        queue.put(row)
        until = time.monotonic() + PATIENCE
        while waiting.execute("SELECT count(*) FROM task").fetchone() != (0,):
            assert time.monotonic() < until
            time.sleep(0.1)
        asked = [threads.submit(sign_in, person, number) for number, person in enumerate(people)]
        time.sleep(2)
        worked.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        flock(writers, LOCK_UN)

        assert {one.result().status for one in asked} == {422}
        assert worked.process.wait(PATIENCE) == 0
        found = books.execute("SELECT delivered_at IS NOT NULL, trouble FROM outbox WHERE id = ?", [row])
        assert found.fetchone() == (1, None), worked.log.read_text()


def sign_in(person, number):
    return person.send(
        "/account/sign-in", {"email": f"tiada{number}@contoh.id", "password": "salah sekali ya"}
    )


def test_forty_who_send_a_byte_a_second_keep_no_health_check_waiting(served):
    port = int(served.url.rpartition(":")[2])
    begins = [b"GET / HTTP/1.1\r\n", b"POST / HTTP/1.1\r\nHost: mb2\r\nContent-Length: 9999\r\n\r\n"] * 20
    with ExitStack() as lines:
        opened = [
            lines.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(len(begins))
        ]
        for line, begin in zip(opened, begins, strict=True):
            line.sendall(begin)
        waits = []
        for _ in range(8):
            for line in opened:
                line.sendall(b"x")
            began = time.monotonic()
            assert served.page("/healthz") == "ok\n"
            waits.append(time.monotonic() - began)
            time.sleep(1)

    assert max(waits) < 1, waits


def test_told_to_end_all_of_it_ends(served):
    processes = served.processes()
    served.process.send_signal(signal.SIGTERM)

    assert served.process.wait(PATIENCE) == 0
    assert [one for one in processes if Path(f"/proc/{one}").exists()] == []
    assert "has ended" not in served.log.read_text()


@pytest.mark.parametrize(("place", "name"), [(0, "server"), (1, "worker")])
def test_when_one_of_both_ends_the_other_does_and_it_is_said(served, place, name):
    processes, child = served.processes(), served.children()[place]
    os.kill(child, signal.SIGKILL if name == "worker" else signal.SIGTERM)

    assert served.process.wait(PATIENCE) == 1
    assert [one for one in processes if Path(f"/proc/{one}").exists()] == []
    assert f"The {name} (process {child}) has ended, so MB2 ends." in served.log.read_text()


def test_a_process_that_answers_and_is_killed_comes_back(served):
    server, _ = served.children()
    (answering,) = served.children(server)
    os.kill(answering, signal.SIGKILL)
    until = time.monotonic() + PATIENCE
    while served.children(server) in ([answering], []):
        assert time.monotonic() < until
        time.sleep(0.1)

    assert "MB2" in served.page("/")
