"""Handovers know the day their goods count on, and what their maker says where a shop counted otherwise.

Those sent before count on the day they were sent.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

OPEN_ROUND = "kind = 'round' AND state IN ('prepared', 'sent', 'contested')"
ANSWERED, NO = "OLD.answer IS NOT NULL", "handover_differences: answered ones stay"
RULES = {
    "sqlite": [
        f"CREATE TRIGGER handover_differences_frozen_{what}_{verb.lower()} BEFORE {verb} ON handover_differences"
        f" WHEN {ANSWERED} BEGIN SELECT RAISE(ABORT, '{NO}'); END"
        for what, verb in (("change", "UPDATE"), ("removal", "DELETE"))
    ],
    "postgresql": [
        statement
        for what, verb, row in (("change", "UPDATE", "NEW"), ("removal", "DELETE", "OLD"))
        for statement in (
            f"CREATE FUNCTION handover_differences_frozen_{what}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {ANSWERED} THEN RAISE EXCEPTION '{NO}'"
            f" USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$",
            f"CREATE TRIGGER handover_differences_frozen_{what} BEFORE {verb} ON handover_differences"
            f" FOR EACH ROW EXECUTE FUNCTION handover_differences_frozen_{what}()",
        )
    ],
}

STAYS = "term_replies is append-only"
APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER term_replies_no_{verb.lower()} BEFORE {verb} ON term_replies"
        f" BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE FUNCTION term_replies_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{STAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER term_replies_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON term_replies"
        " FOR EACH STATEMENT EXECUTE FUNCTION term_replies_refuse()",
    ],
}


def upgrade() -> None:
    op.add_column("handovers", sa.Column("goods_on", sa.Date(), nullable=True))
    op.execute(
        "UPDATE handovers SET answer_by = NULL WHERE state = 'contested'"
    )  # that of the side that answered
    op.add_column(
        "handovers", sa.Column("asked_again", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(
        "ALTER TABLE handovers ADD COLUMN rest_of_id INTEGER"
        " CONSTRAINT fk_handovers_rest_of_id REFERENCES handovers (id)"
    )
    op.create_index("uq_handovers_one_rest", "handovers", ["rest_of_id"], unique=True)
    op.drop_index("uq_handovers_one_round", "handovers")
    still = sa.text(f"{OPEN_ROUND} AND rest_of_id IS NULL")
    op.create_index(
        "uq_handovers_one_round",
        "handovers",
        ["producer_id", "outlet_id"],
        unique=True,
        sqlite_where=still,
        postgresql_where=still,
    )
    op.add_column("handover_lines", sa.Column("counted_as_sent", sa.Integer(), nullable=True))
    op.add_column("handover_lines", sa.Column("differs", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("handover_lines", sa.Column("lies", sa.Integer(), nullable=True))
    _create_differences()
    _create_replies()


def _create_differences() -> None:
    op.create_table(
        "handover_differences",
        sa.Column(
            "handover_id",
            sa.Integer(),
            sa.ForeignKey("handovers.id", name="fk_handover_differences_handover_id"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("answer_by", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.String(32), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "photo_id",
            sa.Integer(),
            sa.ForeignKey("attachments.id", name="fk_handover_differences_photo_id"),
            nullable=True,
        ),
        sa.Column(
            "answered_by",
            sa.Integer(),
            sa.ForeignKey("users.id", name="fk_handover_differences_answered_by"),
            nullable=True,
        ),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_handover_differences_answered_once")
        ),
        sa.CheckConstraint(
            "answer IS NULL OR answer <> 'objected' OR reason <> ''",
            name=op.f("ck_handover_differences_objected_because"),
        ),
        sa.PrimaryKeyConstraint("handover_id", name="pk_handover_differences"),
    )
    op.create_index("ix_handover_differences_open", "handover_differences", ["answer", "answer_by"])
    for statement in RULES[op.get_bind().dialect.name]:
        op.execute(statement)


def _create_replies() -> None:
    """Terms of before hold as they did, marked: one side wrote them and they held at once."""
    op.add_column("trade_terms", sa.Column("answer_by", sa.DateTime(), nullable=True))
    op.create_table(
        "term_replies",
        sa.Column(
            "term_id",
            sa.Integer(),
            sa.ForeignKey("trade_terms.id", name="fk_term_replies_term_id"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("answer", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), sa.ForeignKey("users.id", name="fk_term_replies_answered_by")),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("term_id", name="pk_term_replies"),
    )
    op.execute(
        "INSERT INTO term_replies (term_id, answer, reason, answered_by, answered_at)"
        " SELECT id, 'old-rule', '', written_by, written_at FROM trade_terms"
    )
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
