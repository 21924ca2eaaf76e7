"""What `make run` starts: the program is loaded once, then forked into the server and the worker.

Processes share what stands in memory before a fork until one of them writes to it. So all of the program is loaded
before; a connection, an open file or a thread never crosses a fork.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module

from flask import Flask
from flask.cli import load_dotenv
from gunicorn.app.base import BaseApplication

# Huey, structlog and mako load these where they are installed and use none of them here: 11 MB.
UNUSED = ("psycopg", "pygments", "rich")
ENDS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD}


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn for a program that is loaded already.

    It answers from one process, or from as many as WEB_CONCURRENCY says, of eight threads each.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        super().__init__()

    def load_config(self) -> None:
        self.cfg.set("bind", f"127.0.0.1:{os.environ.get('PORT', 8000)}")
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("threads", 8)
        self.cfg.set("loglevel", "warning")
        self.cfg.set("control_socket_disable", True)

    def load(self) -> Flask:
        return self._app


def load() -> Flask:
    """The whole program, its plug-ins too."""
    database = os.environ.get("MB2_DATABASE_URL", "")
    sys.modules.update({name: None for name in UNUSED if name != "psycopg" or "postgresql" not in database})  # type: ignore[misc]
    app: Flask = import_module("wsgi").app
    return app


def fork(work: Callable[[], None]) -> int:
    """The number of the process that does this work, and ends after it."""
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
        work()
        sys.exit()
    return child


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
    for child in children:
        os.kill(child, signal.SIGTERM)
    for _ in children:
        os.wait()
    return int(reason == signal.SIGCHLD)


if __name__ == "__main__":
    sys.exit(main())
