"""Secrets of second factors are kept sealed; a job seals those there are, because the key is no part of the database."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

BEFORE = "NEW.totp_secret IS NOT NULL"
AFTER = "NEW.totp_secret IS NOT NULL OR NEW.totp_sealed IS NOT NULL"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE users ADD COLUMN totp_sealed VARCHAR CONSTRAINT ck_users_one_totp_secret"
        " CHECK (totp_secret IS NULL OR totp_sealed IS NULL)"
    )
    if op.get_bind().dialect.name == "postgresql":
        _judge_otherwise_on_postgresql("users_erased_stay")
    else:
        for verb in ("insert", "update"):
            _judge_otherwise_on_sqlite(f"users_erased_stay_{verb}")
    _have_them_sealed()


def _judge_otherwise_on_postgresql(name: str) -> None:
    """The same function, which looks at the new column too."""
    body: str = op.get_bind().scalar(
        sa.text("SELECT prosrc FROM pg_proc WHERE oid = CAST(:name AS regproc)"), {"name": name}
    )
    op.get_bind().exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body.replace(BEFORE, AFTER)}$$"
    )


def _judge_otherwise_on_sqlite(name: str) -> None:
    trigger: str = op.get_bind().scalar(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = :name"), {"name": name}
    )
    op.get_bind().exec_driver_sql(f"DROP TRIGGER {name}")
    op.get_bind().exec_driver_sql(trigger.replace(BEFORE, AFTER))


def _have_them_sealed() -> None:
    """By a row of the outbox, where there are any."""
    if op.get_bind().scalar(sa.text("SELECT COUNT(*) FROM users WHERE totp_secret IS NOT NULL")):
        outbox = sa.table(
            "outbox",
            sa.column("job", sa.String),
            sa.column("payload", sa.JSON),
            sa.column("written_at", sa.DateTime),
            sa.column("tries", sa.Integer),
        )
        now = datetime.now(UTC).replace(tzinfo=None)
        op.bulk_insert(outbox, [{"job": "seal_second_factors", "payload": {}, "written_at": now, "tries": 0}])
