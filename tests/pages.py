"""For folders of page tests: the whole program, built once a process, on SQLite.

What a page asks of the database is tested on both kinds where the query is, and by a walk (tests/journeys). Each test
has an empty database in the one file that the program knows, and tools and memories of its own.
"""

from contextlib import contextmanager

import pytest

from marketplace import app as assembly
from marketplace.adapters.database import database
from marketplace.web.fragment_cache import FragmentCache
from tests.servers import quick_folder, settings

__all__ = ["built", "database_url", "program", "server"]


class Program:
    def __init__(self, url, folder):
        self.url = url
        self.app = assembly.create_app(settings(url, folder).model_copy(update={"rate_limits": False}))

    @contextmanager
    def opened(self, given):
        """As if it had been built with these settings; what a test changes of it is taken back."""
        app = self.app
        before = [(kept, {**kept}) for kept in (app.config, app.extensions, app.view_functions)]
        hooks = [*app.before_request_funcs[None]]
        assembly._hand_out(app, given)
        app.extensions.update(kept=FragmentCache(), frames={})
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
def built():
    with quick_folder() as folder:
        yield Program(f"sqlite:///{folder / 'pages.db'}", folder)


@pytest.fixture
def server(request, ran_on):
    """SQLite, unless a test asks for the other by its name: `parametrize("server", ["postgresql"], indirect=True)`."""
    server = request.getfixturevalue(getattr(request, "param", "sqlite"))
    ran_on(server.version)
    return server


@pytest.fixture
def database_url(server, built):
    if server.rolls_back:
        url = server.copy()
        yield url
        server.drop(url)
    else:
        server.renew(built.url)
        yield built.url


@pytest.fixture
def program(database_url, built, tmp_path):
    return built if built.url == database_url else Program(database_url, tmp_path)
