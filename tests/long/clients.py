"""Shops that never tire: each sends orders or purchases, one after another, and remembers what was acknowledged.

Whoever gets no answer does what a person does: waits until the server is back and sends the same form again.
"""

from __future__ import annotations

import http.client
import io
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from urllib.parse import urlencode

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from marketplace.demo.office import PASSWORD
from marketplace.kernel import clock

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
FORM = "application/x-www-form-urlencoded"
PATIENCE, PAUSE = 10.0, 0.05


class NoAnswer(Exception):
    """The server was gone before it said anything whole."""


@dataclass
class Answer:
    status: int
    location: str
    text: str
    cookie: str | None


class Browser:
    """One person's cookies, over real connections."""

    def __init__(self, port: int, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._port, self._cookies, self.token = port, dict[str, str](), ""

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def sign_in(self, email: str) -> None:
        fields = {"email": email, "password": PASSWORD, "csrf_token": self.token_of("/account/sign-in")}
        answer = self.send("/account/sign-in", fields)
        assert answer.status == 302, answer.text
        self.token = self.token_of("/account/password")

    def open(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def send(self, path: str, fields: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode({"csrf_token": self.token} | fields))

    def upload(self, path: str, fields: dict[str, str], name: str, content: bytes) -> Answer:
        """A form with a file in its field `file`."""
        file = FileStorage(io.BytesIO(content), name)
        boundary, body = encode_multipart({"csrf_token": self.token, **fields, "file": file})
        return self._ask("POST", path, body, f"multipart/form-data; boundary={boundary}")

    def token_of(self, path: str) -> str:
        found = TOKEN.search(self.open(path).text)
        assert found, path
        return found[1]

    def _ask(self, method: str, path: str, body: str | bytes | None, kind: str = FORM) -> Answer:
        headers = {"Cookie": self.cookie, "Content-Type": kind}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=self._patience)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as gone:
            raise NoAnswer(path) from gone
        finally:
            connection.close()
        said = answer.headers.get_all("Set-Cookie", [])
        for one in said:
            name, _, value = one.partition(";")[0].partition("=")
            self._cookies[name] = value
        return Answer(answer.status, answer.getheader("Location") or "", text, ", ".join(said) or None)


@dataclass
class Shop:
    """Works in a thread of its own until it is told to stop. `acknowledged`: the form's key -> where it led."""

    browser: Browser
    work: Callable[[Browser, Callable[[], bool]], Iterator[tuple[str, str]]]
    acknowledged: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join(timeout=10 * PATIENCE)

    def _run(self) -> None:
        try:
            for key, location in self.work(self.browser, self._over.is_set):
                self.acknowledged[key] = location
        except Exception as fault:  # the test reads it in the end
            self.faults.append(f"{type(fault).__name__}: {fault}")


keys = count(1)


def buys(browser: Browser, over: Callable[[], bool]) -> Iterator[tuple[str, str]]:
    """Logs purchases by hand."""
    day = (clock.day_of(clock.now()) - timedelta(days=1)).isoformat()
    while not over():
        key = f"purchase{next(keys):08}"
        fields = {
            "client_id": key,
            "seller": "Warung Rekaan",
            "item": f"Keripik {key}",
            "amount": "12.500",
            "bought_on": day,
        }
        answer = _until_answered(lambda fields=fields: browser.send("/partner/purchases/new", fields))
        assert answer.status == 302, (answer.status, answer.text[-2000:])
        yield key, answer.location


def orders(browser: Browser, over: Callable[[], bool]) -> Iterator[tuple[str, str]]:
    """Puts the first thing of the shop into the basket and sends it."""
    variant = re.search(
        r'name="variant" value="([^"]+)"', _until_answered(lambda: browser.open("/partner/shop")).text
    )
    assert variant, "nothing to buy"
    while not over():
        _until_answered(
            lambda: browser.send("/partner/basket/add", {"variant": variant[1], "quantity": "24"})
        )
        page = _until_answered(lambda: browser.open("/partner/basket")).text
        form = {
            name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
            for name in ("key", "shown", "outlet")
        }
        if form["key"] is None:  # an answer got lost, and the basket has been sent
            continue
        fields = {name: found[1] for name, found in form.items() if found}
        answer = _until_answered(lambda fields=fields: browser.send("/partner/basket", fields))
        assert answer.status == 302, (answer.status, answer.text[-2000:])
        yield fields["key"], answer.location


def _until_answered(ask: Callable[[], Answer]) -> Answer:
    """Again and again, the same; 500 and 503 are no answers either."""
    until = time.monotonic() + 6 * PATIENCE
    while time.monotonic() < until:
        try:
            answer = ask()
            if answer.status < 500:
                return answer
        except NoAnswer:
            pass
        time.sleep(PAUSE)
    raise NoAnswer("the server did not come back")
