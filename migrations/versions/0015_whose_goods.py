"""What a shop's words for sellers and goods mean is remembered; a purchase knows by which word it was named."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

NAME = "remembered_names"


def upgrade() -> None:
    op.create_table(
        NAME,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("same", sa.String(), nullable=False),
        sa.Column("said_as", sa.String(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("same <> ''", name=op.f(f"ck_{NAME}_has_words")),
        sa.CheckConstraint(
            "maker_id IS NULL OR producer_id IS NULL", name=op.f(f"ck_{NAME}_seller_or_goods")
        ),
        sa.CheckConstraint(
            "maker_id IS NOT NULL OR product_id IS NULL", name=op.f(f"ck_{NAME}_goods_of_a_maker")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{NAME}_{column}"))
            for column, table in {
                "partner_id": "partners",
                "maker_id": "producers",
                "said_by": "users",
                "producer_id": "producers",
                "product_id": "products",
                "confirmed_by": "users",
            }.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NAME}")),
    )
    op.create_index(op.f(f"ix_{NAME}_said_as"), NAME, ["said_as"])
    for of, which, columns in (
        ("seller", "maker_id IS NULL", ["partner_id", "same"]),
        ("goods", "maker_id IS NOT NULL", ["partner_id", "maker_id", "same"]),
    ):
        live = sa.text(f"{which} AND undone_at IS NULL")
        op.create_index(
            f"uq_{NAME}_{of}", NAME, columns, unique=True, sqlite_where=live, postgresql_where=live
        )
    for table in ("purchases", "purchase_lines"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN named_by INTEGER"
            f" CONSTRAINT fk_{table}_named_by REFERENCES {NAME} (id)"
        )
    # what was logged by hand before keeps its grade: only newer rows ask for a photo
    op.add_column(
        "purchases", sa.Column("photo_required", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
