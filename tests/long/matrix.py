"""Every step of the program x everybody x ids that are not theirs, as cells with the answers that are allowed.

All of it is read from the map of addresses and from the tables, so a new route, or a table with a new kind of id, is
in the matrix by itself. Whom each door is for is written down here a second time, apart from `web/access.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from zlib import crc32

from werkzeug.routing import Rule

from marketplace import tables
from marketplace.kernel.roles import OFFICE, PARTNER
from marketplace.web.access import who_may
from tests.journeys.test_planted_numbers import OPEN_TO_STRANGERS
from tests.journeys.walking import RECORDS, STRANGER, Person, everywhere

KIND_OF_DOOR = {"producer": "producer", "partner": "partner", "office": "office"}
SIGN_IN, SHUT, NOT_THERE = frozenset({302}), frozenset({403}), frozenset({403, 404})
OPEN = frozenset(
    {200, 302, 303, 404, 409}
)  # it may lead on, or a record be in a state in which the page is not there

NOBODYS_ID, NOBODYS_NUMBER = "k3m9p2q7r4s8", 999_999_999
ODD = (
    "%27%20OR%201=1",
    "..%2F..%2Fetc",
    "%F0%9F%98%80",
    "x" * 3000,
    "%3Cb%3E",
    "-1",
    str(2**63),
)  # as in an address
ARGUMENT = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")  # of a rule: its converter and its name
# These name no record of anybody: a month, a step, a format.
WORDS = {
    "kind",
    "code",
    "month",
    "day",
    "year",
    "key",
    "which",
    "step",
    "act",
    "what",
    "ending",
    "width",
    "gateway",
}
# Any maker may come to any shop, and any shop may have any maker on a shelf: these name a neighbour.
NEIGHBOURS = {
    "partner_terms.show": "maker",
    "partner_terms.write": "maker",
    "partner_consigned.show": "maker",
    "producer_rounds.send": "public_id",
    "producer_rounds.visit": "public_id",
    "producer_terms.show": "public_id",
    "producer_terms.write": "public_id",
}
ALSO = {  # a word that names nothing, answered with a sentence
    "account_invitations.accept": {410},
    "account_recovery.set_password": {410},
    "account_recovery.keep_password": {422},
    "office_outreach_day.arrive": {302},
}
FEW, MANY = 3, 12  # kinds of ids tried at a page of officials, and at one of a business

OF_A_BUSINESS = ("producer_", "partner_", "account_", "public_files.show", "public_papers")
SESSIONS = {"account_sessions": "SELECT user_id owner, '' state, id sign_in_id FROM sign_ins"}  # of a person
Ask = Callable[..., list[dict[str, Any]]]
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    person: str
    endpoint: str
    method: str
    address: str
    whose: str  # the ids in the address
    allowed: frozenset[int]


class Matrix:
    """The cells of one program on one city. `ask(sql, **values)` returns rows as dictionaries."""

    def __init__(self, app: Any, ask: Ask) -> None:
        self._app, self._ask = app, ask
        named = [table for table in tables.metadata().sorted_tables if "public_id" in table.c]
        self._ids = {
            table.name: [row["public_id"] for row in ask(f"SELECT public_id FROM {table.name} LIMIT 400")]
            for table in named
        }
        self._records: dict[tuple[str, str], list[dict[str, Any]]] = {}

    def cells(self, person: Person) -> Iterator[Cell]:
        for endpoint, method, rule in everywhere(self._app):
            if endpoint == "static":
                continue
            opens = self._opens(person, endpoint)
            for whose, values in self._values(endpoint, rule, person, opens):
                if allowed := _allowed(person, method, whose, opens):
                    also = ALSO.get(endpoint, set()) if opens else set()
                    yield Cell(person.name, endpoint, method, _address(rule, values), whose, allowed | also)

    def _opens(self, person: Person, endpoint: str) -> bool:
        """What the door is for, and then what the view states."""
        kind = KIND_OF_DOOR.get(endpoint.partition("_")[0])
        if kind is not None and (person.actor.kind is None or person.actor.kind.value != kind):
            return False
        with self._app.app_context():
            stated = who_may(endpoint)
        return stated is not None and stated.allows(person.actor, None)

    def _values(self, endpoint: str, rule: Rule, person: Person, opens: bool) -> Iterator[tuple[str, Values]]:
        """What stands in the address, and whose it is."""
        if not rule.arguments:
            yield "none", {}
            return
        numbers = {name for kind, name in ARGUMENT.findall(rule.rule) if kind == "int"}
        nobodys = {name: NOBODYS_NUMBER if name in numbers else NOBODYS_ID for name in rule.arguments}
        ids = [name for name in sorted(rule.arguments) if name not in WORDS]
        own, others = self._own_and_others(endpoint, person)
        some = (own or others or [nobodys])[0]
        words = {name: some[name] for name in rule.arguments if name in WORDS}
        yield "own" if own or not ids or endpoint in NEIGHBOURS else "nobody's", some
        if ids:
            yield "nobody's", nobodys | words
        if not opens:
            return
        for odd in ODD:
            changed = ids[-1] if ids else sorted(rule.arguments)[-1]
            yield "odd", {**some, changed: odd}
        foreign = [] if not ids or (endpoint in NEIGHBOURS and len(ids) == 1) else others
        for other in foreign:
            yield "another's", other
        for name in ids:
            mixed = own and len(ids) > 1 and name not in numbers and NEIGHBOURS.get(endpoint) != name
            for other in foreign[:1] if mixed else []:
                yield "partly another's", {**own[0], name: other[name]}
            if name not in numbers:
                yield from self._of_other_kinds(endpoint, name, some, person)

    def _own_and_others(
        self, endpoint: str, person: Person
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Records behind a page, one of each state; officials look after all of them."""
        kind = "partner" if person.actor.kind is PARTNER else "producer"
        official = person.actor.kind is OFFICE or not endpoint.startswith(OF_A_BUSINESS)
        me = person.actor.at
        if endpoint.startswith("account_sessions"):
            official, me = False, person.actor.user_id
        own, others = dict[Any, Any](), dict[Any, Any]()
        for row in self._records_of(endpoint, kind):
            mine = official or row["owner"] == me
            (own if mine else others).setdefault(row["state"], row)
        return [*own.values()], [*others.values()]

    def _records_of(self, endpoint: str, kind: str) -> list[dict[str, Any]]:
        if (endpoint, kind) not in self._records:
            known = OPEN_TO_STRANGERS | RECORDS | SESSIONS
            sql = known.get(endpoint) or known.get(endpoint.partition(".")[0], "")
            found = self._ask(sql, **({"kind": kind} if ":kind" in sql else {})) if sql else []
            self._records[endpoint, kind] = [row for row in found if row["owner"] is not None]
        return self._records[endpoint, kind]

    def _of_other_kinds(
        self, endpoint: str, name: str, some: Values, person: Person
    ) -> Iterator[tuple[str, Values]]:
        """Real ids, but of tables that this page shows nothing of."""
        known = {row.get(name) for row in self._records_of(endpoint, "producer")}
        others = [table for table, ids in self._ids.items() if ids and known.isdisjoint(ids)]
        others.sort(key=lambda table: crc32(f"{person.name} {endpoint} {table}".encode()))
        many = endpoint.startswith(("producer_", "partner_"))
        for table in others[: MANY if many else FEW]:
            yield f"of {table}", {**some, name: self._ids[table][0]}


def _allowed(person: Person, method: str, whose: str, opens: bool) -> frozenset[int]:
    """The statuses that are right; none for what a person does by right and would change something."""
    if not opens:
        return SIGN_IN if person.name == STRANGER and method == "GET" else SHUT
    if whose in ("none", "own"):
        return OPEN if method == "GET" else frozenset()
    return (
        NOT_THERE | {405} if whose == "odd" else NOT_THERE
    )  # a number that no rule takes is an address of no method


def _address(rule: Rule, values: Values) -> str:
    return ARGUMENT.sub(lambda found: quote(str(values[found[2]]), safe="%"), rule.rule)
