"""Payments above the receipts that share them out; invoices that freeze dues; tax beside goods; makers' PKP status.

Of what was received before, each act becomes the payment that its receipts add up to.
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, lay_down

revision = "0040"
down_revision = "0039"

CAME = "COALESCE((SELECT SUM(amount) FROM payments WHERE act = NEW.act), 0)"
ALLOCATED = "COALESCE((SELECT SUM(received) FROM receipts WHERE act = NEW.act), 0)"
OF_ANOTHER = (
    "EXISTS (SELECT 1 FROM payments p, dues d WHERE p.act = NEW.act AND d.id = NEW.due_id"
    " AND p.payer_id <> d.payer_id)"
)
CANCELLED = "EXISTS (SELECT 1 FROM invoices c WHERE c.cancels_id = o.invoice_id)"
OTHER_DUE = (
    "NOT EXISTS (SELECT 1 FROM dues d, invoices i WHERE d.id = NEW.due_id AND i.id = NEW.invoice_id"
    " AND d.payer_id = i.payer_id AND d.amount = NEW.amount)"
)
ACT = " PERFORM pg_advisory_xact_lock(hashtext('money_of_an_act'), hashtext(CONCAT_WS('/', NEW.act)));"
DUE = " PERFORM 1 FROM dues WHERE id = NEW.due_id FOR NO KEY UPDATE;"

RULES = (
    (
        "receipts",
        "receipts_within_payment",
        f"(NEW.received > 0 AND {ALLOCATED} + NEW.received > {CAME}) OR {OF_ANOTHER}",
        "receipts: more than was paid",
        ACT,
    ),
    (
        "payments",
        "payments_within_allocated",
        f"NEW.amount < 0 AND {ALLOCATED} > {CAME} + NEW.amount",
        "payments: more goes back than is left",
        ACT,
    ),
    (
        "payments",
        "payments_of_one_shop",
        "EXISTS (SELECT 1 FROM payments p WHERE p.act = NEW.act AND p.payer_id <> NEW.payer_id)",
        "payments: one act is of one shop",
        ACT,
    ),
    (
        "invoices",
        "invoices_gapless",
        "NEW.sequence <> 1 + COALESCE((SELECT MAX(sequence) FROM invoices WHERE payee_id = NEW.payee_id"
        " AND kind = NEW.kind AND year = NEW.year), 0)",
        "invoices: the numbers of an issuer have no gap",
        "",
    ),
    (
        "invoices",
        "invoices_cancelled_whole",
        "NEW.cancels_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM invoices o WHERE o.id = NEW.cancels_id"
        " AND o.cancels_id IS NULL AND o.payee_id = NEW.payee_id AND o.total = -NEW.total)",
        "invoices: what cancels one is its mirror",
        "",
    ),
    (
        "invoiced_dues",
        "invoiced_dues_once",
        f"EXISTS (SELECT 1 FROM invoiced_dues o WHERE o.due_id = NEW.due_id AND NOT {CANCELLED})",
        "invoiced_dues: it is on an invoice already",
        DUE,
    ),
    (
        "invoiced_dues",
        "invoiced_dues_within",
        "NEW.position NOT BETWEEN 1 AND (SELECT due_count FROM invoices WHERE id = NEW.invoice_id)"
        f" OR {OTHER_DUE}",
        "invoiced_dues: not of this invoice",
        "",
    ),
    (
        "invoice_lines",
        "invoice_lines_within",
        "NEW.position NOT BETWEEN 1 AND (SELECT line_count FROM invoices WHERE id = NEW.invoice_id)",
        "invoice_lines: an issued invoice takes no more",
        "",
    ),
)
NEW_TABLES = ("payments", "invoices", "invoiced_dues", "invoice_lines", "tax_statuses")
# What came with one press is one payment, unless returns alone were set against dues.
EARLIER = (
    "INSERT INTO payments (public_id, kind, payee_id, payer_id, amount, paid_on, paid_by, act, note,"
    " confirmed_by, confirmed_at)"
    " SELECT MIN(r.public_id), 'paid', MAX(d.payee_id), MAX(d.payer_id), SUM(r.received), MAX(r.received_on),"
    " MAX(r.paid_by), r.act, '', MAX(r.confirmed_by), MAX(r.confirmed_at)"
    " FROM receipts r JOIN dues d ON d.id = r.due_id GROUP BY r.act HAVING SUM(r.received) <> 0"
)


def upgrade() -> None:
    tell_kinds_apart()
    create_payments()
    op.execute(EARLIER)
    create_invoices()
    create_parts()
    for table in NEW_TABLES:
        lay_down(op.get_bind(), append_only(table))
    for rule in RULES:
        refuse(*rule)


def tell_kinds_apart() -> None:
    """A handover has one due of goods, and further ones of tax.

    SQLite builds the table anew; triggers that name it are put aside and laid down again as they were.
    """
    bind, triggers = op.get_bind(), []
    if bind.dialect.name == "sqlite":
        named = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '% dues%'"
        triggers = [tuple(row) for row in bind.execute(sa.text(named))]
        for name, _ in triggers:
            op.execute(f"DROP TRIGGER {name}")
    with op.batch_alter_table("dues") as batch:
        batch.add_column(
            sa.Column(
                "kind",
                sa.Enum("goods", "ppn", name="duekind", native_enum=False, length=32),
                server_default="goods",
                nullable=False,
            )
        )
        batch.drop_constraint("uq_dues_handover_id", type_="unique")
    for _, statement in triggers:
        op.execute(statement)
    op.create_index("ix_dues_handover", "dues", ["handover_id"])
    goods = sa.text("kind = 'goods'")
    op.create_index(
        "uq_dues_goods", "dues", ["handover_id"], unique=True, sqlite_where=goods, postgresql_where=goods
    )


def create_payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("paid", "refunded", "reversed", name="paymentkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("payee_id", sa.Integer(), nullable=False),
        sa.Column("payer_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column(
            "paid_by",
            sa.Enum("cash", "transfer", "qris", name="paidby", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_payments_amount_not_zero")),
        sa.CheckConstraint("kind = 'paid' OR note <> ''", name=op.f("ck_payments_because")),
        sa.CheckConstraint("kind <> 'refunded' OR amount < 0", name=op.f("ck_payments_refund_goes_back")),
        *keys("payments", payee_id="producers", payer_id="partners", confirmed_by="users"),
        sa.UniqueConstraint("public_id", name=op.f("uq_payments_public_id")),
    )
    paid = sa.text("kind = 'paid'")
    op.create_index(
        "uq_payments_act", "payments", ["act"], unique=True, sqlite_where=paid, postgresql_where=paid
    )
    op.create_index("ix_payments_of_act", "payments", ["act"])
    op.create_index("ix_payments_payer", "payments", ["payer_id", "payee_id"])


def create_invoices() -> None:
    texts = ("number", "seller", "seller_lines", "seller_tax_number", "buyer", "buyer_lines", "reason")
    op.create_table(
        "invoices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column(
            "kind", sa.Enum("INV", "NK", name="invoicekind", native_enum=False, length=32), nullable=False
        ),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("payee_id", "payer_id")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("year", "sequence")),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("issued_on", "due_on")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("goods", "tax_base", "ppn", "total")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("due_count", "line_count")),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("cancels_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "total <> 0 AND (kind = 'INV') = (total > 0)", name=op.f("ck_invoices_kind_by_total")
        ),
        sa.CheckConstraint("total = goods + ppn", name=op.f("ck_invoices_adds_up")),
        sa.CheckConstraint(
            "cancels_id IS NULL OR (kind = 'NK' AND reason <> '')", name=op.f("ck_invoices_cancels_because")
        ),
        sa.CheckConstraint("due_count >= 0 AND line_count > 0", name=op.f("ck_invoices_of_something")),
        *keys(
            "invoices", payee_id="producers", payer_id="partners", issued_by="users", cancels_id="invoices"
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_invoices_public_id")),
        sa.UniqueConstraint("cancels_id", name=op.f("uq_invoices_cancels_id")),
        sa.UniqueConstraint(
            "payee_id", "kind", "year", "sequence", name=op.f("uq_invoices_payee_id_kind_year_sequence")
        ),
    )
    op.create_index("ix_invoices_payer", "invoices", ["payer_id", "id"])


def create_parts() -> None:
    op.create_table(
        "invoiced_dues",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        *keys("invoiced_dues", "invoice_id", "position", invoice_id="invoices", due_id="dues"),
    )
    op.create_index(op.f("ix_invoiced_dues_due_id"), "invoiced_dues", ["due_id"])
    op.create_table(
        "invoice_lines",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("handover", "name", "unit")),
        sa.Column("handed_over_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("unit_price", "amount")),
        *keys("invoice_lines", "invoice_id", "position", invoice_id="invoices"),
    )
    op.create_table(
        "tax_statuses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("pkp", sa.Boolean(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("stated_by", sa.Integer(), nullable=True),
        sa.Column("stated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("number <> '' OR NOT pkp", name=op.f("ck_tax_statuses_pkp_with_number")),
        *keys("tax_statuses", producer_id="producers", stated_by="users"),
    )
    op.create_index(op.f("ix_tax_statuses_producer_id"), "tax_statuses", ["producer_id"])


def keys(table: str, *primary: str, **others: str) -> list[sa.Constraint]:
    """Its primary key, `id` unless another is given, and foreign keys: column=table."""
    return [
        sa.PrimaryKeyConstraint(*(primary or ("id",)), name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, other in others.items()
        ),
    ]


def refuse(table: str, name: str, condition: str, says: str, lock: str) -> None:
    """A row is refused on its way in; on PostgreSQL once those who write beside it are done."""
    rules = {
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
    lay_down(op.get_bind(), rules)
