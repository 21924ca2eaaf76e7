"""Transactions that PostgreSQL breaks off at will: a trigger counts with a sequence, which no rollback takes back."""

import pytest
from sqlalchemy import text

on_postgresql = pytest.mark.parametrize(
    "server", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
on_sqlite = pytest.mark.parametrize("server", ["sqlite"], indirect=True)

BREAK_OFF = """
CREATE SEQUENCE tries;
CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF nextval('tries') <= {times} THEN RAISE EXCEPTION 'broken off' USING ERRCODE = '{code}'; END IF;
  RETURN NEW;
END $$;
CREATE {kind} TRIGGER break_off AFTER {act} ON {table} {when} FOR EACH ROW EXECUTE FUNCTION break_off();
"""


class Breaking:
    """Whatever touches a row of this table is broken off the first times, at once or at its commit."""

    def __init__(self, engine, table, code, *, times, act="INSERT", late=False):
        kind, when = ("CONSTRAINT", "DEFERRABLE INITIALLY DEFERRED") if late else ("", "")
        self._engine = engine
        with engine.begin() as connection:
            connection.execute(
                text(BREAK_OFF.format(table=table, code=code, times=times, act=act, kind=kind, when=when))
            )

    @property
    def tries(self):
        with self._engine.connect() as connection:
            return connection.scalar(text("SELECT last_value FROM tries"))
