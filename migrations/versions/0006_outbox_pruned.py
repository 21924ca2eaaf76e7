"""The outbox is asked by partial indexes, and keeps no words of letters that were given up."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

WHERE = {
    "ix_outbox_waiting": (["job", "written_at"], "delivered_at IS NULL AND given_up_at IS NULL"),
    "ix_outbox_delivered_at": (["delivered_at"], "delivered_at IS NOT NULL"),
    "ix_outbox_given_up_at": (["given_up_at"], "given_up_at IS NOT NULL"),
}


def upgrade() -> None:
    op.drop_index("ix_outbox_delivered_at", table_name="outbox")
    op.create_index("ix_outbox_job", "outbox", ["job", "written_at"], unique=False)
    for name, (columns, where) in WHERE.items():
        op.create_index(name, "outbox", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    op.execute(
        "UPDATE outbox SET payload = '{}'"
        " WHERE given_up_at IS NOT NULL AND job IN ('send_mail', 'send_recovery_link')"
    )
