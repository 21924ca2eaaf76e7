"""A crawl of a program by one demo person: links and GET forms, from the home page on, a few addresses of each kind."""

from __future__ import annotations

import random
import re
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pyotp
from werkzeug.exceptions import HTTPException

from tests.snapshots.answers import as_text

PASSWORD, TOTP_SECRET = "mb2-demo-2026", "JBSWY3DPEHPK3PXP"
STRANGER, ENGLISH = "stranger", "-en"
ACCOUNTS = [
    *("produsen", "produsen2", "mitra", "mitra2"),
    *("petugas", "petugas2", "penyetuju", "auditor", "walikota", "admin"),
]
PEOPLE = [
    STRANGER,
    *ACCOUNTS,
    *(f"{name}{ENGLISH}" for name in (STRANGER, "produsen", "mitra", "petugas")),
]
RECORDS = 4  # addresses of one rule without query arguments
SAME_ARGUMENTS, WITH_ARGUMENTS = 2, 24  # addresses of one rule with the same names of arguments, and with any
WORD = re.compile(r"[a-z_-]+")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
LEFT_OUT = re.compile(r"^/(static|pictures)/|^/healthz|/sign-out$")


class Totp(pyotp.TOTP):
    min_secret_length_bits = 80  # the fixed secret of the demo accounts is no longer


@dataclass
class Crawl:
    """A signed-in client of the program `app`; each answer becomes a file in a folder of the person's in `out`."""

    app: Any
    person: str
    moment: datetime
    out: Path
    opened: set[str] = field(default_factory=set)
    counts: Counter[object] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        self.rules = self.app.url_map.bind("localhost")
        account = self.person.removesuffix(ENGLISH)
        if account != STRANGER:
            self._sign_in(f"{account}@mb2.test")
        if self.person != account:
            self._read_english()

    def run(self) -> None:
        """From the home page, and from every rule without arguments."""
        found = {"/"} | {str(rule) for rule in self.app.url_map.iter_rules() if not rule.arguments}
        while fresh := sorted(filter(self._is_new, found), key=_order):
            found = set().union(*(self.open(address) for address in fresh if self._within_bounds(address)))

    def open(self, address: str) -> set[str]:
        """Write the answer to a file; returns the addresses it links to."""
        # What is drawn at random is the same at each address, whatever was opened before.
        secrets.token_bytes = random.Random(address).randbytes
        self.opened.add(address)
        text, links = as_text(address, self.client.get(address, buffered=True))
        file = self.out / self.person / f"{_file_name(address)}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, newline="")
        return links

    def _is_new(self, address: str) -> bool:
        parts = urlsplit(address)
        return not (parts.scheme or parts.netloc or address in self.opened or LEFT_OUT.search(parts.path))

    def _within_bounds(self, address: str) -> bool:
        """Whether it is among the first of its kind, or has a word for an argument that its rule had not yet."""
        parts = urlsplit(address)
        try:
            matched, _ = self.rules.match(parts.path, "GET", return_rule=True)
        except HTTPException:
            return False
        rule, arguments = without_names(matched), parse_qsl(parts.query)
        if not arguments:
            return self._first(RECORDS, rule)
        same = self._first(SAME_ARGUMENTS, rule, *(name for name, _ in arguments))
        words = [self._first(1, rule, one) for one in arguments if WORD.fullmatch(one[1])]
        return (same or any(words)) and self._first(WITH_ARGUMENTS, rule, "?")

    def _first(self, most: int, *kind: object) -> bool:
        self.counts[kind] += 1
        return self.counts[kind] <= most

    def _sign_in(self, email: str) -> None:
        answer = self._post("/account/sign-in", {"email": email, "password": PASSWORD})
        if answer.location == "/account/second-factor":
            answer = self._post(answer.location, {"code": Totp(TOTP_SECRET).at(self.moment)})
        if answer.status_code != 302:
            raise SystemExit(f"{email} could not sign in:\n{answer.text}")

    def _read_english(self) -> None:
        """For this browser and, where somebody is signed in, for the person."""
        self.client.post("/account/language", data={"locale": "en"})
        if '<html lang="en"' not in self.client.get("/", follow_redirects=True).text:
            raise SystemExit(f"{self.person} does not read English")

    def _post(self, page: str, fields: Mapping[str, str]) -> Any:
        token = TOKEN.search(self.client.get(page).text)
        if token is None:
            raise SystemExit(f"{page} has no form")
        return self.client.post(page, data={**fields, "csrf_token": token[1]})


def without_names(rule: object) -> str:
    """A URL rule without the names of its arguments."""
    return re.sub(r"<[^>]*>", "<>", str(rule))


def addresses_in(folder: Path) -> list[str]:
    """What was opened for a person's part of a snapshot."""
    return sorted(file.read_text().partition("\n")[0] for file in folder.rglob("*.txt"))


def _order(address: str) -> tuple[int, bytes]:
    """Few arguments first; addresses with equally many as by chance, but always the same."""
    return len(parse_qsl(urlsplit(address).query)), sha256(address.encode()).digest()


def _file_name(address: str) -> str:
    name = quote(address.strip("/") or "home", safe="/?=&")
    return name if len(name) <= 150 else f"{name[:120]}-{sha256(name.encode()).hexdigest()[:16]}"
