"""Makers that look like one are told apart for good, handovers paged by key, drafts of memoranda discarded."""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, lay_down, refuse_when

revision = "0005"
down_revision = "0004"

ADDED_WAITS = refuse_when(
    "variants",
    "variants_added_waits",
    "NEW.waits_since IS NULL AND EXISTS (SELECT 1 FROM products p"
    " WHERE p.id = NEW.product_id AND p.approved_number IS NOT NULL)",
    on="INSERT",
    says="variants: one of an approved product waits until it was looked at",
    in_turn=False,
)

DISCARDED = refuse_when(
    "mous",
    "mous_discarded",
    "OLD.discarded_on IS NOT NULL OR (NEW.discarded_on IS NOT NULL AND NEW.state <> 'draft')",
    on="UPDATE",
    says="mous: only drafts are discarded, and stay so",
    in_turn=False,
)

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
    lay_down(op.get_bind(), ADDED_WAITS)
    for name, columns in PAGED.items():
        op.create_index(name, "handovers", columns, unique=False)
    for name in ("ix_handovers_partner_id", "ix_handovers_producer_id"):
        op.drop_index(name, table_name="handovers")
    op.add_column("mous", sa.Column("discarded_on", sa.Date(), nullable=True))
    op.add_column("mous", sa.Column("discarded_because", sa.String(), nullable=True))
    lay_down(op.get_bind(), DISCARDED)
