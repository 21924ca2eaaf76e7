"""A draft circular holds exemptions for its approval, and says whom it was handed to.

Drafts of before were handed to nobody: they wait for any approver, as they did.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0036"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE circulars ADD COLUMN asked_id INTEGER CONSTRAINT fk_circulars_asked_id REFERENCES users (id)"
    )
    op.create_table(
        "prepared_exemptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_prepared_exemptions_ends_after_start")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_prepared_exemptions_clause_id")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_prepared_exemptions_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prepared_exemptions")),
    )
    op.create_index(op.f("ix_prepared_exemptions_clause_id"), "prepared_exemptions", ["clause_id"])
