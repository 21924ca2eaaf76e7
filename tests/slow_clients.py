"""A small program behind the worker of `make run`, for clients that are slower than any browser."""

from __future__ import annotations

import gc
import hashlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

from config import ROOT
from marketplace.buffered_worker import BufferedWorker

THREADS, PATIENCE = 2, 30.0


class HastyWorker(BufferedWorker):
    """Waits for seconds where the real one waits for half minutes, and keeps less."""

    head_seconds = 2.0
    body_seconds = 2.0
    body_rate = 16 * 1024
    room = 24 << 20


def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """What was sent, by its length and hash; `/slow` takes a second first, `/unread` reads nothing of it.

    `/kept` says how many objects the collector leaves alone.
    """
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1)
    body = b"" if environ["PATH_INFO"] == "/unread" else environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/kept":
        body = b"x" * gc.get_freeze_count()
    answer = f"{len(body)} {hashlib.sha256(body).hexdigest()} {'.' * 100_000}end".encode()
    start("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]


class Server:
    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self._port = process, port

    @property
    def worker(self) -> int:
        number = self.process.pid
        return int(Path(f"/proc/{number}/task/{number}/children").read_text())

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE)

    def ask(self, path: str = "/") -> bytes:
        with self.connect() as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: mb2\r\nConnection: close\r\n\r\n".encode())
            return rest_of(line)


def rest_of(line: socket.socket) -> bytes:
    """All that is answered until the server ends the connection."""
    pieces = []
    while piece := line.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def head(length: int, path: str = "/", *more: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: mb2", f"Content-Length: {length}", "Connection: close", *more]
    return "\r\n".join([*lines, "", ""]).encode()


@contextmanager
def serve(threads: int = THREADS) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        port, handle = listener.getsockname()[1], listener.fileno()
        words = ["--no-control-socket", "-k", "tests.slow_clients.HastyWorker", "-w", "1"]
        words += ["--threads", str(threads), "--log-level", "warning", "-b", f"fd://{handle}"]
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *words, "tests.slow_clients:app"],
            cwd=ROOT,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            pass_fds=[handle],
        )
    server = Server(process, port)
    try:
        server.ask()
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)
