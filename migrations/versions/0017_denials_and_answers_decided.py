"""Officers decide on purchases that makers dispute, auditors on what shops answer; answers of before stand accepted."""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, lay_down

revision = "0017"
down_revision = "0015"

ONLY_DISPUTED = {
    "sqlite": [
        "CREATE TRIGGER claim_decisions_disputed_insert BEFORE INSERT ON claim_decisions WHEN"
        " NOT EXISTS (SELECT 1 FROM purchase_answers"
        " WHERE purchase_id = NEW.purchase_id AND answer = 'disputed')"
        " BEGIN SELECT RAISE(ABORT, 'only a disputed purchase is decided'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION claim_decisions_disputed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF NOT EXISTS (SELECT 1 FROM purchase_answers"
        " WHERE purchase_id = NEW.purchase_id AND answer = 'disputed')"
        " THEN RAISE EXCEPTION 'only a disputed purchase is decided'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER claim_decisions_disputed BEFORE INSERT ON claim_decisions"
        " FOR EACH ROW EXECUTE FUNCTION claim_decisions_disputed()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "claim_decisions",
        sa.Column("purchase_id", sa.Integer(), autoincrement=False, nullable=False),
        ruling_of("stands", "falls", name="claimruling"),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_claim_decisions_reasoned")),
        sa.ForeignKeyConstraint(
            ["purchase_id"],
            ["purchase_answers.purchase_id"],
            name=op.f("fk_claim_decisions_purchase_id_purchase_answers"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.id"], name=op.f("fk_claim_decisions_decided_by_users")
        ),
        sa.PrimaryKeyConstraint("purchase_id", name=op.f("pk_claim_decisions")),
    )
    op.create_table(
        "refusal_decisions",
        sa.Column("refusal_id", sa.Integer(), autoincrement=False, nullable=False),
        ruling_of("accepted", "refused", name="answerruling"),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("ruling = 'accepted' OR reason <> ''", name=op.f("ck_refusal_decisions_reasoned")),
        sa.ForeignKeyConstraint(
            ["refusal_id"],
            ["refusal_answers.refusal_id"],
            name=op.f("fk_refusal_decisions_refusal_id_refusal_answers"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.id"], name=op.f("fk_refusal_decisions_decided_by_users")
        ),
        sa.PrimaryKeyConstraint("refusal_id", name=op.f("pk_refusal_decisions")),
    )
    op.execute(
        "INSERT INTO refusal_decisions (refusal_id, ruling, reason, decided_by, decided_at)"
        " SELECT refusal_id, 'accepted', '', NULL, answered_at FROM refusal_answers"
    )
    for rules in (append_only("claim_decisions"), append_only("refusal_decisions"), ONLY_DISPUTED):
        lay_down(op.get_bind(), rules)


def ruling_of(*words: str, name: str) -> sa.Column[str]:
    return sa.Column("ruling", sa.Enum(*words, name=name, native_enum=False, length=32), nullable=False)
