"""For folders of page tests: the whole program, built once a process, on SQLite.

What a page asks of the database is tested on both kinds where the query is, and by a walk (tests/journeys). Each test
has an empty database in the one file that the program knows, and tools and memories of its own.
"""

from contextlib import contextmanager

import pytest

from marketplace import app as assembly
from marketplace.adapters.database import database
from marketplace.web.kept import Keeping
from tests.servers import settings

__all__ = ["database_url", "program", "server"]


class Program:
    def __init__(self, folder):
        self.url = f"sqlite:///{folder / 'pages.db'}"
        self.app = assembly.create_app(settings(self.url, folder).model_copy(update={"rate_limits": False}))

    @contextmanager
    def opened(self, given):
        """As if it had been built with these settings; what a test changes of it is taken back."""
        app = self.app
        before = [(kept, {**kept}) for kept in (app.config, app.extensions, app.view_functions)]
        hooks = [*app.before_request_funcs[None]]
        assembly._hand_out(app, given)
        app.extensions.update(kept=Keeping(), frames={})
        try:
            yield app
        finally:
            app.extensions["views"].write()  # forget whom the process remembers
            with app.app_context():
                database.engine.dispose()
            for kept, was in before:
                kept.clear()
                kept.update(was)
            app.before_request_funcs[None] = hooks


@pytest.fixture(scope="session")
def program(tmp_path_factory):
    return Program(tmp_path_factory.mktemp("program"))


@pytest.fixture
def server(sqlite, ran_on):
    ran_on(sqlite.version)
    return sqlite


@pytest.fixture
def database_url(server, program):
    server.renew(program.url)
    return program.url
