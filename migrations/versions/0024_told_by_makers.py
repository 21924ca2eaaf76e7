"""Makers tell their own figure for a purchase they dispute, and sales that a shop did not record."""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, lay_down

revision = "0024"
down_revision = "0023"

OTHER_SHOP = (
    "EXISTS (SELECT 1 FROM purchases p JOIN told_sales s ON s.id = NEW.sale_id"
    " WHERE p.id = NEW.purchase_id AND p.partner_id <> s.partner_id)"
)
OF_PURCHASE = " PERFORM 1 FROM purchases WHERE id = NEW.purchase_id FOR NO KEY UPDATE;"
RULES = (  # table, name, condition, what it says, lock
    (
        "claim_decisions",
        "claim_decisions_figure",
        "(NEW.ruling = 'makers' AND NOT EXISTS (SELECT 1 FROM maker_figures WHERE purchase_id = NEW.purchase_id))"
        " OR EXISTS (SELECT 1 FROM figure_replies WHERE purchase_id = NEW.purchase_id AND answer = 'accepted')",
        "the maker gave no figure, or the shop accepted it",
        OF_PURCHASE,
    ),
    (
        "maker_figures",
        "maker_figures_disputed",
        "NOT EXISTS (SELECT 1 FROM purchase_answers"
        " WHERE purchase_id = NEW.purchase_id AND answer = 'disputed')",
        "only a disputed purchase has another figure",
        "",
    ),
    (
        "figure_replies",
        "figure_replies_undecided",
        "EXISTS (SELECT 1 FROM claim_decisions WHERE purchase_id = NEW.purchase_id)",
        "the dispute is decided",
        OF_PURCHASE,
    ),
    ("sale_replies", "sale_replies_same_shop", OTHER_SHOP, "the purchase is of another shop", ""),
    (
        "sale_decisions",
        "sale_decisions_denied",
        "NOT EXISTS (SELECT 1 FROM sale_replies WHERE sale_id = NEW.sale_id AND answer = 'denied')"
        f" OR {OTHER_SHOP}",
        "only a sale that the shop denied is decided, with a purchase of that shop",
        "",
    ),
)


def refusal(table: str, name: str, condition: str, says: str, lock: str) -> dict[str, list[str]]:
    return {
        "sqlite": [
            f"CREATE TRIGGER {name}_insert BEFORE INSERT ON {table} WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{says}'); END"
        ],
        "postgresql": [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN{lock}"
            f" IF {condition} THEN RAISE EXCEPTION '{says}'"
            f" USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
    }


def upgrade() -> None:
    create_figures()
    create_sales()
    create_answers()
    for table in ("maker_figures", "figure_replies", "told_sales", "sale_replies", "sale_decisions"):
        lay_down(op.get_bind(), append_only(table))
    for rule in RULES:
        lay_down(op.get_bind(), refusal(*rule))


def create_figures() -> None:
    op.create_table(
        "maker_figures",
        sa.Column("purchase_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quantity_milli", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("bought_on", sa.Date(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(quantity_milli > 0) = (net > 0)", name=op.f("ck_maker_figures_one_sign")),
        sa.CheckConstraint("quantity_milli <> 0 AND net <> 0", name=op.f("ck_maker_figures_something")),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["attachments.id"], name=op.f("fk_maker_figures_evidence_id")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchase_answers.purchase_id"], name=op.f("fk_maker_figures_purchase_id")
        ),
        sa.PrimaryKeyConstraint("purchase_id", name=op.f("pk_maker_figures")),
    )
    op.create_table(
        "figure_replies",
        sa.Column("purchase_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "answer",
            sa.Enum("accepted", "kept", name="figureanswer", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("replied_by", sa.Integer(), nullable=True),
        sa.Column("replied_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["maker_figures.purchase_id"], name=op.f("fk_figure_replies_purchase_id")
        ),
        sa.ForeignKeyConstraint(["replied_by"], ["users.id"], name=op.f("fk_figure_replies_replied_by")),
        sa.PrimaryKeyConstraint("purchase_id", name=op.f("pk_figure_replies")),
    )


def create_sales() -> None:
    op.create_table(
        "told_sales",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column("sold_on", sa.Date(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("variant_id", sa.Integer(), nullable=True),
        sa.Column("quantity_milli", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("told_by", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "quantity_milli > 0 AND net > 0 AND item <> ''", name=op.f("ck_told_sales_something")
        ),
        sa.CheckConstraint("producer_id <> partner_id", name=op.f("ck_told_sales_buyer_not_seller")),
        sa.ForeignKeyConstraint(["evidence_id"], ["attachments.id"], name=op.f("fk_told_sales_evidence_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_told_sales_outlet_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_told_sales_partner_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_told_sales_producer_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_told_sales_product_id")),
        sa.ForeignKeyConstraint(["told_by"], ["users.id"], name=op.f("fk_told_sales_told_by")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_told_sales_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told_sales")),
        sa.UniqueConstraint("producer_id", "client_id", name=op.f("uq_told_sales_producer_id_client_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_told_sales_public_id")),
    )
    op.create_index("ix_told_sales_of_partner", "told_sales", ["partner_id", "id"], unique=False)


def create_answers() -> None:
    op.create_table(
        "sale_replies",
        sa.Column("sale_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "confirmed",
                "own-figure",
                "recorded",
                "denied",
                "withdrawn",
                name="saleanswer",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("purchase_id", sa.Integer(), nullable=True),
        sa.Column("replied_by", sa.Integer(), nullable=True),
        sa.Column("replied_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(answer IN ('confirmed', 'own-figure', 'recorded')) = (purchase_id IS NOT NULL)",
            name=op.f("ck_sale_replies_is_a_purchase"),
        ),
        sa.CheckConstraint("answer <> 'denied' OR reason <> ''", name=op.f("ck_sale_replies_denied_because")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_sale_replies_purchase_id")),
        sa.ForeignKeyConstraint(["replied_by"], ["users.id"], name=op.f("fk_sale_replies_replied_by")),
        sa.ForeignKeyConstraint(["sale_id"], ["told_sales.id"], name=op.f("fk_sale_replies_sale_id")),
        sa.PrimaryKeyConstraint("sale_id", name=op.f("pk_sale_replies")),
    )
    op.create_table(
        "sale_decisions",
        sa.Column("sale_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "ruling",
            sa.Enum("counted", "not-counted", name="saleruling", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("purchase_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(ruling = 'counted') = (purchase_id IS NOT NULL)", name=op.f("ck_sale_decisions_is_a_purchase")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_sale_decisions_reasoned")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_sale_decisions_decided_by")),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchases.id"], name=op.f("fk_sale_decisions_purchase_id")
        ),
        sa.ForeignKeyConstraint(
            ["sale_id"], ["sale_replies.sale_id"], name=op.f("fk_sale_decisions_sale_id")
        ),
        sa.PrimaryKeyConstraint("sale_id", name=op.f("pk_sale_decisions")),
    )
