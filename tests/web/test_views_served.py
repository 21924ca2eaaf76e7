"""Looks at pages that real servers of several processes answer, also when they are ended or killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import date
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import func, select

from marketplace.catalog.models import Demand, Product
from tests.browser.live import ROOT, settings
from tests.factories.ordering import make_goods

WORKERS, PATIENCE = 2, 60.0
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 9) Chrome/140.0 Mobile Safari/537.36"}


@pytest.fixture
def path(session):
    goods = make_goods(session, eligible_until=date(2099, 12, 31))
    return f"/catalog/{session.get(Product, goods.product_id).slug}"


@pytest.fixture
def served(database_url, tmp_path, any_day):
    """A context: a server on this database, in a process group of its own; ended, or killed where asked to."""

    @contextmanager
    def serve(*, end=signal.SIGTERM):
        with socket.create_server(("127.0.0.1", 0)) as listener, (tmp_path / "log").open("a") as log:
            words = ["--no-control-socket", "-k", "gthread", "-w", str(WORKERS), "--threads", "4"]
            server = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *words, "-b", f"fd://{listener.fileno()}", MODULE],
                cwd=ROOT,
                env=settings(tmp_path, MB2_DATABASE_URL=database_url, MB2_SEARCH="memory"),
                stdout=log,
                stderr=log,
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )
            try:
                yield f"http://127.0.0.1:{listener.getsockname()[1]}"
            finally:
                os.killpg(server.pid, end) if end is signal.SIGKILL else server.send_signal(end)
                server.wait(PATIENCE)

    return serve


MODULE = "tests.web.counting_server:app"


def look(url, times):
    for _ in range(times):
        with urlopen(Request(url, headers=PHONE), timeout=PATIENCE) as answer:
            assert answer.status == 200


def counted(session):
    session.rollback()
    return session.scalar(select(func.coalesce(func.sum(Demand.count), 0)))


def test_a_server_that_ends_loses_no_look(served, session, path):
    with served() as url:
        look(url + path, 30)

    assert counted(session) == 30


@pytest.mark.long
def test_a_server_that_is_killed_loses_only_what_was_not_written_yet(served, session, path):
    with served(end=signal.SIGKILL) as url:
        look(url + path, 30)
        until = time.monotonic() + PATIENCE
        while counted(session) < 30 and time.monotonic() < until:
            time.sleep(0.05)
        assert counted(session) == 30
        look(url + path, 20)
    after = counted(session)
    with served() as url:
        look(url + path, 10)

    assert 30 <= after <= 50
    assert counted(session) == after + 10
