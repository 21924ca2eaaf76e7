"""What `make run` starts: the program is loaded once, then forked into the server and the worker.

Processes share what stands in memory before a fork until one of them writes to it. So all of the program is loaded
before; a connection, an open file or a thread never crosses a fork.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from importlib import import_module

from flask import Flask
from flask.cli import load_dotenv
from gunicorn.app.base import BaseApplication

from marketplace.adapters.sandbox import CALLERS
from marketplace.buffered_worker import BufferedWorker

# Huey, structlog and mako load these where they are installed and use none of them here: 11 MB.
UNUSED = ("psycopg", "pygments", "rich")
ENDING = 60.0  # seconds: longer than the server (30) and the worker (50) give to what they have begun
THREADS = 2 * CALLERS
ENDS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD}


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn for a program that is loaded already.

    It answers from one process, or from as many as WEB_CONCURRENCY says, of eight threads each: at most half of them
    wait for a child that reads a file.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        super().__init__()

    def load_config(self) -> None:
        self.cfg.set("bind", f"127.0.0.1:{os.environ.get('PORT', 8000)}")
        self.cfg.set("worker_class", BufferedWorker)
        self.cfg.set("threads", THREADS)
        self.cfg.set("graceful_timeout", 30)  # seconds
        self.cfg.set("worker_connections", 400)  # of each process; each may have a file open beside it
        self.cfg.set("loglevel", "warning")
        self.cfg.set("control_socket_disable", True)

    def load(self) -> Flask:
        return self._app


def load() -> Flask:
    """The whole program, its plug-ins too."""
    database = os.environ.get("MB2_DATABASE_URL", "")
    sys.modules.update({name: None for name in UNUSED if name != "psycopg" or "postgresql" not in database})  # type: ignore[misc]
    app: Flask = import_module("wsgi").app
    app.url_map.update()  # sorts the addresses, which else each process would do by itself
    return app


def fork(work: Callable[[], None]) -> int:
    """The number of the process that does this work, and ends after it."""
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
        work()
        sys.exit()
    return child


def end(children: Iterable[int]) -> None:
    """Each finishes what it has begun. One that cannot is killed: what it had in hand was not acknowledged."""
    left, until = {*children}, time.monotonic() + ENDING
    for child in left:
        os.kill(child, signal.SIGTERM)
    while left and time.monotonic() < until:
        time.sleep(0.05)
        left -= {child for child in left if os.waitpid(child, os.WNOHANG) != (0, 0)}
    for child in left:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def main() -> int:
    """Until it is told to end (0), or the server or the worker ends by itself (1); then so does the other."""
    load_dotenv()
    app = load()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, lambda *_: None)  # some systems forget a signal that nobody handles
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    children = {
        fork(Server(app).run): "server",
        fork(app.extensions["tools"].queue.work): "worker",
    }
    reason = signal.sigwait(ENDS)
    if reason == signal.SIGCHLD:
        ended, _ = os.wait()
        sys.stderr.write(f"The {children.pop(ended)} (process {ended}) has ended, so MB2 ends.\n")
    end(children)
    return int(reason == signal.SIGCHLD)


if __name__ == "__main__":
    sys.exit(main())
