"""Invoices that terms issue by themselves; what bringing an order costs, by the maker's rule, owed once and billed."""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, lay_down

revision = "0046"
down_revision = "0045"

WAYS = ("by_hand", "each", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
BRINGING = "SELECT order_id FROM handovers WHERE id = NEW.handover_id AND NEW.kind = 'delivery'"
AGREED_FEE = f"EXISTS (SELECT 1 FROM orders WHERE id = ({BRINGING}) AND delivery_fee = NEW.amount)"
CHARGED = (
    "EXISTS (SELECT 1 FROM dues o, handovers h WHERE h.id = o.handover_id AND o.kind = 'delivery'"
    f" AND h.order_id = ({BRINGING}))"
)
REFUSED = f"NEW.kind = 'delivery' AND (NOT {AGREED_FEE} OR {CHARGED})"
SAYS = "dues: bringing an order is owed once, as it was ordered"
ONCE = {
    "sqlite": [
        f"CREATE TRIGGER dues_delivery_once_insert BEFORE INSERT ON dues WHEN {REFUSED}"
        f" BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION dues_delivery_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" PERFORM 1 FROM orders WHERE id = ({BRINGING}) FOR NO KEY UPDATE;"
        f" IF {REFUSED} THEN RAISE EXCEPTION '{SAYS}'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER dues_delivery_once BEFORE INSERT ON dues FOR EACH ROW"
        " EXECUTE FUNCTION dues_delivery_once()",
    ],
}


def upgrade() -> None:
    way = sa.Enum(*WAYS, name="invoicing", native_enum=False, length=32)
    op.add_column("trade_terms", sa.Column("invoicing", way, nullable=False, server_default="by_hand"))
    op.add_column("handovers", sa.Column("invoicing", way, nullable=True))
    op.add_column("orders", sa.Column("delivery_fee", sa.BigInteger(), nullable=False, server_default="0"))
    bill_delivery()
    create_delivery_rules()
    lay_down(op.get_bind(), append_only("delivery_rules"))
    lay_down(op.get_bind(), ONCE)


def bill_delivery() -> None:
    """SQLite builds the table anew; triggers that name it are put aside and laid down again as they were."""
    bind, triggers = op.get_bind(), []
    if bind.dialect.name == "sqlite":
        named = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%invoices%'"
        triggers = [tuple(row) for row in bind.execute(sa.text(named))]
        for name, _ in triggers:
            op.execute(f"DROP TRIGGER {name}")
    with op.batch_alter_table("invoices") as batch:
        batch.add_column(sa.Column("delivery", sa.BigInteger(), nullable=False, server_default="0"))
        batch.drop_constraint(op.f("ck_invoices_adds_up"), type_="check")
        batch.create_check_constraint(op.f("ck_invoices_adds_up"), "total = goods + delivery + ppn")
    for _, statement in triggers:
        op.execute(statement)


def create_delivery_rules() -> None:
    op.create_table(
        "delivery_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("free_from", sa.BigInteger(), nullable=True),
        sa.Column("stated_by", sa.Integer(), nullable=True),
        sa.Column("stated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("fee >= 0", name=op.f("ck_delivery_rules_fee_not_negative")),
        sa.CheckConstraint(
            "free_from IS NULL OR free_from > 0", name=op.f("ck_delivery_rules_free_from_something")
        ),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producers.id"], name=op.f("fk_delivery_rules_producer_id")
        ),
        sa.ForeignKeyConstraint(["stated_by"], ["users.id"], name=op.f("fk_delivery_rules_stated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_rules")),
    )
    op.create_index("ix_delivery_rules_newest", "delivery_rules", ["producer_id", "since", "id"])
