"""Large registers are read and recorded by the worker: what it does with which file, and how far it is."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "import_work",
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("on_behalf_of", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_import_work_asked_by")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batches.id"], name=op.f("fk_import_work_batch_id")),
        sa.ForeignKeyConstraint(
            ["on_behalf_of"], ["organisations.id"], name=op.f("fk_import_work_on_behalf_of")
        ),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_import_work")),
    )
