"""Two makers that look like one are told apart once, and not shown as one again; handovers are paged by key."""

import sqlalchemy as sa
from alembic import op

from marketplace.db.rules import append_only, lay_down

revision = "0005"
down_revision = "0004"

PAGED = {
    "ix_handovers_of_partner": ["partner_id", "id"],
    "ix_handovers_of_partner_in_state": ["partner_id", "state", "id"],
    "ix_handovers_of_producer": ["producer_id", "id"],
    "ix_handovers_of_producer_in_state": ["producer_id", "state", "id"],
    "ix_handovers_of_outlet": ["outlet_id", "producer_id", "id"],
}


def upgrade() -> None:
    op.create_table(
        "producers_told_apart",
        sa.Column("one_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("other_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sign", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("told_by", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_producers_told_apart_the_older_first")),
        sa.ForeignKeyConstraint(["one_id"], ["producers.id"], name=op.f("fk_producers_told_apart_one_id")),
        sa.ForeignKeyConstraint(
            ["other_id"], ["producers.id"], name=op.f("fk_producers_told_apart_other_id")
        ),
        sa.ForeignKeyConstraint(["told_by"], ["users.id"], name=op.f("fk_producers_told_apart_told_by")),
        sa.PrimaryKeyConstraint("one_id", "other_id", "sign", name=op.f("pk_producers_told_apart")),
    )
    op.create_index(
        op.f("ix_producers_told_apart_other_id"), "producers_told_apart", ["other_id"], unique=False
    )
    lay_down(op.get_bind(), append_only("producers_told_apart"))
    for name, columns in PAGED.items():
        op.create_index(name, "handovers", columns, unique=False)
    for name in ("ix_handovers_partner_id", "ix_handovers_producer_id"):
        op.drop_index(name, table_name="handovers")
