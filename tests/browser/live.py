"""A real server for a browser: gunicorn on a free port, on a copy of a demo city."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from gunicorn.app.wsgiapp import run

from tests.servers import migrate

ROOT = Path(__file__).parents[2]
APP = "tests.dated:app"
PATIENCE = 120.0  # seconds until a server must have answered
WORDS = (
    *("--no-control-socket", "-k", "marketplace.buffered_worker.BufferedWorker"),
    *("-w", "1", "--threads", "8", "--log-level", "warning"),
)
# Servers are forked from a process that has imported the program already; each makes an app of its own.
STARTED = multiprocessing.get_context("forkserver")
STARTED.set_forkserver_preload(["tests.browser.imported"])


@dataclass(frozen=True)
class Live:
    """A running server, the folder it writes to, its process (0: none runs), and who has signed in so far."""

    url: str
    folder: Path
    process: int = 0
    cookies: dict[str, Any] = field(default_factory=dict)

    def flask(self, *words: str) -> str:
        """What `flask …` says about this server's city."""
        return flask(self.folder, *words)


def settings(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a program that keeps everything in this folder."""
    ours = {
        "MB2_ENV": "development",
        "MB2_INSTANCE": str(folder),
        "MB2_QUEUE": "memory",
        "MB2_RATE_LIMITS": "false",
        "FLASK_APP": "tests.dated",
        "PYTHONWARNINGS": "ignore",
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("MB2_")}
    return others | ours | more


def flask(folder: Path, *words: str, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=ROOT,
        env=settings(folder, **more),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"flask {' '.join(words)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def demo_city(folder: Path, size: str) -> Path:
    """A folder with a demo city; made once, whoever else asks for it at this moment."""
    city = folder / f"city-{size}"
    with city.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not city.exists():
            building = city.with_suffix(".building")
            building.mkdir()
            migrate(f"sqlite:///{building / 'mb2.db'}")
            flask(building, "demo", "load", "--size", size)
            building.rename(city)
    return city


@contextmanager
def serve(city: Path, folder: Path, **more: str) -> Iterator[Live]:
    """Serve a copy of a city from this folder until the block ends; `more` are settings."""
    shutil.copytree(city, folder, dirs_exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        log = folder / "server.log"
        server = STARTED.Process(
            target=gunicorn, args=(listener, settings(folder, MB2_BASE_URL=url, **more), log)
        )
        server.start()
        try:
            _wait_for(f"{url}/healthz", server, log)
            yield Live(url, folder, server.pid or 0)
        finally:
            if server.pid is not None:
                os.kill(server.pid, signal.SIGQUIT)  # at once, whoever still holds a line open
            server.join(PATIENCE)


def gunicorn(listener: socket.socket, environment: dict[str, str], log: Path) -> None:
    """In a process of its own: what `python -m gunicorn …` does in this environment, until it is ended."""
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    lines = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(lines, 1)
    os.dup2(lines, 2)
    warnings.resetwarnings()
    warnings.simplefilter("ignore")
    sys.argv = ["gunicorn", *WORDS, "-b", f"fd://{listener.fileno()}", APP]
    run()


def _wait_for(url: str, server: BaseProcess, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.is_alive():
        try:
            with urlopen(url, timeout=PATIENCE) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The server for the browser tests did not start:\n{log.read_text()}")
