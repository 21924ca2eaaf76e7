"""A place that was taken without an account knows by a keyed mark which others came from the same address."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("attendances", sa.Column("source", sa.String(), nullable=True))
