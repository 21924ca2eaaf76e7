"""The processes of `make run`, on the day of the tests."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.browser.live import ROOT, settings

READY = 120.0  # seconds at most; on a machine at rest it is two
START = "import sys, tests.dated; from marketplace.serving import main; sys.exit(main())"  # on the day of the tests


class Served:
    """`marketplace.serving` in a process group of its own: a server, the process that answers for it, and a worker."""

    def __init__(self, city, port):
        self._url = f"http://127.0.0.1:{port}/healthz"
        self._env = settings(city, MB2_QUEUE="huey", PORT=str(port))
        self._log = (city / "server.log").open("a")

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-c", START],
            cwd=ROOT,
            env=self._env,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        self._wait()

    def kill(self, what):
        """One of its processes, or all of them at once. Returns the seconds until it answers again."""
        server, worker = children(self.process.pid)
        answering = children(server)
        began = time.monotonic()
        if what == "answering":
            for one in answering:
                os.kill(one, signal.SIGKILL)
            self._wait(but=answering)
        else:
            if what == "worker":
                os.kill(worker, signal.SIGKILL)
                assert self.process.wait(READY) == 1, (
                    "without its worker it ends, so that whoever runs it notices"
                )
            else:
                self.end()
            self.start()
        return time.monotonic() - began

    def end(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def close(self):
        self.end()
        self._log.close()

    def _wait(self, but=()):
        until = time.monotonic() + READY
        while True:
            assert self.process.poll() is None, "it ended by itself"
            assert time.monotonic() < until
            try:
                with urlopen(self._url, timeout=READY) as answer:
                    assert answer.status == 200
                if not set(but) & set(children(children(self.process.pid)[0])):
                    return
            except (URLError, OSError):
                time.sleep(0.02)


def children(process):
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
