"""What a partner was before an official changed its kind, staff or chain; one without a row was always so."""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, lay_down

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "partner_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("staff_count", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "staff_count IS NULL OR staff_count > 0", name=op.f("ck_partner_history_staff_count")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_partner_history_partner_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["partners.id"], name=op.f("fk_partner_history_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_history")),
        sa.UniqueConstraint("partner_id", "until_on", name=op.f("uq_partner_history_partner_id_until_on")),
    )
    lay_down(op.get_bind(), append_only("partner_history"))
