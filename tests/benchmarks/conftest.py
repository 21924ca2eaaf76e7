"""Villages of benchmarks get a copy of a migrated database each, in memory where there is room."""

import tempfile
from shutil import copyfile
from types import SimpleNamespace

import pytest

from benchmarks import market, papers
from marketplace.adapters.database import database


@pytest.fixture(autouse=True)
def quick_villages(sqlite, monkeypatch):
    def copy():
        database.engine.dispose()
        empty = sqlite.copy()
        copyfile(empty.removeprefix("sqlite:///"), str(database.engine.url.database))
        sqlite.drop(empty)

    for module in (market, papers):
        monkeypatch.setattr(module, "flask_migrate", SimpleNamespace(upgrade=copy))
    monkeypatch.setattr(tempfile, "tempdir", str(sqlite.folder))
