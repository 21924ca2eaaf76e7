"""How long a request may wait on PostgreSQL, and that others may wait longer."""

import pytest
from sqlalchemy import create_engine, text

from marketplace.db.faults import meaning_of
from marketplace.db.postgresql import LIMITS, tune
from marketplace.kernel.errors import Unavailable
from tests.breaking import on_postgresql

pytestmark = on_postgresql


@pytest.fixture
def request_of():
    """Whether a request asks."""
    return {"asks": False}


@pytest.fixture
def limited(database_url, request_of):
    engine = create_engine(database_url, pool_size=1, max_overflow=0)
    tune(engine, lambda: request_of["asks"])
    yield engine
    engine.dispose()


def limits(engine):
    with engine.connect() as connection:
        return {name: connection.scalar(text(f"SHOW {name}")) for name in LIMITS}


def test_a_request_is_limited_and_a_job_on_the_same_connection_is_not(limited, request_of):
    nothing = dict.fromkeys(LIMITS, "0")
    assert limits(limited) == nothing

    request_of["asks"] = True
    assert limits(limited) == {"lock_timeout": "10s", "statement_timeout": "30s"} | {
        "idle_in_transaction_session_timeout": "1min"
    }

    request_of["asks"] = False
    assert limits(limited) == nothing


def test_a_statement_that_takes_too_long_is_told_as_such(limited, request_of, monkeypatch):
    monkeypatch.setitem(LIMITS, "statement_timeout", "50ms")
    request_of["asks"] = True

    with pytest.raises(Unavailable, match="statement timeout"), limited.connect() as connection:
        try:
            connection.execute(text("SELECT pg_sleep(5)"))
        except Exception as error:
            raise meaning_of(error) from error
