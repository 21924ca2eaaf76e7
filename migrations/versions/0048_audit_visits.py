"""What auditors bring from a visit, and the marks by which a phone's retries are known."""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, lay_down, refuse_when

revision = "0048"
down_revision = "0047"

CLOSED_CASE = "EXISTS (SELECT 1 FROM audit_cases WHERE id = NEW.case_id AND state = 'closed')"
ELSEWHERE = "NEW.item_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit_cases c JOIN audit_items i ON i.plan_id = c.plan_id AND i.partner_id = c.partner_id WHERE c.id = NEW.case_id AND i.id = NEW.item_id)"


def upgrade() -> None:
    op.add_column("audit_checks", sa.Column("client_id", sa.String(), nullable=True))
    op.create_index("uq_audit_checks_client_id", "audit_checks", ["client_id"], unique=True)
    op.add_column("audit_items", sa.Column("number", sa.String(), nullable=True))
    for table, columns in _tables().items():
        op.create_table(table, *columns, *_of_all(table))
        op.create_index(op.f(f"ix_{table}_case_id"), table, ["case_id"])
        lay_down(op.get_bind(), append_only(table))
        _refuse_when_closed(table)
    for table in ("audit_photos", "unrecorded_documents"):
        op.create_index(op.f(f"ix_{table}_file_id"), table, ["file_id"])
    rule = refuse_when(
        "audit_photos",
        "audit_photos_of_the_case",
        ELSEWHERE,
        on="INSERT",
        says="audit_photos: the document is of another case",
        in_turn=False,
    )
    lay_down(op.get_bind(), rule)


def _of_all(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["case_id"], ["audit_cases.id"], name=op.f(f"fk_{table}_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _refuse_when_closed(table: str) -> None:
    says = f"{table}: the case is closed"
    rule = refuse_when(table, f"{table}_open", CLOSED_CASE, on="INSERT", says=says, in_turn=False)
    lock = "BEGIN PERFORM 1 FROM audit_cases WHERE id = NEW.case_id FOR NO KEY UPDATE;"
    rule["postgresql"][0] = rule["postgresql"][0].replace("BEGIN", lock, 1)
    lay_down(op.get_bind(), rule)


def _tables() -> dict[str, list[sa.Column | sa.Constraint]]:
    return {
        "audit_visits": [
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("case_id", sa.Integer(), nullable=False),
            sa.Column("start_at", sa.DateTime(), nullable=False),
            sa.Column("planned_by", sa.Integer(), nullable=True),
            sa.Column("planned_at", sa.DateTime(), nullable=False),
            sa.ForeignKeyConstraint(["planned_by"], ["users.id"], name="fk_audit_visits_planned_by"),
        ],
        "audit_photos": [
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("case_id", sa.Integer(), nullable=False),
            sa.Column("item_id", sa.Integer(), nullable=True),
            sa.Column("note", sa.String(), nullable=False),
            sa.Column("file_id", sa.Integer(), nullable=False),
            sa.Column("taken_by", sa.Integer(), nullable=True),
            sa.Column("taken_at", sa.DateTime(), nullable=False),
            sa.ForeignKeyConstraint(["file_id"], ["attachments.id"], name="fk_audit_photos_file_id"),
            sa.ForeignKeyConstraint(["item_id"], ["audit_items.id"], name="fk_audit_photos_item_id"),
            sa.ForeignKeyConstraint(["taken_by"], ["users.id"], name="fk_audit_photos_taken_by"),
        ],
        "shelf_counts": [
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("case_id", sa.Integer(), nullable=False),
            sa.Column("client_id", sa.String(), nullable=True),
            sa.Column("place", sa.Integer(), nullable=False),
            sa.Column("producer_id", sa.Integer(), nullable=True),
            sa.Column("variant_id", sa.Integer(), nullable=True),
            sa.Column("text", sa.String(), nullable=False),
            sa.Column("counted", sa.Integer(), nullable=False),
            sa.Column("expected", sa.Integer(), nullable=True),
            sa.Column("counted_by", sa.Integer(), nullable=True),
            sa.Column("counted_at", sa.DateTime(), nullable=False),
            sa.CheckConstraint(
                "counted >= 0 AND text <> '' AND place > 0", name=op.f("ck_shelf_counts_something")
            ),
            sa.ForeignKeyConstraint(["counted_by"], ["users.id"], name="fk_shelf_counts_counted_by"),
            sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name="fk_shelf_counts_producer_id"),
            sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_shelf_counts_variant_id"),
            sa.UniqueConstraint("client_id", "place", name="uq_shelf_counts_client_id_place"),
        ],
        "unrecorded_documents": [
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("public_id", sa.String(), nullable=False),
            sa.Column("case_id", sa.Integer(), nullable=False),
            sa.Column("client_id", sa.String(), nullable=True),
            sa.Column("producer_id", sa.Integer(), nullable=True),
            sa.Column("seller", sa.String(), nullable=False),
            sa.Column("number", sa.String(), nullable=True),
            sa.Column("day", sa.Date(), nullable=False),
            sa.Column("key", sa.String(), nullable=False),
            sa.Column("net", sa.BigInteger(), nullable=False),
            sa.Column("note", sa.String(), nullable=False),
            sa.Column("file_id", sa.Integer(), nullable=True),
            sa.Column("found_by", sa.Integer(), nullable=True),
            sa.Column("found_at", sa.DateTime(), nullable=False),
            sa.CheckConstraint("net >= 0 AND seller <> ''", name=op.f("ck_unrecorded_documents_something")),
            sa.ForeignKeyConstraint(["file_id"], ["attachments.id"], name="fk_unrecorded_documents_file_id"),
            sa.ForeignKeyConstraint(["found_by"], ["users.id"], name="fk_unrecorded_documents_found_by"),
            sa.ForeignKeyConstraint(
                ["producer_id"], ["producers.id"], name="fk_unrecorded_documents_producer_id"
            ),
            sa.UniqueConstraint("client_id", name="uq_unrecorded_documents_client_id"),
            sa.UniqueConstraint("public_id", name="uq_unrecorded_documents_public_id"),
        ],
    }
