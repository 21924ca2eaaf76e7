"""What people wrote reaches no log when a statement with it fails: not from a page, not from the worker."""

import io
import logging
from contextlib import contextmanager
from dataclasses import replace

import pytest
import structlog
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from marketplace.accounts.models import User
from marketplace.adapters import logs
from marketplace.adapters.database import database
from marketplace.db.bulk import insert_columns
from marketplace.db.outbox import Outbox
from marketplace.jobs.delivery import Delivery
from marketplace.kernel.actor import SYSTEM
from tests.conftest import NOW

SECRET = "1872015708850007"
FAILING = {
    "a missing table": text("SELECT :secret FROM no_such_table"),
    "a NULL": text("INSERT INTO users (public_id, name) VALUES ('k3m9p2q7r4s8', :secret)"),
}
BOTH = pytest.mark.parametrize("server", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(params=["text", "json"])
def logged(request):
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure(request.param, stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


@BOTH
@pytest.mark.parametrize("name", FAILING)
def test_a_page_that_fails_tells_no_value(app, stranger, logged, name):
    app.before_request_funcs[None].append(
        lambda: database.session.execute(FAILING[name], {"secret": SECRET}) and None
    )
    answer = stranger.open("/program")

    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert "Traceback" in logged.getvalue() and "[SQL:" in logged.getvalue()
    assert SECRET not in logged.getvalue()


@BOTH
def test_rows_that_are_written_many_at_once_tell_no_value(app, logged):
    with app.app_context(), pytest.raises(DBAPIError) as refused:
        insert_columns(database.session, User, {"public_id": ["k3m9p2q7r4s8"], "name": [SECRET]})
    assert SECRET not in str(refused.value)
    assert SECRET not in str(refused.value.__cause__ or "")


@pytest.mark.parametrize("server", ["postgresql"], indirect=True)
def test_a_value_that_postgresql_cannot_read_is_not_repeated(app, logged):
    with app.app_context(), pytest.raises(DBAPIError) as refused:
        database.session.execute(text("SELECT CAST(:secret AS date)"), {"secret": f"{SECRET}x"})
    assert "SQLSTATE 22" in str(refused.value)
    assert SECRET not in f"{refused.value} {refused.value.__cause__}"


@BOTH
def test_a_job_that_fails_tells_no_value(app, logged):
    class Failing:
        def send(self, **letter):
            database.session.execute(FAILING["a NULL"], {"secret": SECRET})

    with app.app_context():

        @contextmanager
        def system():
            yield app.extensions["open_unit"](SYSTEM)

        letter = {"to": "sri@contoh.id", "subject": "Halo", "body": SECRET}
        database.session.add(Outbox(job="send_mail", payload=letter, written_at=NOW))
        database.session.commit()
        row_id = database.session.scalar(select(Outbox.id))
        Delivery(system, replace(app.extensions["tools"], mail=Failing())).deliver(row_id)

    assert f"job send_mail of outbox row {row_id} failed" in logged.getvalue()
    assert SECRET not in logged.getvalue()
