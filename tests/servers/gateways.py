"""The gateway of `gateway.py` as a process: started, killed and started again on the same port with what it knew."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from config import ROOT
from tests.servers.gateway import ACCOUNTS, KEY, SECRET, signature

__all__ = ["ACCOUNTS", "KEY", "SECRET", "GatewayProcess", "signature"]

PATIENCE = 30.0


class GatewayProcess:
    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._file = folder / "gateway.json"
        self.url = f"http://127.0.0.1:{self._port}"
        self.start()

    @property
    def settings(self) -> dict[str, str]:
        """Of a program that takes payments through it."""
        return {
            "stripe_secret_key": KEY,
            "stripe_webhook_secret": SECRET,
            "stripe_api_base": self.url,
        }

    def start(self) -> None:
        words = ["-m", "tests.servers.gateway", str(self._port), str(self._file)]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=quiet, stderr=quiet)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self.turn()
                return
            except URLError:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def revive(self) -> None:
        """After it died by itself."""
        assert self.process.wait(PATIENCE) == 9
        self.start()

    def turn(self, **ways: Any) -> None:
        self._post("/_test/turn", json.dumps(ways).encode(), "application/json")

    def pay(self, session: str) -> None:
        """As the payer does on its page."""
        self._post(f"/c/pay/{session}", b"do=quietly", "application/x-www-form-urlencoded")

    def dispute(self, intent: str, status: str) -> None:
        self._post(f"/_test/dispute/{intent}/{status}")

    def charge_otherwise(self, session: str, units: int) -> None:
        """As a gateway does that has gone wrong."""
        self._post(f"/_test/charge/{session}/{units}")

    def sessions(self) -> list[dict[str, Any]]:
        """All that it ever made."""
        with urlopen(f"{self.url}/_test/sessions", timeout=PATIENCE) as answer:
            made: list[dict[str, Any]] = json.load(answer)
        return made

    def news(self) -> list[dict[str, Any]]:
        """All that it has to tell, oldest first."""
        with urlopen(f"{self.url}/_test/news", timeout=PATIENCE) as answer:
            told: list[dict[str, Any]] = json.load(answer)
        return told

    def _post(self, path: str, body: bytes = b"", kind: str = "text/plain") -> None:
        opener = Request(self.url + path, body, {"Content-Type": kind})
        with urlopen(opener, timeout=PATIENCE):
            pass


def signed(told: dict[str, Any], at: float, secret: str = SECRET) -> tuple[bytes, str]:
    """A message as it is posted, with its signature of that second."""
    body = json.dumps(told)
    return body.encode(), signature(body, secret, int(at))
