"""What a person answered about a register stands with its file, so that it is read again in the same way."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute("ALTER TABLE import_batches ADD COLUMN answers JSON NOT NULL DEFAULT '{}'")
