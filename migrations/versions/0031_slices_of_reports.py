"""A report is frozen in slices: one of the month, one of each partner; reports of before keep their annex."""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, lay_down

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.create_table(
        "report_slices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_slices_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_slices")),
        sa.UniqueConstraint("report_id", "name", name=op.f("uq_report_slices_report_id_name")),
    )
    lay_down(op.get_bind(), append_only("report_slices"))
