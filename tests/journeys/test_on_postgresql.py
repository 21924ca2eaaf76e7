"""Every page of the small city, as whoever may open it, on PostgreSQL: word for word what it is on SQLite.

Tests of single pages keep to SQLite. What a page asks of the database is asked here on both.
"""

import re
from collections import defaultdict
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import create_engine, insert, select, text

from marketplace.adapters.database import database
from marketplace.app import create_app
from marketplace.tables import metadata
from tests.browser.people import shape
from tests.journeys.conftest import seated_people, settings_of
from tests.journeys.forms import pages

pytestmark = pytest.mark.postgresql

FRESH = re.compile(
    r'name="(csrf_token|key|client_id)"[^>]* value="[^"]*"|value="[0-9a-f]{32}"|sidik [0-9a-f]{64}'
)  # made anew for each form, or the journal's last entry: that somebody signed in
EXPORT = re.compile(r"/export(/|$)|\.csv$")
OF_ITS_OWN = (
    "/account/",
    "/account/data",
    "/account/sessions",
    "/office/journal",
    "/office/journal/verify",
)  # tell who signed in, and when
FEWEST_PAGES, FEWEST_LISTS = 150, 10
NEXT = "SELECT setval(pg_get_serial_sequence('{table}', '{id}'), max({id})) FROM {table}"


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
            if table.autoincrement_column is not None:
                new.execute(text(NEXT.format(table=table.name, id=table.autoincrement_column.name)))
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


@pytest.fixture
def same(twins, people):  # in this order, as nobody has used a second factor when the rows are copied
    """Whether this person reads the same at an address on both; what was answered here may be known."""

    def compare(name, address, here=None):
        here = here or people[name].tries("GET", address)
        there = twins[name].tries("GET", address)
        assert (there.status_code, there.mimetype) == (here.status_code, here.mimetype), f"{name}: {address}"
        if here.mimetype.startswith("text/"):
            assert FRESH.sub("", there.text) == FRESH.sub("", here.text), f"{name}: {address}"

    return compare


def test_every_page_and_list_says_the_same_on_both_databases(same, people, postgresql, ran_on):
    """What visible links lead to; a kind of page once for each kind of organisation."""
    ran_on(postgresql.version)
    compared, lists, met = set(), set(), defaultdict(dict)
    for name, person in people.items():
        for page in pages(person.client, each_kind=1, met=met[person.actor.kind]):
            kind = (person.actor.kind, shape(page.path))
            if kind in compared or page.path in OF_ITS_OWN:
                continue
            compared.add(kind)
            same(name, page.path, page.answer)
            exports = {link for link in page.links if EXPORT.search(urlsplit(link).path)}
            for link in sorted(exports - lists):
                lists.add(link)
                same(name, urljoin(page.path, link))
    assert len(compared) >= FEWEST_PAGES
    assert len(lists) >= FEWEST_LISTS
