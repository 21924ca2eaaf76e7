"""A database that holds the demo is marked for good, so that production can refuse it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

NO = "demo_mark is append-only"
RULES = {
    "sqlite": [
        f"CREATE TRIGGER demo_mark_no_{verb.lower()} BEFORE {verb} ON demo_mark BEGIN SELECT RAISE(ABORT, '{NO}'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE FUNCTION demo_mark_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{NO}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER demo_mark_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON demo_mark"
        " FOR EACH STATEMENT EXECUTE FUNCTION demo_mark_refuse()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "demo_mark",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_demo_mark_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demo_mark")),
    )
    for statement in RULES[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute(
        "INSERT INTO demo_mark (id) SELECT 1 WHERE EXISTS (SELECT 1 FROM users WHERE email LIKE '%@mb2.test')"
    )
