from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text


@pytest.fixture
def twins(request, database_url):
    """Two copies of one pattern, on the same kind of server."""
    server = request.getfixturevalue(database_url.partition("+")[0].partition(":")[0])
    other = server.copy()
    engines = [create_engine(url) for url in (database_url, other)]
    yield engines
    for engine in engines:
        engine.dispose()
    server.drop(other)


def test_a_copy_is_migrated(engine):
    assert "alembic_version" in inspect(engine).get_table_names()


def test_what_one_test_writes_no_other_sees(twins):
    one, other = twins
    with one.begin() as connection:
        connection.execute(text("CREATE TABLE only_here (id INTEGER)"))

    assert inspect(one).has_table("only_here")
    assert not inspect(other).has_table("only_here")


def test_a_dropped_copy_leaves_no_file(sqlite):
    url = sqlite.copy()
    file = Path(url.removeprefix("sqlite:///"))
    file.with_name(f"{file.name}-wal").touch()

    sqlite.drop(url)

    assert list(file.parent.glob(f"{file.name}*")) == []


def test_postgresql_keeps_no_port_open(postgresql):
    url = postgresql.copy()
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW listen_addresses")) == ""
    engine.dispose()
    postgresql.drop(url)
