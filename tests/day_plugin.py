"""Sets the clock of each test to the day it names, and keeps it from those that say nothing about a day."""

import time
from datetime import datetime

import pytest

from marketplace.kernel import clock
from tests.day import DAY, DEFAULT, ticking


def named(item: pytest.Item) -> str | None:
    """The day that a test names."""
    marker = item.get_closest_marker("day")
    return marker.args[0] if marker else None


def pytest_collection_modifyitems(config, items):
    """On another day than the usual one, only what could be different then."""
    if DAY == DEFAULT:
        return
    depends = [item for item in items if "any_day" in item.fixturenames and not named(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(depends)])
    items[:] = depends


@pytest.fixture(scope="session")
def any_day():
    """The test reads the clock and holds whatever it says."""


def unnamed() -> datetime:
    raise AssertionError("This test reads the clock: it names its day, or asks for any_day and holds on all.")


@pytest.fixture(autouse=True)
def clock_of_the_test(request, monkeypatch):
    if day := named(request.node):
        monkeypatch.setattr(clock, "now", ticking(day, time.time()))
    elif "any_day" not in request.fixturenames:
        monkeypatch.setattr(clock, "now", unnamed)
