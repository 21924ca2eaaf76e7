"""Monthly figures of what partners bought, stored. No month is yet: until it is, pages read its ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "uptake",
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("partner_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("producer_id", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("grade", sa.String(32), nullable=False),
        sa.Column("local", sa.Boolean(), nullable=False),
        sa.Column("certified", sa.Boolean(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("seller_known", sa.Boolean(), nullable=False),
        sa.Column("product_known", sa.Boolean(), nullable=False),
        sa.Column("trade", sa.String(32), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.CheckConstraint("lines > 0", name=op.f("ck_uptake_stands_for_lines")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_uptake_partner_id")),
        sa.PrimaryKeyConstraint("month", "partner_id", "number", name=op.f("pk_uptake")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "uptake_months",
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_uptake_months")),
    )
    op.create_table(
        "uptake_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_uptake_marks_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uptake_marks")),
    )
    op.create_index(op.f("ix_uptake_marks_month"), "uptake_marks", ["month"])
