"""A lowered declaration waits for an officer, and one can be withdrawn; those of before count as they did."""

from alembic import op

revision = "0019"
down_revision = "0018"

COLUMNS = (
    "reason VARCHAR NOT NULL DEFAULT ''",
    "waits BOOLEAN NOT NULL DEFAULT false",
    "withdrawn BOOLEAN NOT NULL DEFAULT false"
    " CONSTRAINT ck_spend_declarations_withdrawn_is_none"
    " CHECK (withdrawn = false OR (total = 0 AND waits = false))"
    " CONSTRAINT ck_spend_declarations_lowered_because"
    " CHECK ((waits = false AND withdrawn = false) OR reason <> '')",
)


def upgrade() -> None:
    for column in COLUMNS:
        op.execute(f"ALTER TABLE spend_declarations ADD COLUMN {column}")
