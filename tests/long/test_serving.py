"""The processes of `make run`: how much memory they hold, and how they end."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.browser.live import ROOT, settings

pytestmark = pytest.mark.long

PAGES, MOST = 20, 200  # MiB, of all processes together
PATIENCE = 60.0  # seconds
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
