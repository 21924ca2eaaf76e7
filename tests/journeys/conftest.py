"""Stories told through HTTP in the small city, which is loaded once for them and for the browser's tests."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from zlib import crc32

import pytest

from config import Settings
from marketplace.adapters.database import database
from marketplace.app import create_app
from marketplace.kernel import roles
from marketplace.kernel.actor import NOBODY, Actor, ActorSeat
from tests.browser.conftest import demo_pattern, shared_folder
from tests.journeys.walking import PEOPLE, STRANGER, Person

__all__ = ["demo_pattern", "shared_folder"]


# The demo takes no cards: here every shop once began to pay a bill with one.
CHECKOUTS = """INSERT INTO checkouts (public_id, gateway, invoice_id, payee_id, payer_id, account, amount, title, state,
address, asked_at) SELECT public_id, 'stripe', id, payee_id, payer_id, 'acct_1', total, number, 'lapsed', '', issued_at
FROM invoices WHERE total > 0"""
CARDS = {
    "stripe_secret_key": "sk_test_nobody",
    "stripe_webhook_secret": "whsec_nobody",
    "stripe_api_base": "http://127.0.0.1:9",  # nobody is asked
}


@dataclass(frozen=True)
class Sample:
    """One page in so many, chosen by its name: the same at every run."""

    one_in: int

    def __call__(self, name):
        return crc32(name.encode()) % self.one_in == 0

    def first(self, found):
        """Of pages and the records they open on, the first of each page, where not all are tried."""
        kept = set[str]()
        for endpoint, address in found:
            if self.one_in == 1 or endpoint not in kept:
                kept.add(endpoint)
                yield endpoint, address

    def records(self, found):
        """Of the records behind a page, one in each state, where not all are tried the first."""
        return found if self.one_in == 1 else found[:1]

    def least(self, of_all):
        """How many must have been tried, where it would be so many of all."""
        return of_all // self.one_in


@pytest.fixture(params=[Sample(4), pytest.param(Sample(1), marks=pytest.mark.long)], ids=["sample", "all"])
def taken(request):
    """Which pages are tried: some in the gate, all of them in test-long."""
    return request.param


@pytest.fixture(scope="module")
def city(demo_pattern, tmp_path_factory):
    city = shutil.copytree(demo_pattern, tmp_path_factory.mktemp("wrong") / "city")
    with closing(sqlite3.connect(city / "mb2.db")) as base:
        base.execute(CHECKOUTS)
        base.commit()
    return city


@pytest.fixture
def taken_back(city):
    """What forms and files change is undone: tests of a run come in any order."""
    with closing(sqlite3.connect(":memory:")) as before:
        with closing(sqlite3.connect(city / "mb2.db")) as base:
            base.backup(before)
        yield
        with closing(sqlite3.connect(city / "mb2.db")) as base:
            before.backup(base)


@pytest.fixture(scope="module")
def rows(city):
    with closing(sqlite3.connect(city / "mb2.db")) as base:  # one for all: each reads the whole schema first
        base.row_factory = sqlite3.Row
        yield lambda sql, **values: [dict(row) for row in base.execute(sql, values)]


@pytest.fixture(scope="module")
def app(city, any_day):
    app = create_app(settings_of(city))
    yield app
    with app.app_context():
        database.engine.dispose()


def settings_of(city, **more):
    """Of the whole program on this city."""
    return Settings(
        secret_key="x" * 32,
        instance=city,
        queue="memory",
        search="memory",
        mail_url="memory:",
        rate_limits=False,
        **CARDS,
        **more,
    )


@pytest.fixture(scope="module")
def people(app, rows):
    return seated_people(app, rows)


def seated_people(app, rows, names=tuple(PEOPLE)):
    """Everybody by the name in their e-mail, signed in to this program."""
    seats = rows(
        "SELECT u.id, u.email, s.role, o.id at, o.kind FROM users u JOIN seats s ON s.user_id = u.id"
        " JOIN organisations o ON o.id = s.organisation_id WHERE u.email IS NOT NULL"
    )
    found = {STRANGER: Person(app, STRANGER, NOBODY)}
    for seat in seats:
        name = seat["email"].partition("@")[0]
        if name in names:
            sits = frozenset({ActorSeat(roles.Role(seat["role"]), seat["at"])})
            kind = roles.OrganisationKind(seat["kind"])
            found[name] = Person(app, name, Actor(seat["id"], at=seat["at"], kind=kind, seats=sits))
    assert set(found) == set(names)
    return found
