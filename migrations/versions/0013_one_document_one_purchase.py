"""A purchase that was replaced names the one that counts instead."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"

RULES = {
    "sqlite": [
        "CREATE TRIGGER purchase_successors_no_update BEFORE UPDATE ON purchase_successors"
        " BEGIN SELECT RAISE(ABORT, 'purchase_successors is append-only'); END",
        "CREATE TRIGGER purchase_successors_no_delete BEFORE DELETE ON purchase_successors"
        " BEGIN SELECT RAISE(ABORT, 'purchase_successors is append-only'); END",
        "CREATE TRIGGER purchase_successors_reversed_insert BEFORE INSERT ON purchase_successors"
        " WHEN NOT EXISTS (SELECT 1 FROM purchases WHERE reverses_id = NEW.purchase_id)"
        " OR EXISTS (SELECT 1 FROM purchases WHERE id = NEW.successor_id AND reverses_id IS NOT NULL)"
        " BEGIN SELECT RAISE(ABORT, 'purchase_successors: only of a purchase that was taken back, and no reversal"
        " is one'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION purchase_successors_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'purchase_successors is append-only'"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER purchase_successors_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON purchase_successors"
        " FOR EACH STATEMENT EXECUTE FUNCTION purchase_successors_refuse()",
        "CREATE FUNCTION purchase_successors_reversed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF NOT EXISTS (SELECT 1 FROM purchases WHERE reverses_id = NEW.purchase_id)"
        " OR EXISTS (SELECT 1 FROM purchases WHERE id = NEW.successor_id AND reverses_id IS NOT NULL)"
        " THEN RAISE EXCEPTION 'purchase_successors: only of a purchase that was taken back, and no reversal is one'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER purchase_successors_reversed BEFORE INSERT ON purchase_successors"
        " FOR EACH ROW EXECUTE FUNCTION purchase_successors_reversed()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "purchase_successors",
        sa.Column("purchase_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("purchase_id <> successor_id", name=op.f("ck_purchase_successors_another")),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchases.id"], name=op.f("fk_purchase_successors_purchase_id")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["purchases.id"], name=op.f("fk_purchase_successors_successor_id")
        ),
        sa.PrimaryKeyConstraint("purchase_id", name=op.f("pk_purchase_successors")),
    )
    op.create_index(
        op.f("ix_purchase_successors_successor_id"), "purchase_successors", ["successor_id"], unique=False
    )
    for statement in RULES[op.get_bind().dialect.name]:
        op.execute(statement)
