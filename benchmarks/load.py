"""Visitors of a server on loopback: as many as are asked for, each with one open connection, as fast as they can."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from config import ROOT

CLIENTS, SECONDS, PATIENCE = 8, 2.0, 120.0  # seconds; a process that opens a large city takes its time
GUNICORN = [
    "-k",
    "gthread",
    "-w",
    "2",
    "--threads",
    "4",
    "--log-level",
    "warning",
    "--no-control-socket",
]  # as many processes and threads for every candidate
Paths = Callable[[], str]


@contextmanager
def serving(app: str, **environment: str) -> Iterator[int]:
    """The port of a server of ours for `module:app`, the same for every candidate."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("MB2_")}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [sys.executable, "-m", "gunicorn", *GUNICORN, "-b", f"fd://{listener.fileno()}", app]
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env=others | environment,
            pass_fds=[listener.fileno()],
            stderr=subprocess.DEVNULL,
        )
        try:
            yield listener.getsockname()[1]
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


def pages_per_second(port: int, paths: Paths, *, clients: int = CLIENTS, seconds: float = SECONDS) -> float:
    """Answers of 200, all clients together. Raises RuntimeError for any other answer."""
    until = time.perf_counter() + seconds
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        counts = list(pool.map(lambda _: _visit(port, paths, until), range(clients)))
    return sum(counts) / (time.perf_counter() - began)


def body_of(port: int, path: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        return _ask(connection, path)


def _visit(port: int, paths: Paths, until: float) -> int:
    count = 0
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() < until:
            _ask(connection, paths())
            count += 1
    return count


def _ask(connection: socket.socket, path: str) -> bytes:
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: id\r\n\r\n".encode())
    head, _, body = _receive(connection).partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{path}: {head[:100]!r}")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    parts, missing = [body], length - len(body)
    while missing > 0:
        parts.append(_receive(connection))
        missing -= len(parts[-1])
    return b"".join(parts)


def _receive(connection: socket.socket) -> bytes:
    received = connection.recv(1 << 18)
    if not received:
        raise RuntimeError("The server hung up.")
    return received
