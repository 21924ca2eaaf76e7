"""A lot on consignment keeps who bears what is lost of it; lines of before go by their handover.

What a shop says came or was sold beyond what its maker wrote waits on the line; either side may have a rest of its own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("handover_lines", sa.Column("loss_on", sa.String(32), nullable=True))
    op.execute("ALTER TABLE handover_lines RENAME COLUMN counted_as_sent TO other_count")
    op.execute(
        "ALTER TABLE handover_lines ADD COLUMN beyond INTEGER DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_handover_lines_beyond_not_negative CHECK (beyond >= 0)"
    )
    op.drop_index("uq_handovers_one_rest", "handovers")
    op.create_index("uq_handovers_one_rest", "handovers", ["rest_of_id", "issuer_id"], unique=True)
