"""A refusal may be partial and be answered several times, each time with evidence; each answer is decided.

An answer keeps the number of its refusal as its own, and so does its decision: the journal names them by it. What was
accepted without evidence counts no more; the figures of its months are marked, and no report is touched.
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, lay_down

revision = "0047"
down_revision = "0046"

REFUSAL = " PERFORM 1 FROM refusals WHERE id = NEW.refusal_id FOR NO KEY UPDATE;"
BELOW = (
    "EXISTS (SELECT 1 FROM purchase_lines WHERE id = NEW.line_id AND NEW.audited_net > 0"
    " AND (NEW.audited_net >= net OR NEW.audited_quantity_milli > quantity_milli))"
)
AUDITED = (
    "audited_net BIGINT DEFAULT '0' NOT NULL CONSTRAINT ck_refusals_audited CHECK (audited_net >= 0)",
    "audited_quantity_milli INTEGER CONSTRAINT ck_refusals_audited_goods CHECK"
    " (audited_quantity_milli IS NULL OR (audited_quantity_milli > 0 AND audited_net > 0))",
)
RULES = (  # table, name, condition, what it says, whose row is locked
    (
        "refusals",
        "refusals_audited_below",
        BELOW,
        "what an auditor found is below the value of the row",
        "",
    ),
    (
        "refusal_answers",
        "refusal_answers_one_at_a_time",
        "EXISTS (SELECT 1 FROM refusal_answers a LEFT JOIN refusal_decisions d ON d.answer_id = a.id"
        " WHERE a.refusal_id = NEW.refusal_id AND a.evidence_id IS NOT NULL"
        " AND (d.ruling IS NULL OR d.ruling = 'accepted'))",
        "an answer waits for its decision, or was accepted",
        REFUSAL,
    ),
    (
        "refusal_answers",
        "refusal_answers_proven",
        "NEW.evidence_id IS NULL",
        "an answer needs evidence",
        "",
    ),
    (
        "refusal_decisions",
        "refusal_decisions_proven",
        "NOT EXISTS (SELECT 1 FROM refusal_answers WHERE id = NEW.answer_id AND evidence_id IS NOT NULL)",
        "only an answer with evidence is decided",
        "",
    ),
)
ANSWERS = "text, evidence_id, answered_by, answered_at"
DECISIONS = "ruling, reason, decided_by, decided_at"
COUNTS_NO_MORE = """
INSERT INTO uptake_marks (month, partner_id)
SELECT DISTINCT {month}, b.partner_id FROM purchases b
JOIN purchases p ON p.partner_id = b.partner_id AND p.bought_on <= b.bought_on
JOIN purchase_lines l ON l.purchase_id = p.id
JOIN refusals r ON r.line_id = l.id
JOIN refusal_answers a ON a.refusal_id = r.id AND a.evidence_id IS NULL
JOIN refusal_decisions d ON d.answer_id = a.id AND d.ruling = 'accepted'
"""
MONTH = {"sqlite": "substr(b.bought_on, 1, 7)", "postgresql": "to_char(b.bought_on, 'YYYY-MM')"}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for column in AUDITED:
        op.execute(f"ALTER TABLE refusals ADD COLUMN {column}")
    put_aside("refusal_decisions", dialect)
    put_aside("refusal_answers", dialect)
    create_answers()
    create_decisions()
    bring_back("refusal_answers", "id, refusal_id", ANSWERS)
    bring_back("refusal_decisions", "answer_id, refusal_id", DECISIONS)
    if dialect == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('refusal_answers', 'id'), MAX(id)) FROM refusal_answers"
        )
    op.execute(COUNTS_NO_MORE.format(month=MONTH[dialect]))
    for table in ("refusal_answers", "refusal_decisions"):
        lay_down(op.get_bind(), append_only(table))
    for rule in RULES:
        refuse(*rule)


def put_aside(table: str, dialect: str) -> None:
    op.execute(f"CREATE TEMPORARY TABLE earlier_{table} AS SELECT * FROM {table}")
    op.drop_table(table)
    if dialect == "postgresql":
        op.execute(f"DROP FUNCTION {table}_refuse()")


def bring_back(table: str, keys: str, columns: str) -> None:
    op.execute(
        f"INSERT INTO {table} ({keys}, {columns}) SELECT refusal_id, refusal_id, {columns} FROM earlier_{table}"
    )
    op.execute(f"DROP TABLE earlier_{table}")


def create_answers() -> None:
    op.create_table(
        "refusal_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("refusal_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusal_answers")),
        sa.UniqueConstraint("id", "refusal_id", name=op.f("uq_refusal_answers_id_refusal_id")),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_refusal_answers_{column}"))
            for column, other in (
                ("refusal_id", "refusals"),
                ("evidence_id", "attachments"),
                ("answered_by", "users"),
            )
        ),
    )
    op.create_index(op.f("ix_refusal_answers_refusal_id"), "refusal_answers", ["refusal_id"])


def create_decisions() -> None:
    ruling = sa.Enum("accepted", "refused", name="answerruling", native_enum=False, length=32)
    op.create_table(
        "refusal_decisions",
        sa.Column("answer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("refusal_id", sa.Integer(), nullable=False),
        sa.Column("ruling", ruling, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("ruling = 'accepted' OR reason <> ''", name=op.f("ck_refusal_decisions_reasoned")),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_refusal_decisions")),
        sa.ForeignKeyConstraint(
            ["answer_id", "refusal_id"],
            ["refusal_answers.id", "refusal_answers.refusal_id"],
            name=op.f("fk_refusal_decisions_answer_id"),
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_refusal_decisions_decided_by")),
    )
    op.create_index(op.f("ix_refusal_decisions_refusal_id"), "refusal_decisions", ["refusal_id"])


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
