"""What auditors should look at, what they found, and what photos of evidence look like."""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, lay_down

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    op.create_table(
        "photo_marks",
        sa.Column("attachment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("phash", sa.String(), nullable=True),
        sa.CheckConstraint("phash IS NULL OR length(phash) = 64", name=op.f("ck_photo_marks_bits")),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_photo_marks_attachment_id")
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_photo_marks")),
    )
    create_flags()
    op.create_table(
        "flag_rulings",
        sa.Column("flag_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "finding",
            sa.Enum("real", "not_real", name="flagfinding", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_flag_rulings_reasoned")),
        sa.ForeignKeyConstraint(["flag_id"], ["risk_flags.id"], name=op.f("fk_flag_rulings_flag_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["users.id"], name=op.f("fk_flag_rulings_settled_by")),
        sa.PrimaryKeyConstraint("flag_id", name=op.f("pk_flag_rulings")),
    )
    for table in ("risk_flags", "flag_rulings"):
        lay_down(op.get_bind(), append_only(table))


def create_flags() -> None:
    op.create_table(
        "risk_flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("purchase_id", sa.Integer(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_risk_flags_month_form")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_risk_flags_partner_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_risk_flags_purchase_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_flags")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_risk_flags_kind_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_risk_flags_public_id")),
    )
    op.create_index("ix_risk_flags_partner_month", "risk_flags", ["partner_id", "month"])
    op.create_index(op.f("ix_risk_flags_purchase_id"), "risk_flags", ["purchase_id"])
