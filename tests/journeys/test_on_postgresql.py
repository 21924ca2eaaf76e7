"""Every page of the small city, as whoever may open it, on PostgreSQL: word for word what it is on SQLite.

Tests of single pages keep to SQLite. What a page asks of the database is asked here on both.
"""

import re

import pytest
from sqlalchemy import create_engine, insert, select, text

from marketplace.adapters.database import database
from marketplace.app import create_app
from marketplace.tables import metadata
from marketplace.web.access import who_may
from tests.journeys.conftest import seated_people, settings_of
from tests.journeys.walking import address_of, everywhere, record_of

pytestmark = pytest.mark.postgresql

FRESH = re.compile(r'(name="csrf_token" value|data-token)="[^"]*"')  # differs with each session
OF_ITS_OWN = {  # tells of this very process or moment
    "public_health.show",
    "account_account.show",
    "account_sessions.show",
    "account_details.show",
}
FEWEST = 200


def copied(source, url):
    """The rows of one database in another, whatever its rules say of how they came to be."""
    target = create_engine(url)
    with create_engine(source).connect() as old, target.begin() as new:
        new.execute(text("SET LOCAL session_replication_role = replica"))
        tables = metadata().sorted_tables
        new.execute(text(f"TRUNCATE {', '.join(table.name for table in tables)}"))
        for table in tables:
            rows = [row._asdict() for row in old.execute(select(table))]
            if rows:
                new.execute(insert(table), rows)
    target.dispose()


@pytest.fixture(scope="module")
def twin(city, postgresql):
    """The same program on the same city in the other kind of database."""
    url = postgresql.copy()
    copied(f"sqlite:///{city / 'mb2.db'}", url)
    app = create_app(settings_of(city, database_url=url))
    yield app
    with app.app_context():
        database.engine.dispose()
    postgresql.drop(url)


@pytest.fixture(scope="module")
def twins(twin, rows):
    return seated_people(twin, rows)


def told(answer):
    """What an answer says, but for what differs each time."""
    if answer.mimetype not in ("text/html", "text/csv", "application/json"):
        return answer.status_code, answer.mimetype
    return answer.status_code, FRESH.sub("", answer.text)


def test_every_page_says_the_same_on_both_databases(app, rows, people, twins, postgresql, ran_on):
    ran_on(postgresql.version)
    opened = 0
    for endpoint, method, rule in everywhere(app):
        if method != "GET" or endpoint in OF_ITS_OWN or endpoint.startswith("static"):
            continue
        address, name = first_that_opens(app, rows, people, endpoint, rule)
        if address is None:
            continue
        opened += 1
        here, there = (told(those[name].tries("GET", address)) for those in (people, twins))
        assert there == here, f"{name} at {address}"
    assert opened >= FEWEST


def first_that_opens(app, rows, people, endpoint, rule):
    """An address of this page, and somebody to whom it opens; (None, None) if the city has no record for it."""
    with app.app_context():
        policy = who_may(endpoint)
    for person in people.values():
        if policy is not None and not policy.allows(person.actor, None):
            continue
        kind = person.actor.kind.value if person.actor.kind else ""
        records = record_of(endpoint, rows, owner=person.actor.at, kind=kind) if rule.arguments else [{}]
        for values in records:
            address = address_of(app, rule, values)
            if person.tries("GET", address).status_code == 200:
                return address, person.name
    return None, None
