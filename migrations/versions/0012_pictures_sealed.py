"""Pictures are kept sealed beside a copy to hand out; a job sees to those there are, as it needs key and storage."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """By a row of the outbox, where there are any."""
    if op.get_bind().scalar(sa.text("SELECT COUNT(*) FROM attachments WHERE media_type LIKE 'image/%'")):
        outbox = sa.table(
            "outbox",
            sa.column("job", sa.String),
            sa.column("payload", sa.JSON),
            sa.column("written_at", sa.DateTime),
            sa.column("tries", sa.Integer),
        )
        now = datetime.now(UTC).replace(tzinfo=None)
        op.bulk_insert(outbox, [{"job": "seal_pictures", "payload": {}, "written_at": now, "tries": 0}])
