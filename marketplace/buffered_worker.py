"""Gunicorn's threads for clients of any speed: no thread begins before the whole request has come.

Gunicorn's own gthread reads requests in its threads, so that as many clients as there are threads, who send a byte a
second, shut everybody out. Here the main loop reads them all, the small ones into memory, the others into a file
(docs/adr/0034-buffered-requests.md). Who is too slow is told so and cut off.
"""

from __future__ import annotations

import gc
import socket
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from time import monotonic
from typing import Any, ClassVar

from gunicorn.http import get_parser
from gunicorn.workers.gthread import TConn, ThreadWorker

from marketplace.buffered_request import KIB, MIB, Incoming, UnreadableRequest

PIECE = 64 * KIB
LARGE = MIB  # beyond it, a form with a file: a thread copies it to the disk, and may wait for a child that reads it
LINGER = 2.0  # seconds: who was answered reads that to its end, who is silent while we end may still begin

SENTENCES = {
    "408 Request Timeout": "Kiriman ini terlalu lambat; periksa sambungan, lalu kirim lagi.",
    "411 Length Required": "Kirim panjang isinya (Content-Length).",
    "413 Content Too Large": "Paling besar 16 MB sekali kirim.",
    "431 Request Header Fields Too Large": "Kepala permintaan ini terlalu panjang.",
    "503 Service Unavailable": "MB2 sedang menerima terlalu banyak berkas; coba lagi beberapa menit lagi.",
}


class BufferedWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A connection is read here, answered by a thread, and read here again, or closed.

    `_waiting` holds those that the main loop reads, each with the moment at which its client must be done. Large
    requests have at most three quarters of the threads, so that pages have the others; more wait in `_large_queue`.
    """

    head_seconds: ClassVar[float] = 20.0
    body_seconds: ClassVar[float] = 30.0
    body_rate: ClassVar[int] = 4 * KIB  # bytes for which a body is given another second
    room: ClassVar[int] = 256 * MIB  # for all requests that have come and are not answered

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._incoming: dict[TConn, Incoming] = {}
        self._waiting: dict[TConn, float] = {}
        self._keeps = 0  # bytes of it that are taken
        self._large_queue: deque[TConn] = deque()
        self._large_running = 0
        self._large_limit = max(1, self.cfg.threads * 3 // 4)

    def load_wsgi(self) -> None:
        """The program stays: a collector that walked all of it would halt every thread for a quarter of a second."""
        super().load_wsgi()
        gc.freeze()

    def enqueue_req(self, conn: TConn) -> None:
        """Gunicorn would hand an accepted connection to a thread; here its request is read first."""
        incoming = self._incoming[conn] = Incoming()
        conn.parser = get_parser(self.cfg, incoming, conn.client)
        conn.data_ready = True
        self._wait(conn, self._read, self.head_seconds)

    def finish_request(self, conn: TConn, done: Future[Any]) -> None:
        """It is answered: on to the next request of this connection, or to its end."""
        incoming = self._incoming[conn]
        self._keeps -= incoming.kept
        incoming.close()
        if incoming.size > LARGE:
            self._large_running -= 1
            if self._large_queue:
                self._run_or_queue(self._large_queue.popleft())
        if done.cancelled() or done.exception() or not done.result():
            self._linger(conn)
            return
        conn.sock.setblocking(False)
        incoming.begin()
        self._wait(conn, self._read, self.cfg.keepalive if self.alive else LINGER)
        self._take(conn, b"")  # it may have been sent already, behind the one before

    def murder_pending(self) -> None:
        """Gunicorn's hook for every turn of the main loop: cut off who is too slow."""
        now = monotonic()
        for conn in [conn for conn, until in self._waiting.items() if until <= now]:
            incoming = self._incoming.get(conn)
            if incoming is None or incoming.silent:
                self._drop(conn)
            else:
                self._refuse(conn, "408 Request Timeout")

    def set_accept_enabled(self, enabled: bool) -> None:
        """Told to end, take in whom the system has let in already, and let in nobody else."""
        super().set_accept_enabled(enabled)
        if enabled or self.alive:
            return
        for listener in self.sockets:
            taken = -1
            while taken < self.nr_conns:
                taken = self.nr_conns
                self.accept(listener)
            listener.close()
        self.sockets.clear()
        soon = monotonic() + LINGER
        for conn, until in self._waiting.items():
            if conn in self._incoming and self._incoming[conn].silent:
                self._waiting[conn] = min(until, soon)

    def _wait(self, conn: TConn, read: Callable[[TConn, Any], None], seconds: float) -> None:
        self.poller.register(conn.sock, EVENT_READ, partial(read, conn))
        self._waiting[conn] = monotonic() + seconds

    def _stop_waiting(self, conn: TConn) -> None:
        if self._waiting.pop(conn, None) is not None:
            self.poller.unregister(conn.sock)

    def _read(self, conn: TConn, _: Any) -> None:
        try:
            data = conn.sock.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._take(conn, data)
        else:
            self._drop(conn)

    def _take(self, conn: TConn, data: bytes) -> None:
        incoming = self._incoming[conn]
        before = incoming.kept
        try:
            whole = incoming.take(data)
        except UnreadableRequest as refusal:
            self._refuse(conn, str(refusal))
            return
        except OSError as fault:  # no room for a file
            self.log.error("A request cannot be kept: %s", fault)
            self._refuse(conn, "503 Service Unavailable")
            return
        finally:
            self._keeps += incoming.kept - before
        if whole:
            self._stop_waiting(conn)
            self._run_or_queue(conn)
        elif self._keeps > self.room:
            self._refuse(conn, "503 Service Unavailable")
        elif incoming.head_ended:
            self._ask_for_body(conn, incoming)
        elif not incoming.silent:
            self._waiting[conn] = incoming.since + self.head_seconds

    def _run_or_queue(self, conn: TConn) -> None:
        large = self._incoming[conn].size > LARGE
        if large and self._large_running >= self._large_limit:
            self._large_queue.append(conn)
            return
        self._large_running += large
        super().enqueue_req(conn)

    def _ask_for_body(self, conn: TConn, incoming: Incoming) -> None:
        if incoming.expects:
            incoming.expects = False
            with suppress(OSError):
                conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._waiting[conn] = incoming.since + self.body_seconds + incoming.size / self.body_rate

    def _refuse(self, conn: TConn, status: str) -> None:
        text = f"{SENTENCES[status]}\n".encode()
        head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        head += f"Content-Length: {len(text)}\r\nConnection: close\r\nRetry-After: 5\r\n\r\n"
        with suppress(OSError):
            conn.sock.send(head.encode() + text)
        self._stop_waiting(conn)
        self._keeps -= self._incoming[conn].kept
        self._linger(conn)

    def _linger(self, conn: TConn) -> None:
        """Say that nothing more comes; the connection is closed once the client has, or soon.

        Closed at once, with something unread in it, the system would take back what was answered.
        """
        self._incoming.pop(conn).close()
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
        else:
            self._wait(conn, self._throw_away, LINGER)

    def _throw_away(self, conn: TConn, _: Any) -> None:
        try:
            if conn.sock.recv(PIECE):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._drop(conn)

    def _drop(self, conn: TConn) -> None:
        self._stop_waiting(conn)
        incoming = self._incoming.pop(conn, None)
        if incoming is not None:
            self._keeps -= incoming.kept
            incoming.close()
        self.nr_conns -= 1
        conn.close()
