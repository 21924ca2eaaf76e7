"""Accounts that makers are paid into become dated rows; what is kept today is the first of each."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

NO = "producer_accounts is append-only"
APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER producer_accounts_no_{verb.lower()} BEFORE {verb} ON producer_accounts"
        f" BEGIN SELECT RAISE(ABORT, '{NO}'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE FUNCTION producer_accounts_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{NO}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER producer_accounts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON producer_accounts"
        " FOR EACH STATEMENT EXECUTE FUNCTION producer_accounts_refuse()",
    ],
}
# Since when it holds nobody knows, and its last digits are read from what is sealed.
FIRST = (
    "INSERT INTO producer_accounts (producer_id, bank_name, bank_holder, account_sealed, account_mark, ending, qris_id)"
    " SELECT id, bank_name, bank_holder, account_sealed, account_mark, '', qris_id FROM producers"
    " WHERE account_mark IS NOT NULL OR qris_id IS NOT NULL ORDER BY id"
)


def upgrade() -> None:
    op.create_table(
        "producer_accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("bank_name", sa.String(), nullable=False),
        sa.Column("bank_holder", sa.String(), nullable=False),
        sa.Column("account_sealed", sa.String(), nullable=True),
        sa.Column("account_mark", sa.String(), nullable=True),
        sa.Column("ending", sa.String(), nullable=False),
        sa.Column("qris_id", sa.Integer(), nullable=True),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(account_sealed IS NULL) = (account_mark IS NULL)",
            name=op.f("ck_producer_accounts_sealed_and_marked"),
        ),
        sa.CheckConstraint("length(ending) <= 4", name=op.f("ck_producer_accounts_ending_short")),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producers.id"], name=op.f("fk_producer_accounts_producer_id")
        ),
        sa.ForeignKeyConstraint(["qris_id"], ["attachments.id"], name=op.f("fk_producer_accounts_qris_id")),
        sa.ForeignKeyConstraint(["written_by"], ["users.id"], name=op.f("fk_producer_accounts_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer_accounts")),
    )
    op.create_index("ix_producer_accounts_newest", "producer_accounts", ["producer_id", "id"])
    op.execute(FIRST)
    for column in ("bank_name", "bank_holder", "account_sealed"):
        op.drop_column("producers", column)
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)
