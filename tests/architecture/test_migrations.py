"""The migrations build exactly what the models say, on both databases, and stand alone."""

import ast

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from config import ROOT
from marketplace.tables import metadata

STEPS = sorted((ROOT / "migrations").rglob("*.py"))
TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    " UNION ALL SELECT proname || '()', prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}
FUNCTIONS = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace"


def test_a_migrated_schema_equals_the_models(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata()) == []


@pytest.mark.parametrize(
    "file", [file for file in STEPS if file.name != "env.py"], ids=lambda file: file.stem
)
def test_a_revision_does_for_ever_what_it_did_when_it_was_released(file):
    """So it imports nothing of the program, which changes."""
    tree = list(ast.walk(ast.parse(file.read_text())))
    named = [node.module or "" for node in tree if isinstance(node, ast.ImportFrom)]
    named += [one.name for node in tree if isinstance(node, ast.Import) for one in node.names]
    assert [name for name in named if name.partition(".")[0] in ("marketplace", "config", "tests")] == []


@pytest.fixture
def rules(engine):
    """The checks, partial indexes and triggers that stand now, what they do too; Alembic does not compare those."""

    def list_them():
        with engine.connect() as connection:
            look = inspect(connection)
            checks = {c["name"] for table in metadata().tables for c in look.get_check_constraints(table)}
            indexes = {i["name"] for table in metadata().tables for i in look.get_indexes(table)}
            triggers = connection.execute(text(TRIGGERS[engine.dialect.name])).all()
            return {(name, "") for name in checks | indexes} | {tuple(one) for one in triggers}

    return list_them


def build_from_models(engine):
    metadata().drop_all(engine)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            for name in connection.scalars(text(FUNCTIONS)).all():
                connection.exec_driver_sql(f"DROP FUNCTION {name}")
    metadata().create_all(engine)


def test_a_migrated_schema_has_every_rule_the_models_declare(engine, rules):
    migrated = rules()
    build_from_models(engine)
    declared = rules()

    assert sorted(migrated - declared) == []
    assert sorted(declared - migrated) == []
    assert len(declared) > 20
