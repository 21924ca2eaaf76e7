"""What a recap wrote for a shop is a batch of that shop; rows without a day are found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

UNDATED = sa.text("source = 'undated'")


def upgrade() -> None:
    op.execute(
        "ALTER TABLE import_batches ADD COLUMN recap_id INTEGER"
        " CONSTRAINT fk_import_batches_recap_id REFERENCES import_batches (id)"
    )
    op.create_index(op.f("ix_import_batches_recap_id"), "import_batches", ["recap_id"])
    op.create_index(
        "ix_purchases_undated",
        "purchases",
        ["partner_id"],
        sqlite_where=UNDATED,
        postgresql_where=UNDATED,
    )
