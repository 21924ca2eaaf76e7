"""From basket to shelf: proposals, the handover for every time goods pass, terms, papers, dues, promises."""

import secrets
from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, frozen_when, lay_down, no_overlap, refuse_when

revision = "0003"
down_revision = "0002"

BEFORE = "(SELECT SUM(received + deducted) FROM receipts WHERE due_id = NEW.due_id)"
PAID = f"(NEW.received + NEW.deducted + COALESCE({BEFORE}, 0))"
OWED = "(SELECT amount FROM dues WHERE id = NEW.due_id)"
MIRRORED = (
    "EXISTS (SELECT 1 FROM receipts o WHERE o.id = NEW.reverses_id AND o.reverses_id IS NULL"
    " AND o.due_id = NEW.due_id AND o.received = -NEW.received AND o.deducted = -NEW.deducted)"
)

RULES = (
    no_overlap(
        "mous",
        name="mous_one_in_force",
        key="partner_id",
        start="{row}.starts_on",
        end="COALESCE({row}.ended_on, {row}.ends_on)",
        where="{row}.state <> 'draft' AND {row}.amends_id IS NULL AND ({row}.ended_on IS NULL OR {row}.ended_on >= {row}.starts_on)",
    ),
    refuse_when(
        "mous",
        "mous_signed_facts",
        "OLD.state <> 'draft' AND ((OLD.city_signatory <> '' AND NEW.city_signatory <> OLD.city_signatory)"
        " OR (OLD.city_position <> '' AND NEW.city_position <> OLD.city_position)"
        " OR (OLD.partner_signatory <> '' AND NEW.partner_signatory <> OLD.partner_signatory)"
        " OR (OLD.partner_position <> '' AND NEW.partner_position <> OLD.partner_position)"
        " OR COALESCE(NEW.signed_on, '0001-01-01') <> COALESCE(OLD.signed_on, NEW.signed_on, '0001-01-01')"
        " OR COALESCE(NEW.amends_id, 0) <> COALESCE(OLD.amends_id, 0)"
        " OR COALESCE(NEW.replaces_id, 0) <> COALESCE(OLD.replaces_id, 0)"
        " OR (OLD.scan_id IS NOT NULL AND COALESCE(NEW.scan_id, 0) <> OLD.scan_id))",
        on="UPDATE",
        says="mous: what was signed cannot change",
    ),
    frozen_when(
        "commitments",
        "(SELECT state FROM mous WHERE id = OLD.mou_id) <> 'draft'",
        says="commitments: of a signed memorandum are frozen",
    ),
    refuse_when(
        "commitments",
        "commitments_late",
        "(SELECT state FROM mous WHERE id = NEW.mou_id) <> 'draft'",
        on="INSERT OR UPDATE",
        says="commitments: a signed memorandum takes no more",
    ),
    frozen_when("order_proposals", "OLD.answered_at IS NOT NULL", says="order_proposals: answered ones stay"),
    append_only("proposal_lines"),
    append_only("trade_terms"),
    append_only("prints"),
    refuse_when(
        "prints",
        "prints_in_turn",
        "NEW.copy <> 1 + COALESCE((SELECT MAX(copy) FROM prints WHERE paper_id = NEW.paper_id"
        " AND organisation_id = NEW.organisation_id), 0)",
        on="INSERT",
        says="prints: one original, then its copies in turn",
    ),
    append_only("papers"),
    refuse_when(
        "papers",
        "papers_gapless",
        "NEW.sequence <> 1 + COALESCE((SELECT MAX(sequence) FROM papers WHERE issuer_id = NEW.issuer_id"
        " AND kind = NEW.kind AND year = NEW.year), 0)",
        on="INSERT",
        says="papers: the numbers of an issuer have no gap",
    ),
    append_only("dues"),
    append_only("payment_notices"),
    append_only("receipts"),
    append_only("notice_answers"),
    refuse_when(
        "receipts",
        "receipts_within_due",
        f"NEW.reverses_id IS NULL AND (({OWED} > 0 AND (NEW.received < 0 OR NEW.deducted < 0 OR {PAID} > {OWED}))"
        f" OR ({OWED} < 0 AND (NEW.received > 0 OR NEW.deducted <> 0 OR {PAID} < {OWED})))",
        on="INSERT",
        says="receipts: more than is owed",
    ),
    refuse_when(
        "receipts",
        "receipts_mirrored",
        f"NEW.reverses_id IS NOT NULL AND NOT {MIRRORED}",
        on="INSERT",
        says="receipts: what takes one back is its mirror",
    ),
    refuse_when(
        "payment_notices",
        "payment_notices_within_due",
        f"NEW.amount > {OWED}",
        on="INSERT",
        says="payment_notices: more than is owed",
    ),
    frozen_when("handovers", "OLD.state = 'agreed'", says="handovers: agreed ones cannot change"),
    frozen_when(
        "handover_lines",
        "(SELECT state FROM handovers WHERE id = OLD.handover_id) = 'agreed'",
        says="handover_lines: of an agreed handover cannot change",
    ),
    refuse_when(
        "handover_lines",
        "handover_lines_late",
        "(SELECT state FROM handovers WHERE id = NEW.handover_id) = 'agreed'",
        on="INSERT",
        says="handover_lines: an agreed handover takes no more",
    ),
    refuse_when(
        "handover_lines",
        "handover_lines_within_order",
        "NEW.order_line_id IS NOT NULL AND COALESCE(NEW.accepted, 0) + COALESCE((SELECT SUM(accepted)"
        " FROM handover_lines WHERE order_line_id = NEW.order_line_id AND id <> COALESCE(NEW.id, -1)), 0)"
        " > (SELECT quantity FROM order_lines WHERE id = NEW.order_line_id)",
        on="INSERT OR UPDATE",
        says="handover_lines: more accepted than ordered",
    ),
)
AGAIN = ("handover_lines", "handovers", "order_lines")  # built anew: other checks, other columns
OLD_RULES = {
    "mous": ("mous_no_overlap",),
    "handovers": ("handovers_frozen_change", "handovers_frozen_removal"),
    "handover_lines": (
        "handover_lines_frozen_change",
        "handover_lines_frozen_removal",
        "handover_lines_late",
        "handover_lines_within_order",
    ),
}

# table, column, type and default, what it refers to
COLUMNS = (
    ("partners", "about", "VARCHAR NOT NULL DEFAULT ''", None),
    ("partners", "contact", "VARCHAR NOT NULL DEFAULT ''", None),
    ("partners", "whatsapp", "VARCHAR", None),
    ("outlets", "floor_area", "INTEGER CONSTRAINT ck_outlets_floor_area CHECK (floor_area > 0)", None),
    ("outlets", "receiving", "VARCHAR NOT NULL DEFAULT ''", None),
    (
        "outlets",
        "least_life_days",
        "INTEGER CONSTRAINT ck_outlets_least_life_days CHECK (least_life_days >= 0)",
        None,
    ),
    ("outlets", "pin_hash", "VARCHAR", None),
    (
        "mous",
        "amends_id",
        "INTEGER CONSTRAINT ck_mous_amends_or_replaces CHECK (amends_id IS NULL OR replaces_id IS NULL)",
        "mous",
    ),
    ("basket_lines", "availability_seen", "VARCHAR(32)", None),
    ("orders", "promised_on", "DATE", None),
    ("orders", "cancelled_by", "INTEGER", "organisations"),
    ("stock_movements", "batch_id", "INTEGER", "stock_batches"),
    ("stock_movements", "note", "VARCHAR NOT NULL DEFAULT ''", None),
)

ORDER_INDEXES = {
    "ix_orders_of_partner": ["partner_id", "placed_at", "id"],
    "ix_orders_of_partner_in_state": ["partner_id", "state", "placed_at", "id"],
    "ix_orders_of_producer": ["producer_id", "placed_at", "id"],
    "ix_orders_of_producer_in_state": ["producer_id", "state", "placed_at", "id"],
    "ix_orders_to_answer": ["producer_id", "state", "answer_by", "id"],
    "ix_orders_deadline": ["state", "answer_by"],
    "ix_orders_number": ["number"],
}

HOLIDAYS = (  # the joint decree of three ministers as announced in September 2025
    ("2026-01-01", "Tahun Baru 2026"),
    ("2026-01-16", "Isra Mikraj"),
    ("2026-02-17", "Tahun Baru Imlek 2577"),
    ("2026-03-19", "Hari Suci Nyepi"),
    ("2026-03-21", "Idulfitri 1447"),
    ("2026-03-22", "Idulfitri 1447"),
    ("2026-04-03", "Wafat Yesus Kristus"),
    ("2026-04-05", "Paskah"),
    ("2026-05-01", "Hari Buruh Internasional"),
    ("2026-05-14", "Kenaikan Yesus Kristus"),
    ("2026-05-27", "Iduladha 1447"),
    ("2026-05-31", "Hari Raya Waisak 2570"),
    ("2026-06-01", "Hari Lahir Pancasila"),
    ("2026-06-16", "Tahun Baru Islam 1448"),
    ("2026-08-17", "Proklamasi Kemerdekaan"),
    ("2026-08-25", "Maulid Nabi Muhammad"),
    ("2026-12-25", "Kelahiran Yesus Kristus"),
)
SOURCE = "Keputusan bersama tiga menteri tentang hari libur nasional 2026, belum dicocokkan"
DAYS_TO_PAY = timedelta(days=14)
WIB = timedelta(hours=7)
PUBLIC_OFFICE = "public_office"
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # of public ids: nothing that is misread on paper


def upgrade() -> None:
    drop_rules()
    create_tables()
    for column in COLUMNS:
        add_column(*column)
    op.create_index("ix_mous_amends_id", "mous", ["amends_id"])
    op.create_index("ix_stock_movements_batch_id", "stock_movements", ["batch_id"])
    index_orders()
    kept = keep()
    create_again()
    restore(kept)
    create_after()
    seed_holidays()
    number_papers()
    owe_what_was_agreed()
    bind_public_offices()
    for rule in RULES:
        lay_down(op.get_bind(), rule)


def index_orders() -> None:
    """A page of either side's list, whatever it is narrowed to, is read off an index."""
    for name in ("partner_id", "producer_id", "state"):
        op.drop_index(f"ix_orders_{name}", "orders")
    for name, columns in ORDER_INDEXES.items():
        op.create_index(name, "orders", columns)
    op.create_index("ix_order_groups_outlet_id", "order_groups", ["outlet_id"])


def drop_rules() -> None:
    """Of tables that are built anew, and the rule that another one replaces."""
    for table, names in OLD_RULES.items():
        for name in names:
            if op.get_bind().dialect.name == "postgresql":
                op.execute(f"DROP TRIGGER {name} ON {table}")
                op.execute(f"DROP FUNCTION {name}()")
            else:
                for verb in ("insert", "update", "delete"):
                    op.execute(f"DROP TRIGGER IF EXISTS {name}_{verb}")


def add_column(table: str, name: str, kind: str, to: str | None) -> None:
    reference = f" CONSTRAINT fk_{table}_{name} REFERENCES {to} (id)" if to else ""
    op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}{reference}")


def table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *map(sa.column, columns))


def keep() -> dict[str, list[dict[str, object]]]:
    """The rows of the tables that are built anew, which then go."""
    kept = {}
    for name in AGAIN:
        rows = op.get_bind().execute(sa.text(f"SELECT * FROM {name} ORDER BY id")).mappings()
        kept[name] = [dict(row) for row in rows]
        op.drop_table(name)
    for row in kept["handovers"]:
        deemed = row.pop("deemed")
        how = ("deemed" if deemed else "account") if row["state"] == "agreed" else None
        row |= {"issuer_id": row["producer_id"], "agreed_how": how, "kind": "delivery", "trade": "outright"}
        row |= {"days_to_pay": DAYS_TO_PAY.days, "loss_on": "maker", "receiver": ""}
    for row in kept["handover_lines"]:
        row |= {"taken_back": 0, "lost": 0, "reserved": 0, "batch": ""}
    return kept


def restore(kept: dict[str, list[dict[str, object]]]) -> None:
    for name in reversed(AGAIN):
        if rows := kept[name]:
            op.bulk_insert(table(name, *rows[0]), rows)
            if op.get_bind().dialect.name == "postgresql":
                op.execute(f"SELECT setval('{name}_id_seq', (SELECT MAX(id) FROM {name}))")


def seed_holidays() -> None:
    days = [
        {"day": date.fromisoformat(day), "name": name, "source": SOURCE, "confirmed": False}
        for day, name in HOLIDAYS
    ]
    dated = sa.column("day", sa.Date()), *map(sa.column, ("name", "source", "confirmed"))
    op.bulk_insert(sa.table("holidays", *dated), days)


def number_papers() -> None:
    """Every order and delivery note has its number already; from now on the numbers are rows."""
    orders = "SELECT partner_id, number, id, NULL, placed_at FROM orders"
    notes = "SELECT producer_id, number, NULL, id, prepared_at FROM handovers"
    found = op.get_bind().execute(sa.text(f"{orders} UNION ALL {notes}")).all()
    rows = []
    for issuer, number, order, handover, at in found:
        sequence, kind, _, year = number.split("/")
        rows.append(
            {
                "issuer_id": issuer,
                "kind": kind,
                "year": int(year),
                "sequence": int(sequence),
                "number": number,
            }
            | {"order_id": order, "handover_id": handover, "issued_at": at}
        )
    rows.sort(key=lambda row: (row["issuer_id"], row["kind"], row["year"], row["sequence"]))
    if rows:
        op.bulk_insert(table("papers", *rows[0]), rows)


def owe_what_was_agreed() -> None:
    """Whether it was paid is not known: makers say so."""
    handovers = sa.table(
        "handovers",
        *map(sa.column, ("id", "producer_id", "partner_id", "outlet_id", "state")),
        sa.column("agreed_at", sa.DateTime()),
    )
    lines = table("handover_lines", "handover_id", "accepted", "unit_price")
    amount = sa.func.sum(lines.c.accepted * lines.c.unit_price)
    parties = handovers.c.id, handovers.c.producer_id, handovers.c.partner_id, handovers.c.outlet_id
    query = (
        sa.select(*parties, handovers.c.agreed_at, amount)
        .join(lines, lines.c.handover_id == handovers.c.id)
        .where(handovers.c.state == "agreed")
        .group_by(*parties, handovers.c.agreed_at)
        .having(amount > 0)
    )
    rows = []
    for handover, payee, payer, outlet, agreed_at, net in op.get_bind().execute(query):
        owed_on = (agreed_at + WIB).date()
        rows.append(
            {"public_id": public_id(), "handover_id": handover, "payee_id": payee, "payer_id": payer}
            | {"outlet_id": outlet, "amount": int(net), "owed_on": owed_on, "due_on": owed_on + DAYS_TO_PAY}
        )
    if rows:
        dated = (sa.column(name, sa.Date()) for name in ("owed_on", "due_on"))
        others = map(sa.column, [name for name in rows[0] if not name.endswith("_on")])
        op.bulk_insert(sa.table("dues", *others, *dated), rows)


def public_id() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(12))


def bind_public_offices() -> None:
    """They order because a circular binds their kind: by a clause for them, or by one for every kind."""

    def days() -> list[sa.ColumnClause[date]]:
        return [sa.column("from_on", sa.Date()), sa.column("until_on", sa.Date())]

    circulars = sa.table("circulars", *map(sa.column, ("id", "number", "state")), *days())
    clauses = sa.table("clauses", sa.column("circular_id"), sa.column("kinds", sa.JSON()))
    query = (
        sa.select(circulars.c.number, circulars.c.from_on, circulars.c.until_on, clauses.c.kinds)
        .join(clauses, clauses.c.circular_id == circulars.c.id)
        .where(circulars.c.state == "approved")
    )
    rows = {}
    for number, from_on, until_on, kinds in op.get_bind().execute(query):
        if not kinds or PUBLIC_OFFICE in kinds:
            rows[number] = {"kind": PUBLIC_OFFICE, "from_on": from_on, "until_on": until_on}
    if rows:
        bound = sa.table("bound_kinds", *map(sa.column, ("circular_number", "kind")), *days())
        op.bulk_insert(bound, [{"circular_number": number} | row for number, row in rows.items()])


def create_tables() -> None:
    op.create_table(
        "bound_kinds",
        sa.Column("circular_number", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "minimarket",
                "supermarket",
                "shop",
                "souvenir_shop",
                "hotel",
                "restaurant",
                "cafe",
                "cooperative",
                "public_office",
                "state_enterprise",
                name="partnerkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on", name=op.f("ck_bound_kinds_ends_after_start")
        ),
        sa.PrimaryKeyConstraint("circular_number", "kind", name=op.f("pk_bound_kinds")),
    )
    op.create_table(
        "holidays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holidays")),
    )
    op.create_table(
        "trade_reminders",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "subject_id", "step", name=op.f("pk_trade_reminders")),
    )
    op.create_table(
        "partner_holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("placed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_partner_holds_partner_id")),
        sa.ForeignKeyConstraint(["placed_by"], ["users.id"], name=op.f("fk_partner_holds_placed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_holds")),
    )
    op.create_index(op.f("ix_partner_holds_partner_id"), "partner_holds", ["partner_id"], unique=False)
    op.create_table(
        "commitments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mou_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column(
            "seller_test",
            sa.Enum("local", "local_certified", name="sellertest", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("lowest_grade", sa.String(), nullable=False),
        sa.CheckConstraint("lowest_grade IN ('A', 'B', 'C', 'D')", name=op.f("ck_commitments_lowest_grade")),
        sa.ForeignKeyConstraint(["mou_id"], ["mous.id"], name=op.f("fk_commitments_mou_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
        sa.UniqueConstraint("mou_id", "code", name=op.f("uq_commitments_mou_id_code")),
    )
    op.create_index(op.f("ix_commitments_mou_id"), "commitments", ["mou_id"], unique=False)
    op.create_table(
        "mou_reminders",
        sa.Column("mou_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["mou_id"], ["mous.id"], name=op.f("fk_mou_reminders_mou_id")),
        sa.PrimaryKeyConstraint("mou_id", "days", name=op.f("pk_mou_reminders")),
    )
    op.create_table(
        "trade_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column(
            "model",
            sa.Enum("outright", "consignment", name="trademodel", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("margin", sa.Integer(), nullable=False),
        sa.Column("days_to_pay", sa.Integer(), nullable=False),
        sa.Column(
            "loss_on", sa.Enum("maker", "shop", name="side", native_enum=False, length=32), nullable=False
        ),
        sa.Column("written_for", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "days_to_pay >= 0 AND days_to_pay <= 365", name=op.f("ck_trade_terms_days_to_pay")
        ),
        sa.CheckConstraint("margin >= 0 AND margin < 10000", name=op.f("ck_trade_terms_margin")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_trade_terms_outlet_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_trade_terms_producer_id")),
        sa.ForeignKeyConstraint(["written_by"], ["users.id"], name=op.f("fk_trade_terms_written_by")),
        sa.ForeignKeyConstraint(
            ["written_for"], ["organisations.id"], name=op.f("fk_trade_terms_written_for")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trade_terms")),
    )
    op.create_index("ix_trade_terms_between", "trade_terms", ["producer_id", "outlet_id", "id"], unique=False)
    op.create_index(op.f("ix_trade_terms_outlet_id"), "trade_terms", ["outlet_id"], unique=False)
    op.create_table(
        "consigned",
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("balance", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("unsold_rounds", sa.Integer(), nullable=False),
        sa.Column("moved_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_consigned_balance_not_negative")),
        sa.CheckConstraint("unit_price > 0", name=op.f("ck_consigned_price_positive")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_consigned_outlet_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_consigned_producer_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_consigned_variant_id")),
        sa.PrimaryKeyConstraint("producer_id", "outlet_id", "variant_id", name=op.f("pk_consigned")),
    )
    op.create_index(op.f("ix_consigned_outlet_id"), "consigned", ["outlet_id"], unique=False)
    op.create_table(
        "stock_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("best_before", sa.Date(), nullable=True),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_batches_on_hand_not_negative")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_stock_batches_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_batches")),
        sa.UniqueConstraint("variant_id", "code", name=op.f("uq_stock_batches_variant_id_code")),
    )
    op.create_index(op.f("ix_stock_batches_variant_id"), "stock_batches", ["variant_id"], unique=False)


def create_again() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("delivery", "round", "return", name="handoverkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "trade",
            sa.Enum("outright", "consignment", name="trademodel", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("days_to_pay", sa.Integer(), nullable=False),
        sa.Column(
            "loss_on", sa.Enum("maker", "shop", name="side", native_enum=False, length=32), nullable=False
        ),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "prepared", "sent", "agreed", "contested", name="handoverstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("prepared_by", sa.Integer(), nullable=True),
        sa.Column("prepared_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("answer_by", sa.DateTime(), nullable=True),
        sa.Column("agreed_by", sa.Integer(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(), nullable=True),
        sa.Column(
            "agreed_how",
            sa.Enum(
                "account", "code", "scan", "deemed", "settled", name="agreedhow", native_enum=False, length=32
            ),
            nullable=True,
        ),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("contested_because", sa.String(), nullable=True),
        sa.Column("contest_photo_id", sa.Integer(), nullable=True),
        sa.Column("settled_because", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'agreed') = (agreed_how IS NOT NULL)", name=op.f("ck_handovers_agreed_somehow")
        ),
        sa.CheckConstraint("days_to_pay >= 0", name=op.f("ck_handovers_days_to_pay")),
        sa.CheckConstraint(
            "issuer_id = producer_id OR issuer_id = partner_id", name=op.f("ck_handovers_issuer_takes_part")
        ),
        sa.CheckConstraint("partner_id <> producer_id", name=op.f("ck_handovers_buyer_not_maker")),
        sa.ForeignKeyConstraint(["agreed_by"], ["users.id"], name=op.f("fk_handovers_agreed_by")),
        sa.ForeignKeyConstraint(
            ["contest_photo_id"], ["attachments.id"], name=op.f("fk_handovers_contest_photo_id")
        ),
        sa.ForeignKeyConstraint(["issuer_id"], ["organisations.id"], name=op.f("fk_handovers_issuer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_handovers_order_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_handovers_outlet_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_handovers_partner_id")),
        sa.ForeignKeyConstraint(["prepared_by"], ["users.id"], name=op.f("fk_handovers_prepared_by")),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_handovers_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sa.UniqueConstraint("issuer_id", "client_id", name=op.f("uq_handovers_issuer_id_client_id")),
        sa.UniqueConstraint("issuer_id", "number", name=op.f("uq_handovers_issuer_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_handovers_public_id")),
    )
    op.create_index(op.f("ix_handovers_order_id"), "handovers", ["order_id"], unique=False)
    op.create_index(op.f("ix_handovers_partner_id"), "handovers", ["partner_id"], unique=False)
    op.create_index(op.f("ix_handovers_producer_id"), "handovers", ["producer_id"], unique=False)
    op.create_index(op.f("ix_handovers_state"), "handovers", ["state"], unique=False)
    op.create_index(
        "uq_handovers_one_round",
        "handovers",
        ["producer_id", "outlet_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'round' AND state IN ('prepared', 'sent', 'contested')"),
        postgresql_where=sa.text("kind = 'round' AND state IN ('prepared', 'sent', 'contested')"),
    )
    op.create_table(
        "order_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("eligible", sa.String(), nullable=False),
        sa.Column("local", sa.Boolean(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "accepted >= 0 AND accepted <= quantity", name=op.f("ck_order_lines_accepted_within")
        ),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_order_lines_quantity_not_negative")),
        sa.CheckConstraint(
            "reserved >= 0 AND reserved <= quantity", name=op.f("ck_order_lines_reserved_within")
        ),
        sa.CheckConstraint("unit_price > 0", name=op.f("ck_order_lines_price_positive")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_lines_order_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_order_lines_product_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["product_revisions.id"], name=op.f("fk_order_lines_revision_id")
        ),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_order_lines_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
    )
    op.create_index(op.f("ix_order_lines_order_id"), "order_lines", ["order_id"], unique=False)
    op.create_table(
        "handover_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=True),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("opening", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("taken_back", sa.Integer(), nullable=False),
        sa.Column(
            "take_back_reason",
            sa.Enum(
                "expired",
                "damaged",
                "defective_packaging",
                "wrong_item",
                "unsold",
                "recalled",
                name="takebackreason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("sold", sa.Integer(), nullable=True),
        sa.Column("brought", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("best_before", sa.Date(), nullable=True),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=True),
        sa.Column("rejected", sa.Integer(), nullable=True),
        sa.Column(
            "reject_reason",
            sa.Enum(
                "defective_packaging",
                "damaged",
                "expired",
                "wrong_item",
                "missing",
                name="rejectreason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reject_photo_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("accepted + rejected <= brought", name=op.f("ck_handover_lines_within_brought")),
        sa.CheckConstraint("accepted >= 0 AND rejected >= 0", name=op.f("ck_handover_lines_not_negative")),
        sa.CheckConstraint(
            "brought > 0 OR taken_back > 0 OR counted IS NOT NULL OR accepted IS NOT NULL",
            name=op.f("ck_handover_lines_something"),
        ),
        sa.CheckConstraint("brought >= 0", name=op.f("ck_handover_lines_brought_not_negative")),
        sa.CheckConstraint(
            "opening >= 0 AND counted >= 0", name=op.f("ck_handover_lines_counted_not_negative")
        ),
        sa.CheckConstraint(
            "sold >= 0 AND opening = counted + taken_back + lost + sold",
            name=op.f("ck_handover_lines_round_adds_up"),
        ),
        sa.CheckConstraint(
            "taken_back = 0 OR take_back_reason IS NOT NULL",
            name=op.f("ck_handover_lines_taken_back_because"),
        ),
        sa.CheckConstraint(
            "taken_back >= 0 AND lost >= 0 AND reserved >= 0",
            name=op.f("ck_handover_lines_moved_not_negative"),
        ),
        sa.CheckConstraint("unit_price > 0", name=op.f("ck_handover_lines_price_positive")),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handovers.id"], name=op.f("fk_handover_lines_handover_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_handover_lines_order_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["reject_photo_id"], ["attachments.id"], name=op.f("fk_handover_lines_reject_photo_id")
        ),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_handover_lines_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_lines")),
    )
    op.create_index(op.f("ix_handover_lines_handover_id"), "handover_lines", ["handover_id"], unique=False)
    op.create_index(
        op.f("ix_handover_lines_order_line_id"), "handover_lines", ["order_line_id"], unique=False
    )


def create_after() -> None:
    """What refers to the tables that were built anew."""
    op.create_table(
        "order_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (accepted IS NULL)", name=op.f("ck_order_proposals_answered_once")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_order_proposals_answered_by")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_proposals_order_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["users.id"], name=op.f("fk_order_proposals_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_proposals")),
        sa.UniqueConstraint("order_id", "number", name=op.f("uq_order_proposals_order_id_number")),
    )
    op.create_index(op.f("ix_order_proposals_order_id"), "order_proposals", ["order_id"], unique=False)
    op.create_index(
        "uq_order_proposals_one_open",
        "order_proposals",
        ["order_id"],
        unique=True,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        "dues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("payee_id", sa.Integer(), nullable=False),
        sa.Column("payer_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("owed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_dues_amount_not_zero")),
        sa.ForeignKeyConstraint(["handover_id"], ["handovers.id"], name=op.f("fk_dues_handover_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_dues_outlet_id")),
        sa.ForeignKeyConstraint(["payee_id"], ["producers.id"], name=op.f("fk_dues_payee_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["partners.id"], name=op.f("fk_dues_payer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues")),
        sa.UniqueConstraint("handover_id", name=op.f("uq_dues_handover_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_dues_public_id")),
    )
    op.create_index("ix_dues_payee", "dues", ["payee_id", "due_on"], unique=False)
    op.create_index("ix_dues_payer", "dues", ["payer_id", "due_on"], unique=False)
    op.create_table(
        "handover_passes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_handover_passes_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handovers.id"], name=op.f("fk_handover_passes_handover_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_handover_passes_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_passes")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_handover_passes_token_hash")),
    )
    op.create_index(op.f("ix_handover_passes_handover_id"), "handover_passes", ["handover_id"], unique=False)
    op.create_table(
        "papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "PO", "SJ", "KT", "RT", "BAST", "TT", "NT", name="paperkind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("handover_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(order_id IS NULL) <> (handover_id IS NULL)", name=op.f("ck_papers_of_one_thing")
        ),
        sa.ForeignKeyConstraint(["handover_id"], ["handovers.id"], name=op.f("fk_papers_handover_id")),
        sa.ForeignKeyConstraint(["issuer_id"], ["organisations.id"], name=op.f("fk_papers_issuer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_papers_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint("handover_id", "kind", name=op.f("uq_papers_handover_id_kind")),
        sa.UniqueConstraint(
            "issuer_id", "kind", "year", "sequence", name=op.f("uq_papers_issuer_id_kind_year_sequence")
        ),
        sa.UniqueConstraint("order_id", name=op.f("uq_papers_order_id")),
    )
    op.create_table(
        "proposal_lines",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("order_line_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quantity_before", sa.Integer(), nullable=False),
        sa.Column("price_before", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_proposal_lines_quantity_not_negative")),
        sa.CheckConstraint("unit_price > 0", name=op.f("ck_proposal_lines_price_positive")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_proposal_lines_order_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["order_proposals.id"], name=op.f("fk_proposal_lines_proposal_id")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "order_line_id", name=op.f("pk_proposal_lines")),
    )
    op.create_table(
        "payment_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("due_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column(
            "paid_by",
            sa.Enum("cash", "transfer", "qris", name="paidby", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("proof_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_notices_amount_positive")),
        sa.ForeignKeyConstraint(["due_id"], ["dues.id"], name=op.f("fk_payment_notices_due_id")),
        sa.ForeignKeyConstraint(["proof_id"], ["attachments.id"], name=op.f("fk_payment_notices_proof_id")),
        sa.ForeignKeyConstraint(["said_by"], ["users.id"], name=op.f("fk_payment_notices_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_notices")),
        sa.UniqueConstraint("public_id", name=op.f("uq_payment_notices_public_id")),
    )
    op.create_index(op.f("ix_payment_notices_due_id"), "payment_notices", ["due_id"], unique=False)
    op.create_table(
        "prints",
        sa.Column("paper_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("copy", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("printed_by", sa.Integer(), nullable=True),
        sa.Column("printed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_prints_organisation_id")
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_prints_paper_id")),
        sa.ForeignKeyConstraint(["printed_by"], ["users.id"], name=op.f("fk_prints_printed_by")),
        sa.PrimaryKeyConstraint("paper_id", "organisation_id", "copy", name=op.f("pk_prints")),
    )
    op.create_table(
        "receipts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("due_id", sa.Integer(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("deducted", sa.BigInteger(), nullable=False),
        sa.Column("deducted_because", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column(
            "paid_by",
            sa.Enum("cash", "transfer", "qris", name="paidby", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "deducted = 0 OR deducted_because <> ''", name=op.f("ck_receipts_deducted_because")
        ),
        sa.CheckConstraint("received <> 0 OR deducted <> 0", name=op.f("ck_receipts_something")),
        sa.CheckConstraint("reverses_id IS NULL OR note <> ''", name=op.f("ck_receipts_reversed_because")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["users.id"], name=op.f("fk_receipts_confirmed_by")),
        sa.ForeignKeyConstraint(["due_id"], ["dues.id"], name=op.f("fk_receipts_due_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["receipts.id"], name=op.f("fk_receipts_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_receipts_public_id")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_receipts_reverses_id")),
    )
    op.create_index(op.f("ix_receipts_act"), "receipts", ["act"], unique=False)
    op.create_index(op.f("ix_receipts_due_id"), "receipts", ["due_id"], unique=False)
    op.create_table(
        "notice_answers",
        sa.Column("notice_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "receipt_id IS NOT NULL OR words <> ''", name=op.f("ck_notice_answers_receipt_or_words")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_notice_answers_answered_by")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["payment_notices.id"], name=op.f("fk_notice_answers_notice_id")
        ),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipts.id"], name=op.f("fk_notice_answers_receipt_id")),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_notice_answers")),
    )
