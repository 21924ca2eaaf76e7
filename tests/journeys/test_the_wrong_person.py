"""Every step of everybody's work, tried by whom it is not for: refused, nothing written, a line in the log.

What an address leads to is real: each record of the small city stands in one of its states.
"""

import hashlib
import sqlite3
from contextlib import closing

import pytest

from marketplace.web.access import who_may
from tests.journeys.walking import MOVES_BY_ITSELF, PEOPLE, STRANGER, address_of, everywhere, record_of

TRADERS = [name for name in PEOPLE if name.startswith(("produsen", "mitra"))]
NAMES_NOTHING_OF_ANYONE = {  # only a month, a kind, a clause, or a shop that any maker may come to
    "partner_compliance.object_to",
    "partner_compliance.rows",
    "partner_compliance.show",
    "partner_figures.create",
    "partner_figures.new",
    "partner_invoices.export",
    "partner_money.export",
    "partner_money.export_receipts",
    "producer_certificates.create",
    "producer_certificates.new",
    "producer_demand.chart",
    "producer_gateways.save",
    "producer_gateways.show",
    "producer_invoices.export",
    "producer_money.export",
    "producer_money.export_receipts",
    "producer_onboarding.reveal",
    "producer_onboarding.save",
    "producer_onboarding.show",
    "producer_rounds.send",
    "producer_rounds.visit",
    "producer_terms.answer",
    "producer_terms.show",
    "producer_terms.write",
}
ONLY_IN_SOME_STATES = {
    "partner_checkouts.new",
    "partner_compliance.refusal",
    "partner_differences.objecting",
    "partner_imports.questions",
    "producer_handovers.new",
}  # else not there even for their own


@pytest.fixture
def person(people, request):
    return people[request.param]


@pytest.fixture(scope="module")
def print_of_all(city):
    """A print of every row of every table; taken anew only once another connection has committed something."""
    with closing(sqlite3.connect(city / "mb2.db")) as base:
        kept = {}

        def take():
            (version,) = base.execute("PRAGMA data_version").fetchone()
            if version not in kept:
                kept.clear()
                kept[version] = {table: digest(base, table) for table in tables(base)}
            return kept[version]

        yield take


def tables(base):
    return {
        name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    } - MOVES_BY_ITSELF


def digest(base, table):
    return hashlib.sha256(repr(base.execute(f"SELECT * FROM {table}").fetchall()).encode()).hexdigest()


@pytest.fixture
def nothing_written(people, print_of_all):
    """Every row of every table is what it was, to the letter."""
    before = print_of_all()
    yield
    assert print_of_all() == before


@pytest.mark.parametrize("person", PEOPLE, indirect=True)
def test_no_door_opens_to_whom_it_is_not_for(app, rows, person, taken, nothing_written, caplog):
    tried = 0
    for endpoint, method, rule in everywhere(app):
        if not taken(f"{person.name} {method} {endpoint}"):
            continue
        with app.app_context():
            policy = who_may(endpoint)
        if policy.allows(person.actor, None):
            continue
        if rule.arguments:
            (values, *_) = record_of(endpoint, rows, kind="producer") or [
                dict.fromkeys(rule.arguments, "1" if "<int:" in str(rule) else "k3m9p2q7r4s8")
            ]
        else:
            values = {}
        address = address_of(app, rule, values)
        caplog.clear()
        answer = person.tries(method, address)
        tried += 1

        if person.name == STRANGER and method == "GET":
            assert answer.status_code == 302, address
            assert answer.location.startswith("/account/sign-in?next="), address
        else:
            assert answer.status_code == 403, f"{method} {address}"
            assert endpoint in caplog.text, "a refusal leaves a line in the log"
    assert tried > taken.least(40)


@pytest.mark.parametrize("person", TRADERS, indirect=True)
def test_what_belongs_to_others_is_not_there(app, rows, person, taken, nothing_written):
    door, kind = f"{person.actor.kind.value}_", person.actor.kind.value
    tried = set()
    for endpoint, method, rule in everywhere(app):
        shared = endpoint in ("public_files.show", "account_sessions.revoke")
        named = rule.arguments and endpoint not in NAMES_NOTHING_OF_ANYONE
        if not named or not (endpoint.startswith(door) or shared):
            continue
        for values in taken.records(record_of(endpoint, rows, mine=person.actor.at, kind=kind)):
            address = address_of(app, rule, values)
            answer = person.tries(method, address)
            assert answer.status_code in (403, 404), f"{method} {address}: {answer.status_code}"
            tried.add(endpoint)
    untried = {
        endpoint
        for endpoint, _, rule in everywhere(app)
        if endpoint.startswith(door) and rule.arguments and endpoint not in tried | NAMES_NOTHING_OF_ANYONE
    }
    assert untried == set(), "the city has a record for each of these pages"


@pytest.mark.parametrize(
    ("person", "other"),
    [("produsen", "produsen2"), ("produsen2", "produsen"), ("mitra", "mitra2"), ("mitra2", "mitra")],
    indirect=["person"],
)
def test_neither_neighbour_opens_what_the_other_has(app, rows, people, person, other, taken, nothing_written):
    """The same pages that open to the one are not there for the other."""
    whose = people[other]
    for endpoint, method, rule in everywhere(app):
        if not endpoint.startswith(f"{person.actor.kind.value}_") or method != "GET" or not rule.arguments:
            continue
        if endpoint in NAMES_NOTHING_OF_ANYONE | ONLY_IN_SOME_STATES:
            continue
        for values in taken.records(record_of(endpoint, rows, owner=whose.actor.at)):
            address = address_of(app, rule, values)
            assert whose.tries(method, address).status_code == 200, address
            assert person.tries(method, address).status_code == 404, address


def test_an_unknown_name_is_not_there_for_anyone(app, people, nothing_written):
    for name, address in (
        ("produsen", "/producer/orders/k3m9p2q7r4s8"),
        ("mitra", "/partner/handovers/k3m9p2q7r4s8"),
        ("petugas", "/office/handovers/k3m9p2q7r4s8"),
        ("auditor", "/office/compliance/lines/999999"),
        (STRANGER, "/verify/k3m9p2q7r4s8"),
        (STRANGER, "/catalog/tidak-ada"),
    ):
        assert people[name].tries("GET", address).status_code == 404, address


def test_on_behalf_of_a_maker_an_officer_opens_what_the_maker_does_and_nothing_else(app, rows, people):
    officer, maker = people["petugas2"], people["produsen"]
    (business,) = rows("SELECT public_id FROM organisations WHERE id = :id", id=maker.actor.at)
    start = f"/office/representing/{business['public_id']}"
    assert officer.tries("POST", start).location == "/producer/"
    officer.renew("/producer/")
    try:
        assert officer.tries("GET", "/producer/orders").status_code == 200
        for endpoint, method, rule in everywhere(app):
            with app.app_context():
                policy = who_may(endpoint)
            if method == "GET" and not rule.arguments and not policy.allows(maker.actor, None):
                address = address_of(app, rule, {})
                assert officer.tries(method, address).status_code == 403, address
            if method == "GET" and rule.arguments and endpoint.startswith("producer_"):
                if endpoint in NAMES_NOTHING_OF_ANYONE:
                    continue
                for values in record_of(endpoint, rows, mine=maker.actor.at):
                    address = address_of(app, rule, values)
                    assert officer.tries(method, address).status_code == 404, address
        for page in ("/account/", "/account/password", "/account/data"):
            assert officer.tries("GET", page).status_code == 403, "one's own account waits"
    finally:
        officer.tries("POST", "/account/representing/stop")
        officer.renew("/office/")
    assert officer.tries("GET", "/office/producers").status_code == 200
