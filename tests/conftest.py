from zlib import crc32

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.sqlite import tune
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM, Actor, ActorSeat
from marketplace.kernel.events import Bus, Event
from marketplace.kernel.roles import OFFICE, OFFICE_ROLES
from tests import compiled, day
from tests.servers import SqliteFiles, postgres, quick_folder
from tests.servers.gateways import GatewayProcess

pytest_plugins = ["tests.day_plugin", "tests.quick", "tests.short_writes", "tests.tally", "tests.whole"]

__all__ = ["compiled"]

NOW = day.moment(day.DEFAULT)
day.start()

SERVICES = {"services", "kinds"}  # folders whose tests ask what a service does, not what the database does
ONE_IN = 3  # of these tests run on PostgreSQL here; all of them in test-long


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Queries, rules and races run on both kinds of database always."""
    for item in items:
        of_services = SERVICES & {*item.path.parts} or item.path.stem.startswith("test_services")
        if of_services and item.get_closest_marker("postgresql") and crc32(item.nodeid.encode()) % ONE_IN:
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session")
def sqlite():
    with quick_folder() as folder:
        yield SqliteFiles(folder)


@pytest.fixture(scope="session")
def postgresql():
    with postgres() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def gateway_process(tmp_path_factory):
    process = GatewayProcess(tmp_path_factory.mktemp("gateway"))
    yield process
    process.kill()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def server(request, ran_on):
    """Whatever uses a database runs once on each kind; folders of page tests override this and keep to SQLite."""
    server = request.getfixturevalue(request.param)
    ran_on(server.version)
    return server


@pytest.fixture
def database_url(server):
    """A migrated database of one's own."""
    url = server.copy()
    yield url
    server.drop(url)


@pytest.fixture
def engine(database_url):
    engine = create_engine(database_url)
    tune(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(server, request):
    """What a test writes is gone after it: with its database, or rolled back where making one takes long.

    A test that also asks for an engine or an address has several connections, so it gets a database of its own.
    """
    if server.rolls_back and not {"engine", "database_url"} & {*request.fixturenames}:
        with server.rolled_back() as connection, inside(connection) as session:
            yield session
    else:
        with Session(request.getfixturevalue("engine")) as session:
            yield session


def inside(connection):
    """A session whose commits and rollbacks end savepoints of the transaction around it."""
    return Session(connection, join_transaction_mode="create_savepoint")


@pytest.fixture
def heard():
    """The events that were emitted, in order."""
    return []


@pytest.fixture
def queue():
    return MemoryQueue()


@pytest.fixture
def work(session, heard, queue):
    """Open a unit of work as the system, or as anyone: work(OWNER, at=partner.id, kind=PARTNER)."""
    bus = Bus({Event: [lambda uow, event: heard.append(event)]})

    def open_as(*roles, at=None, kind=None, user_id=None, now=NOW):
        actor = SYSTEM
        if roles:
            office = OFFICE if set(roles) <= set(OFFICE_ROLES) else None
            seats = frozenset(ActorSeat(role, at) for role in roles)
            actor = Actor(user_id=user_id, at=at, kind=kind or office, seats=seats)
        return UnitOfWork(session, actor=actor, now=now, bus=bus, queue=queue)

    return open_as


@pytest.fixture
def statements(engine):
    """What an act says to the database."""

    def count(act):
        seen = []

        def record(*args):
            if not args[2].startswith(("BEGIN", "COMMIT")):
                seen.append(args[2])

        event.listen(engine, "before_cursor_execute", record)
        act()
        event.remove(engine, "before_cursor_execute", record)
        return seen

    return count
