import gc
from datetime import UTC, datetime
from inspect import ismethod
from types import MethodType

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import Session
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from marketplace.accounts import hashing
from marketplace.adapters import apart
from marketplace.adapters.passwords import Passwords
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.sqlite import tune
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM, Actor, Seat
from marketplace.kernel.events import Bus, Event
from marketplace.kernel.roles import OFFICE, OFFICE_ROLES
from tests.servers import SqliteFiles, postgres, quick_folder

pytest_plugins = ["tests.tally", "tests.whole"]

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def pytest_collection_finish():
    """What was collected stays until the end, so the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """The same hasher with the weakest settings."""
    hashing.passwords = Passwords(fast=True)


class CompiledOnce(BytecodeCache):
    """Every test builds the program anew; what its templates compile to stays the same."""

    def __init__(self):
        self._kept = {}

    def load_bytecode(self, bucket):
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket):
        self._kept[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def quick_templates():
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledOnce()}


COMPILED = ("arguments", "_parts", "_trace", "_converters", "_build", "_build_unknown")


@pytest.fixture(scope="session", autouse=True)
def quick_routes():
    """Every test builds the program anew; what its addresses compile to stays the same."""
    compile_rule, kept = Rule.compile, {}

    def once(rule):
        key = (rule.rule, rule.subdomain, rule.host, repr(rule.defaults))
        if key not in kept:
            compile_rule(rule)
            kept[key] = [(name, getattr(rule, name)) for name in COMPILED]
        for name, made in kept[key]:
            setattr(rule, name, MethodType(made.__func__, rule) if ismethod(made) else made)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def patient_with_children():
    """A machine that is busy with others may need longer than a server to read a file or a photo."""
    run = apart.run

    def patiently(job, content, *, memory, seconds=10.0):
        return run(job, content, memory=memory, seconds=6 * seconds)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apart, "run", patiently)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_statements():
    """Every test opens an engine of its own; what a statement compiles to on its kind of database stays the same."""
    kept = LRUCache(5000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda one: hash(type(one)))
        patch.setattr(Engine, "_compiled_cache", property(lambda _: kept, lambda *_: None), raising=False)
        yield


@pytest.fixture(scope="session")
def sqlite():
    with quick_folder() as folder:
        yield SqliteFiles(folder)


@pytest.fixture(scope="session")
def postgresql():
    with postgres() as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request, ran_on):
    """A migrated database of one's own; whatever uses it runs once on each kind."""
    server = request.getfixturevalue(request.param)
    ran_on(server.version)
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
def session(engine):
    with Session(engine) as session:
        yield session


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
            seats = frozenset(Seat(role, at) for role in roles)
            actor = Actor(user_id=user_id, at=at, kind=kind or office, seats=seats)
        return UnitOfWork(session, actor=actor, now=now, bus=bus, queue=queue)

    return open_as
