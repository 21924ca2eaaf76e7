"""Every step of everybody's work, tried by whom it is not for: refused, nothing written, a line in the log.

What an address leads to is real: each record of the small city stands in one of its states.
"""

import hashlib
import re
import shutil
import sqlite3
from contextlib import closing

import pytest

from config import Settings
from marketplace.adapters import second_factor
from marketplace.adapters.database import database
from marketplace.app import create_app
from marketplace.demo.office import PASSWORD, TOTP_SECRET, accounts
from marketplace.kernel import clock, roles
from marketplace.kernel.actor import NOBODY, Actor, Seat
from marketplace.web.access import who_may

STRANGER = "stranger"
PEOPLE = [STRANGER, *(account.email.partition("@")[0] for account in accounts())]
TRADERS = [name for name in PEOPLE if name.startswith(("produsen", "mitra"))]
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
MOVES_BY_ITSELF = {"attempts", "sign_ins"}  # who came, and when they were last seen

# Records by the page they stand behind: whose they are, in which state, and what names them in an address.
RECORDS = {
    "account_sessions": "SELECT organisation_id owner, '' state, id sign_in_id FROM sign_ins",
    "office_certificates": "SELECT 1 owner, c.state, o.public_id, c.public_id certificate"
    " FROM certificates c JOIN organisations o ON o.id = c.producer_id",
    "office_circulars": "SELECT 1 owner, c.state, c.public_id, k.code"
    " FROM circulars c JOIN clauses k ON k.circular_id = c.id",
    "office_compliance": "SELECT 1 owner, '' state, '2026-10' month, 'pdf' 'key', public_id, '4a' code, 1 number"
    " FROM organisations WHERE kind = 'partner'",
    "office_declarations": "SELECT 1 owner, '' state, public_id FROM spend_declarations",
    "office_handovers": "SELECT 1 owner, state, public_id FROM handovers",
    "office_imports": "SELECT organisation_id owner, state, public_id FROM import_batches",
    "office_mous": "SELECT 1 owner, state, public_id FROM mous",
    "office_mous.new": "SELECT 1 owner, '' state, public_id FROM organisations WHERE kind = 'partner'",
    "office_mous.create": "SELECT 1 owner, '' state, public_id FROM organisations WHERE kind = 'partner'",
    "office_partners": "SELECT 1 owner, '' state, public_id FROM organisations WHERE kind = 'partner'",
    "office_people": "SELECT 1 owner, s.role state, u.public_id, s.id seat_id"
    " FROM users u JOIN seats s ON s.user_id = u.id",
    "office_periods": "SELECT 1 owner, state, month FROM periods",
    "office_producers": "SELECT 1 owner, p.state, o.public_id, 1 locality_id, 1 hold_id"
    " FROM producers p JOIN organisations o ON o.id = p.id",
    "office_reviews": "SELECT 1 owner, state, 'certificate' kind, public_id FROM certificates",
    "partner_compliance": "SELECT p.partner_id owner, '' state, '2026-10' month, '4a' code, r.public_id"
    " FROM refusals r JOIN purchase_lines l ON l.id = r.line_id JOIN purchases p ON p.id = l.purchase_id",
    "partner_handovers": "SELECT partner_id owner, state, public_id FROM handovers",
    "partner_imports": "SELECT organisation_id owner, state, public_id FROM import_batches",
    "partner_orders": "SELECT partner_id owner, state, public_id FROM orders",
    "partner_profile": "SELECT partner_id owner, '' state, public_id, 'show' act FROM outlets",
    "partner_purchases": "SELECT partner_id owner, source state, public_id FROM purchases",
    "producer_certificates": "SELECT producer_id owner, state, public_id, kind FROM certificates",
    "producer_confirmations": "SELECT producer_id owner, source state, public_id FROM purchases",
    "producer_handovers": "SELECT producer_id owner, state, public_id FROM handovers",
    "producer_handovers.create": "SELECT producer_id owner, state, public_id FROM orders",
    "producer_handovers.new": "SELECT producer_id owner, state, public_id FROM orders",
    "producer_orders": "SELECT producer_id owner, state, public_id FROM orders",
    "producer_products": "SELECT p.producer_id owner, p.state, p.public_id, a.public_id attachment"
    " FROM products p JOIN product_photos f ON f.product_id = p.id JOIN attachments a ON a.id = f.attachment_id",
    "public_files": "SELECT a.organisation_id owner, a.kind state, a.public_id FROM attachments a"
    " JOIN organisations o ON o.id = a.organisation_id WHERE a.kind <> 'public_image' AND o.kind = :kind",
}
NAMES_NOTHING_OF_ANYONE = {  # only a month, a kind or a clause stands in the address
    "partner_compliance.object_to",
    "partner_compliance.rows",
    "partner_compliance.show",
    "producer_certificates.create",
    "producer_certificates.new",
}
ONLY_IN_SOME_STATES = {
    "partner_compliance.refusal",
    "producer_handovers.new",
}  # else not there even for their own
ANYTHING = {  # fields that the forms of these pages know, filled in well
    "reason": "Salah orang",
    "text": "Salah orang",
    "note": "Salah orang",
    "signer": "Salah Orang",
    "availability": "sold_out",
    "number": "2061872010001-30",
    "name": "Salah Orang",
}


@pytest.fixture(scope="module")
def city(demo_pattern, tmp_path_factory):
    return shutil.copytree(demo_pattern, tmp_path_factory.mktemp("wrong") / "city")


@pytest.fixture(scope="module")
def rows(city):
    def ask(sql, **values):
        with closing(sqlite3.connect(city / "mb2.db")) as base:
            base.row_factory = sqlite3.Row
            return [dict(row) for row in base.execute(sql, values)]

    return ask


@pytest.fixture(scope="module")
def app(city):
    app = create_app(
        Settings(secret_key="x" * 32, instance=city, queue="memory", search="memory", rate_limits=False)
    )
    yield app
    with app.app_context():
        database.engine.dispose()


class Person:
    """Somebody signed in at a browser of their own, and the actor that policies take them for."""

    def __init__(self, app, name, actor):
        self.name, self.actor, self.client = name, actor, app.test_client()
        if name != STRANGER:
            self._sign_in(f"{name}@mb2.test")
        self.token = self._token("/account/sign-in" if name == STRANGER else "/account/password")

    def _token(self, path):
        return TOKEN.search(self.client.get(path).text)[1]

    def _sign_in(self, email):
        fields = {"email": email, "password": PASSWORD, "csrf_token": self._token("/account/sign-in")}
        answer = self.client.post("/account/sign-in", data=fields)
        if answer.location == "/account/second-factor":
            code = second_factor.next_code(TOTP_SECRET, clock.now(), after=0)
            token = self._token(answer.location)
            answer = self.client.post(answer.location, data={"code": code, "csrf_token": token})
        assert answer.status_code == 302, answer.text

    def tries(self, method, address):
        """GET or POST, with everything right but the person."""
        if method == "GET":
            return self.client.get(address, buffered=True)
        return self.client.post(address, data=ANYTHING | {"csrf_token": self.token}, buffered=True)


@pytest.fixture(scope="module")
def people(app, rows):
    seats = rows(
        "SELECT u.id, u.email, s.role, o.id at, o.kind FROM users u JOIN seats s ON s.user_id = u.id"
        " JOIN organisations o ON o.id = s.organisation_id"
    )
    found = {STRANGER: Person(app, STRANGER, NOBODY)}
    for seat in seats:
        name = seat["email"].partition("@")[0]
        if name in PEOPLE:
            sits = frozenset({Seat(roles.Role(seat["role"]), seat["at"])})
            kind = roles.OrganisationKind(seat["kind"])
            found[name] = Person(app, name, Actor(seat["id"], at=seat["at"], kind=kind, seats=sits))
    assert set(found) == set(PEOPLE)
    return found


@pytest.fixture
def person(people, request):
    return people[request.param]


@pytest.fixture
def nothing_written(people, rows):
    """Every row of every table is what it was, to the letter."""

    def print_of_all():
        tables = [row["name"] for row in rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: hashlib.sha256(repr(rows(f"SELECT * FROM {table}")).encode()).hexdigest()
            for table in tables
            if table not in MOVES_BY_ITSELF
        }

    before = print_of_all()
    yield
    assert print_of_all() == before


def everywhere(app):
    """Every step there is: (endpoint, method, rule)."""
    return [
        (rule.endpoint, method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods & {"GET", "POST"})
    ]


def record_of(endpoint, rows, *, mine=None, owner=None, kind=""):
    """A record of each state that stands behind a page: of this owner, or of anyone but `mine`."""
    sql = RECORDS.get(endpoint) or RECORDS[endpoint.partition(".")[0]]
    found = {}
    for row in rows(sql, kind=kind) if ":kind" in sql else rows(sql):
        whose, state = row.pop("owner"), row.pop("state")
        if whose is not None and whose != mine and owner in (None, whose):
            found.setdefault(state, row)
    return list(found.values())


def address_of(app, rule, values):
    given = {name: values[name] for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, given)


@pytest.mark.parametrize("person", PEOPLE, indirect=True)
def test_no_door_opens_to_whom_it_is_not_for(app, rows, person, nothing_written, caplog):
    tried = 0
    for endpoint, method, rule in everywhere(app):
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
    assert tried > 40


@pytest.mark.parametrize("person", TRADERS, indirect=True)
def test_what_belongs_to_others_is_not_there(app, rows, person, nothing_written):
    door, kind = f"{person.actor.kind.value}_", person.actor.kind.value
    tried = set()
    for endpoint, method, rule in everywhere(app):
        shared = endpoint in ("public_files.show", "account_sessions.revoke")
        named = rule.arguments and endpoint not in NAMES_NOTHING_OF_ANYONE
        if not named or not (endpoint.startswith(door) or shared):
            continue
        for values in record_of(endpoint, rows, mine=person.actor.at, kind=kind):
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
def test_neither_neighbour_opens_what_the_other_has(app, rows, people, person, other, nothing_written):
    """The same pages that open to the one are not there for the other."""
    whose = people[other]
    for endpoint, method, rule in everywhere(app):
        if not endpoint.startswith(f"{person.actor.kind.value}_") or method != "GET" or not rule.arguments:
            continue
        if endpoint in NAMES_NOTHING_OF_ANYONE | ONLY_IN_SOME_STATES:
            continue
        for values in record_of(endpoint, rows, owner=whose.actor.at):
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
