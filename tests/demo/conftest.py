"""The small city, loaded once by the command itself; who changes something works on a copy."""

import shutil

import pytest

from marketplace.adapters.database import database
from marketplace.app import create_app
from tests.browser.live import demo_city
from tests.demo.residents import Residents
from tests.pages import built, database_url, program, server
from tests.servers import settings

__all__ = ["built", "database_url", "program", "server"]


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
def pattern(tmp_path_factory, request):
    """One folder for all the processes that share this run."""
    own = tmp_path_factory.getbasetemp()
    return demo_city(own.parent if hasattr(request.config, "workerinput") else own, "small")


@pytest.fixture(scope="session")
def small(pattern, tmp_path_factory):
    """A city that many tests look at and none changes."""
    yield from opened(shutil.copytree(pattern, tmp_path_factory.mktemp("looked-at") / "city"))


@pytest.fixture
def own(pattern, tmp_path):
    """A city of one's own."""
    yield from opened(shutil.copytree(pattern, tmp_path / "city"))
