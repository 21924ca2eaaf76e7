"""Figures that partners state with evidence, and what officers find when they look at it."""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, lay_down

revision = "0035"
down_revision = "0031"

NAME = "declared_figures_outlet"
OTHER_PARTNER = (
    "NEW.outlet_id IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM outlets WHERE id = NEW.outlet_id AND partner_id = NEW.partner_id)"
)
SAYS = "declared_figures: the outlet is of another partner"
OUTLET = {
    "sqlite": [
        f"CREATE TRIGGER {NAME}_insert BEFORE INSERT ON declared_figures WHEN {OTHER_PARTNER}"
        f" BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    ],
    "postgresql": [
        f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {OTHER_PARTNER}"
        f" THEN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        " RETURN NEW; END $$",
        f"CREATE TRIGGER {NAME} BEFORE INSERT ON declared_figures FOR EACH ROW EXECUTE FUNCTION {NAME}()",
    ],
}


def upgrade() -> None:
    create_figures()
    create_reviews()
    for table in ("declared_figures", "figure_reviews"):
        lay_down(op.get_bind(), append_only(table))
    lay_down(op.get_bind(), OUTLET)


def create_figures() -> None:
    op.create_table(
        "declared_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("part", sa.BigInteger(), nullable=False),
        sa.Column("whole", sa.BigInteger(), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_declared_figures_month_form")),
        sa.CheckConstraint("whole IS NULL OR whole > 0", name=op.f("ck_declared_figures_whole_above_zero")),
        sa.CheckConstraint("revision > 0", name=op.f("ck_declared_figures_revision")),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["attachments.id"], name=op.f("fk_declared_figures_evidence_id")
        ),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_declared_figures_outlet_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_declared_figures_partner_id")),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["users.id"], name=op.f("fk_declared_figures_submitted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_figures")),
        sa.UniqueConstraint("public_id", name=op.f("uq_declared_figures_public_id")),
    )
    op.create_index(op.f("ix_declared_figures_partner_id"), "declared_figures", ["partner_id"])
    what = ["partner_id", "kind", "month", "revision"]
    for name, columns, which in (
        ("uq_declared_figures_own", what, sa.text("outlet_id IS NULL")),
        ("uq_declared_figures_outlet", [*what, "outlet_id"], sa.text("outlet_id IS NOT NULL")),
    ):
        op.create_index(
            name, "declared_figures", columns, unique=True, sqlite_where=which, postgresql_where=which
        )


def create_reviews() -> None:
    op.create_table(
        "figure_reviews",
        sa.Column("figure_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "finding",
            sa.Enum("verified", "rejected", name="figurefinding", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["figure_id"], ["declared_figures.id"], name=op.f("fk_figure_reviews_figure_id")
        ),
        sa.ForeignKeyConstraint(["reviewed_by"], ["users.id"], name=op.f("fk_figure_reviews_reviewed_by")),
        sa.PrimaryKeyConstraint("figure_id", name=op.f("pk_figure_reviews")),
    )
