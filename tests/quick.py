"""What every test would do anew and alike is done once a run; what is tested stays the whole program."""

import gc

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from marketplace.accounts import hashing, tokens
from marketplace.adapters import sandbox
from marketplace.adapters.passwords import Passwords

SELDOM = 100_000  # objects more than were given back, until the garbage collector looks

# A machine that is busy with others may stop in the middle of an example; that says nothing about the example.
settings.register_profile("patient", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("patient")


gc.disable()  # until all is collected: nothing of it is garbage


def pytest_collection_finish():
    """What was collected stays until the end, so the garbage collector need not look through it again and again.

    Tests build programs, statements and rows by the thousand, which live a moment: it comes by more rarely.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """The same hashers with the weakest settings."""
    hashing.passwords = Passwords(fast=True)
    tokens.WORK = 2


@pytest.fixture(scope="session", autouse=True)
def patient_with_children():
    """A machine that is busy with others may need longer than a server to read a file or a photo."""
    run = sandbox.run

    def patiently(job, content, *, memory, seconds=10.0):
        return run(job, content, memory=memory, seconds=6 * seconds)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "run", patiently)
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
