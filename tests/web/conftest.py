"""The whole program on a database of its own, and people who visit it."""

import pickle
import re

import pytest
from flask import g
from sqlalchemy import event

from marketplace.accounts.models import Organisation
from marketplace.adapters import database, sandbox
from marketplace.kernel import roles
from marketplace.kernel.actor import NOBODY, Actor, ActorSeat
from tests.factories.producers import make_person
from tests.pages import built, database_url, program, server
from tests.servers import settings

__all__ = ["built", "database_url", "program", "server"]

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture(autouse=True)
def no_child(monkeypatch):
    """Strangers' bytes are read here: what a child process adds is tested where it is made, and on journeys."""

    def here(job, content, **limits):
        outcome, value = pickle.loads(sandbox._answer(job, content))
        if outcome == "unfit":
            raise sandbox.RefusedBytes(value)
        return value

    monkeypatch.setattr(sandbox, "run", here)


@pytest.fixture
def app_settings(database_url, tmp_path):
    return settings(database_url, tmp_path)


@pytest.fixture
def app(program, app_settings, any_day):
    visitors = []

    def introduce():
        if visitors:
            g.actor, g.user_name, g.organisation_name = (
                visitors[-1].actor,
                "Tini Suhartini",
                "Keripik Bu Tini",
            )

    with program.opened(app_settings) as app:
        app.before_request_funcs[None].insert(-1, introduce)  # after the sign-in, before the gate
        app.extensions["visitors"] = visitors
        yield app


class Browser:
    """A visitor who opens a page before sending its form."""

    def __init__(self, app, actor):
        self.client, self.actor, self._visitors = app.test_client(), actor, app.extensions["visitors"]
        if actor.user_id is not None:
            self.client.set_cookie("mb2", "somebody")  # as everybody has who signed in

    def _visit(self, send, *args, **given):
        self._visitors.append(self)
        answer = send(*args, buffered=True, **given)
        self._visitors.pop()
        return answer

    def open(self, path, **headers):
        return self._visit(self.client.get, path, headers=headers)

    def send(self, path, fields=None, *, page=None, **headers):
        """Fields may be lists, and files as (stream, name); the token is taken from `page`."""
        token = TOKEN.search(self.open(page or path).text)
        assert token, f"{page or path} has no form"
        data = {"csrf_token": token[1]} | (fields or {})
        return self._visit(self.client.post, path, data=data, headers=headers)

    def send_blindly(self, path, fields=None):
        """Without a token."""
        return self._visit(self.client.post, path, data=fields or {})


@pytest.fixture
def stranger(app):
    return Browser(app, NOBODY)


@pytest.fixture
def as_seat(app, session):
    """A new person on seats at an organisation: as_seat(OWNER, at=producer.id); officials sit in the office."""

    def sign_in(*seats, at=1, user_id=None):
        kind = roles.OFFICE
        if not set(seats) <= set(roles.OFFICE_ROLES):
            kind = session.get(Organisation, at).kind
        person = user_id or make_person(session).id
        return Browser(
            app, Actor(person, at=at, kind=kind, seats=frozenset(ActorSeat(role, at) for role in seats))
        )

    return sign_in


@pytest.fixture
def statements(app):
    """How many statements an act takes."""

    def count(act):
        seen = []

        def record(*args):
            if not args[2].startswith(("BEGIN", "SAVEPOINT")):
                seen.append(args[2])

        with app.app_context():
            event.listen(database.database.engine, "before_cursor_execute", record)
            act()
            event.remove(database.database.engine, "before_cursor_execute", record)
        return len(seen)

    return count


@pytest.fixture
def no_worker(app):
    """Jobs wait; gives what they do."""
    app.extensions["tools"].queue.serve(lambda row: waiting.append(row), lambda: None)
    waiting = []
    return lambda: [app.extensions["delivery"].deliver(waiting.pop(0)) for _ in list(waiting)]
