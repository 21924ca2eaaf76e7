"""The small city, loaded once by the command itself; who changes something works on a copy."""

import shutil

import pytest

from marketplace.adapters.database import database
from marketplace.app import create_app
from tests.browser.conftest import demo_pattern, shared_folder
from tests.demo.residents import Residents
from tests.pages import built, database_url, program, server
from tests.servers import settings

__all__ = ["built", "database_url", "demo_pattern", "program", "server", "shared_folder"]


def opened(folder):
    """The whole program on the city in this folder."""
    url = f"sqlite:///{folder / 'mb2.db'}"
    app = create_app(settings(url, folder))
    residents = Residents(app, url)
    yield residents
    residents.close()
    with app.app_context():
        database.engine.dispose()


@pytest.fixture(scope="session")
def small(demo_pattern, tmp_path_factory):
    """A city that many tests look at and none changes."""
    yield from opened(shutil.copytree(demo_pattern, tmp_path_factory.mktemp("looked-at") / "city"))


@pytest.fixture
def own(demo_pattern, tmp_path):
    """A city of one's own."""
    yield from opened(shutil.copytree(demo_pattern, tmp_path / "city"))
