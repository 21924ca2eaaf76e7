"""Payments through gateways: accounts of makers there, checkouts of invoices, and what gateways told."""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, lay_down

revision = "0042"
down_revision = "0041"

LIVE = sa.text("state IN ('asked', 'open')")


def _changed(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} <> NEW.{column}" for column in columns)


RULES = (
    (
        "checkouts",
        "checkouts_never_regress",
        "UPDATE",
        f"{_changed('public_id', 'gateway', 'invoice_id', 'payer_id', 'account', 'amount', 'session', 'intent')}"
        " OR (OLD.session IS NOT NULL AND NEW.session IS NULL)"
        " OR (OLD.intent IS NOT NULL AND NEW.intent IS NULL)"
        f" OR (OLD.state = 'paid' AND ({_changed('state', 'payment_id')}))"
        " OR (OLD.dispute = 'lost' AND (NEW.dispute IS NULL OR NEW.dispute <> 'lost'))",
        "checkouts: what happened stays so",
    ),
    ("checkouts", "checkouts_stay", "DELETE", "1 = 1", "checkouts: they stay"),
    (
        "gateway_events",
        "gateway_events_never_regress",
        "UPDATE",
        f"{_changed('gateway', 'event', 'kind', 'account', 'wrong', 'happened_at')}"
        " OR (OLD.state <> NEW.state AND NOT ((OLD.state = 'waiting' AND NEW.state IN ('applied', 'unclear'))"
        " OR (OLD.state = 'unclear' AND NEW.state = 'cleared')))",
        "gateway_events: what was told stays so",
    ),
    ("gateway_events", "gateway_events_stay", "DELETE", "1 = 1", "gateway_events: they stay"),
)


def upgrade() -> None:
    create_accounts()
    create_checkouts()
    create_events()
    lay_down(op.get_bind(), append_only("gateway_accounts"))
    for rule in RULES:
        refuse(*rule)


def create_accounts() -> None:
    op.create_table(
        "gateway_accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producers.id"], name=op.f("fk_gateway_accounts_producer_id")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["users.id"], name=op.f("fk_gateway_accounts_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_accounts")),
    )
    op.create_index("ix_gateway_accounts_newest", "gateway_accounts", ["producer_id", "gateway", "id"])


def create_checkouts() -> None:
    op.create_table(
        "checkouts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("gateway", sa.String(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("payee_id", sa.Integer(), nullable=False),
        sa.Column("payer_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("asked", "open", "paid", "lapsed", name="checkoutstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("session", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("intent", sa.String(), nullable=True),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column(
            "dispute",
            sa.Enum("open", "won", "lost", name="checkoutdispute", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("paid_at", sa.DateTime(), nullable=True),
        sa.Column("look_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_checkouts_amount_positive")),
        sa.CheckConstraint(
            "(state = 'paid') = (payment_id IS NOT NULL)", name=op.f("ck_checkouts_paid_with_payment")
        ),
        sa.CheckConstraint(
            "state <> 'open' OR session IS NOT NULL", name=op.f("ck_checkouts_open_with_session")
        ),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name=op.f("fk_checkouts_invoice_id")),
        sa.ForeignKeyConstraint(["payee_id"], ["producers.id"], name=op.f("fk_checkouts_payee_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["partners.id"], name=op.f("fk_checkouts_payer_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_checkouts_payment_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_checkouts_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkouts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_checkouts_public_id")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_checkouts_payment_id")),
        sa.UniqueConstraint("gateway", "session", name=op.f("uq_checkouts_gateway_session")),
        sa.UniqueConstraint("gateway", "intent", name=op.f("uq_checkouts_gateway_intent")),
    )
    op.create_index("ix_checkouts_invoice", "checkouts", ["invoice_id"])
    op.create_index("ix_checkouts_look_at", "checkouts", ["look_at"])
    op.create_index(
        "uq_checkouts_live",
        "checkouts",
        ["invoice_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def create_events() -> None:
    reasons = ("money", "unknown", "account", "more_back", "less_back")
    states = ("waiting", "applied", "unclear", "cleared")
    op.create_table(
        "gateway_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("gateway", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=True),
        sa.Column("intent", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("wrong", sa.String(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*states, name="gatewayeventstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "because",
            sa.Enum(*reasons, name="unclearbecause", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("cleared_by", sa.Integer(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('unclear', 'cleared')) = (because IS NOT NULL)",
            name=op.f("ck_gateway_events_unclear_because"),
        ),
        sa.CheckConstraint(
            "state <> 'cleared' OR note <> ''", name=op.f("ck_gateway_events_cleared_with_note")
        ),
        sa.ForeignKeyConstraint(["cleared_by"], ["users.id"], name=op.f("fk_gateway_events_cleared_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_events")),
        sa.UniqueConstraint("public_id", name=op.f("uq_gateway_events_public_id")),
        sa.UniqueConstraint("gateway", "event", name=op.f("uq_gateway_events_gateway_event")),
    )
    op.create_index("ix_gateway_events_state", "gateway_events", ["state", "id"])


def refuse(table: str, name: str, verb: str, condition: str, says: str) -> None:
    """The condition reads the row alone, so nobody waits for it."""
    answer = "OLD" if verb == "DELETE" else "NEW"
    rules = {
        "sqlite": [
            f"CREATE TRIGGER {name}_{verb.lower()} BEFORE {verb} ON {table} WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{says}'); END"
        ],
        "postgresql": [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {condition} THEN RAISE EXCEPTION '{says}'"
            f" USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {answer}; END $$",
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
    }
    lay_down(op.get_bind(), rules)
