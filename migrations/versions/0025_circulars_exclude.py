"""A circular may name goods that count in no share; those of before name none, and an approved one stays as it is.

What a register said of each month is stored with its import; of those before it is read from their files once more.
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, lay_down, refuse_when

revision = "0025"
down_revision = "0024"

STAYS = refuse_when(
    "circulars",
    "circulars_exclusions",
    "OLD.state = 'approved' AND CAST(NEW.excluded AS TEXT) <> CAST(OLD.excluded AS TEXT)",
    on="UPDATE",
    says="circulars: what an approved one excludes stays",
    in_turn=False,
)


def upgrade() -> None:
    op.execute("ALTER TABLE circulars ADD COLUMN excluded JSON NOT NULL DEFAULT '[]'")
    op.create_table(
        "batch_months",
        sa.Column(
            "batch_id",
            sa.Integer(),
            sa.ForeignKey("import_batches.id", name="fk_batch_months_batch_id"),
            nullable=False,
        ),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("printed", sa.BigInteger(), nullable=True),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "month", name="pk_batch_months"),
    )
    for rules in (STAYS, append_only("batch_months")):
        lay_down(op.get_bind(), rules)
