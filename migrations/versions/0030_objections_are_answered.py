"""An objection is answered, once; a circular says where purchases count that come after their month was published.

Circulars of before do what was always done: a late purchase changes its own month by a restatement.
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, lay_down, refuse_when

revision = "0030"
down_revision = "0029"

STAYS = refuse_when(
    "circulars",
    "circulars_late_policy",
    "OLD.state = 'approved' AND NEW.late <> OLD.late",
    on="UPDATE",
    says="circulars: what an approved one does with late purchases stays",
    in_turn=False,
)


def upgrade() -> None:
    op.execute("ALTER TABLE circulars ADD COLUMN late VARCHAR(32) NOT NULL DEFAULT 'restatement'")
    op.execute(
        "ALTER TABLE objections ADD COLUMN amount BIGINT"
        " CONSTRAINT ck_objections_amount_above_zero CHECK (amount IS NULL OR amount > 0)"
    )
    op.create_table(
        "objection_answers",
        sa.Column("objection_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "ruling",
            sa.Enum("accepted", "not_accepted", name="objectionruling", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_objection_answers_in_words")),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["objections.id"], name=op.f("fk_objection_answers_objection_id")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_objection_answers_answered_by")),
        sa.PrimaryKeyConstraint("objection_id", name=op.f("pk_objection_answers")),
    )
    for rules in (append_only("objection_answers"), STAYS):
        lay_down(op.get_bind(), rules)
