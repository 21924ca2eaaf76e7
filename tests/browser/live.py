"""A real server for a browser: gunicorn on a free port, on a copy of a demo city."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from tests.day import DAY, other

ROOT = Path(__file__).parents[2]
APP = "tests.dated:app"
PATIENCE = 120.0  # seconds until a server must have answered


@dataclass(frozen=True)
class Live:
    """A running server, the folder it writes to, and who has signed in so far."""

    url: str
    folder: Path
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


def demo_city(folder: Path, size: str, day: str = DAY) -> Path:
    """A folder with a demo city loaded on that day; made once, whoever else asks for it at this moment."""
    city, on = folder / f"city-{size}-{day.replace(':', '')}", {} if day == DAY else other(day)
    with city.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not city.exists():
            building = city.with_suffix(".building")
            building.mkdir()
            flask(building, "db", "upgrade")
            flask(building, "demo", "load", "--size", size, **on)
            building.rename(city)
    return city


@contextmanager
def serve(city: Path, folder: Path) -> Iterator[Live]:
    """Serve a copy of a city from this folder until the block ends."""
    shutil.copytree(city, folder, dirs_exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as listener, (folder / "server.log").open("w") as log:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        words = [
            "--no-control-socket",
            "-k",
            "marketplace.buffered_worker.BufferedWorker",
            "-w",
            "1",
            "--threads",
            "8",
            "--log-level",
            "warning",
        ]
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *words, "-b", f"fd://{listener.fileno()}", APP],
            cwd=ROOT,
            env=settings(folder, MB2_BASE_URL=url),
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[listener.fileno()],
        )
        try:
            _wait_for(f"{url}/healthz", server, folder / "server.log")
            yield Live(url, folder)
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(url, timeout=PATIENCE) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The server for the browser tests did not start:\n{log.read_text()}")
