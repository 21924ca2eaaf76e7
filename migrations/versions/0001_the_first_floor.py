"""The first floor: every table of the first milestone, the city's regions and its office."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, frozen_when, lay_down, no_overlap, refuse_when

revision = "0001"
down_revision = None

REGIONS = Path(__file__).parents[1] / "regions.csv"
RULES = (
    append_only("product_revisions"),
    no_overlap("localities", key="producer_id", start="{row}.from_on", end="{row}.until_on"),
    no_overlap(
        "circulars", key="", start="{row}.from_on", end="{row}.until_on", where="{row}.state = 'approved'"
    ),
    refuse_when(
        "circulars",
        "circulars_approved",
        "OLD.state = 'approved' AND (NEW.state <> 'approved' OR NEW.number <> OLD.number OR NEW.title <> OLD.title OR NEW.from_on <> OLD.from_on OR NEW.example <> OLD.example)",
        on="UPDATE",
        says="circulars: approved ones cannot change",
    ),
    refuse_when(
        "circulars",
        "circulars_keep",
        "OLD.state = 'approved'",
        on="DELETE",
        says="circulars: approved ones stay",
    ),
    frozen_when(
        "clauses",
        "(SELECT state FROM circulars WHERE id = OLD.circular_id) = 'approved'",
        says="clauses: of an approved circular are frozen",
    ),
    refuse_when(
        "clauses",
        "clauses_late",
        "(SELECT state FROM circulars WHERE id = NEW.circular_id) = 'approved'",
        on="INSERT",
        says="clauses: an approved circular takes no more",
    ),
    frozen_when(
        "bands",
        "(SELECT state FROM circulars WHERE id = OLD.circular_id) = 'approved'",
        says="bands: of an approved circular are frozen",
    ),
    refuse_when(
        "bands",
        "bands_late",
        "(SELECT state FROM circulars WHERE id = NEW.circular_id) = 'approved'",
        on="INSERT",
        says="bands: an approved circular takes no more",
    ),
    append_only("reports"),
    append_only("objections"),
    append_only("attachments"),
    append_only("stock_movements"),
    append_only("journal"),
    refuse_when(
        "journal",
        "journal_contiguous",
        "NEW.seq <> COALESCE((SELECT MAX(seq) FROM journal), 0) + 1 OR NEW.prev_hash <> COALESCE((SELECT hash FROM journal WHERE seq = NEW.seq - 1), '')",
        on="INSERT",
        says="journal: out of sequence",
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
        "NEW.order_line_id IS NOT NULL AND COALESCE(NEW.accepted, 0) + COALESCE((SELECT SUM(accepted) FROM handover_lines WHERE order_line_id = NEW.order_line_id AND id <> COALESCE(NEW.id, -1)), 0) > (SELECT quantity FROM order_lines WHERE id = NEW.order_line_id)",
        on="INSERT OR UPDATE",
        says="handover_lines: more accepted than ordered",
    ),
    no_overlap(
        "mous",
        key="partner_id",
        start="{row}.starts_on",
        end="COALESCE({row}.ended_on, {row}.ends_on)",
        where="{row}.state <> 'draft' AND ({row}.ended_on IS NULL OR {row}.ended_on >= {row}.starts_on)",
    ),
    refuse_when(
        "mous",
        "mous_signed_text",
        "OLD.state <> 'draft' AND (NEW.text <> OLD.text OR NEW.text_sha256 <> OLD.text_sha256 OR NEW.text_sha256 IS NULL OR NEW.starts_on <> OLD.starts_on OR NEW.ends_on <> OLD.ends_on OR NEW.partner_id <> OLD.partner_id OR NEW.number <> OLD.number OR NEW.state = 'draft')",
        on="UPDATE",
        says="mous: a signed text cannot change",
    ),
    refuse_when(
        "mous", "mous_keep_signed", "OLD.state <> 'draft'", on="DELETE", says="mous: signed ones stay"
    ),
    append_only("purchases"),
    append_only("purchase_lines"),
    append_only("purchase_answers"),
    append_only("refusals"),
    append_only("refusal_answers"),
    append_only("spend_declarations"),
    append_only("declaration_decisions"),
)


def upgrade() -> None:
    create_tables()
    for rule in RULES:
        lay_down(op.get_bind(), rule)
    plant()


def plant() -> None:
    """The regions (Kepmendagri 300.2.2-2138/2025), the city's office, and an empty journal."""
    with REGIONS.open(encoding="utf-8", newline="") as file:
        regions = [
            {
                "code": row["code"],
                "level": row["level"],
                "name": row["name"],
                "parent_code": row["parent_code"] or None,
                "postal_code": row["postal_code"] or None,
            }
            for row in csv.DictReader(file)
        ]
    op.bulk_insert(sa.table("regions", *map(sa.column, regions[0])), regions)
    office = {
        "public_id": "kantor22metr",
        "kind": "office",
        "name": "Dinas Koperasi, UMK, Usaha Menengah dan Perindustrian Kota Metro",
        "created_at": datetime(2022, 11, 3, tzinfo=UTC).replace(tzinfo=None),
    }
    columns = [sa.column("created_at", sa.DateTime()) if c == "created_at" else sa.column(c) for c in office]
    op.bulk_insert(sa.table("organisations", *columns), [office])
    op.bulk_insert(
        sa.table("journal_head", sa.column("id"), sa.column("seq"), sa.column("hash")),
        [{"id": 1, "seq": 0, "hash": ""}],
    )


def create_tables() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index("ix_attempts_what_key_at", "attempts", ["what", "key", "at"], unique=False)
    op.create_table(
        "categories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["categories.id"], name=op.f("fk_categories_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("code", name=op.f("uq_categories_code")),
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "number_series",
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("issuer_id", "kind", "year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column(
            "kind", sa.Enum("producer", "partner", "office", native_enum=False, length=32), nullable=False
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_organisations_public_id")),
    )
    op.create_index(op.f("ix_organisations_kind"), "organisations", ["kind"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=True),
        sa.Column("given_up_at", sa.DateTime(), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_delivered_at"), "outbox", ["delivered_at"], unique=False)
    op.create_table(
        "periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column(
            "state", sa.Enum("open", "provisional", "published", native_enum=False, length=32), nullable=False
        ),
        sa.Column("objections_until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_periods_month_form")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periods")),
        sa.UniqueConstraint("month", name=op.f("uq_periods_month")),
    )
    op.create_table(
        "regions",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_code", sa.String(), nullable=True),
        sa.Column("postal_code", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["parent_code"], ["regions.code"], name=op.f("fk_regions_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("totp_secret", sa.String(), nullable=True),
        sa.Column("totp_confirmed", sa.Boolean(), nullable=False),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_users_email_lower")),
        sa.CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name=op.f("ck_users_reachable")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("phone", name=op.f("uq_users_phone")),
        sa.UniqueConstraint("public_id", name=op.f("uq_users_public_id")),
    )
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("public_image", "evidence", "document", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachments_not_empty")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_attachments_organisation_id")
        ),
        sa.ForeignKeyConstraint(["uploaded_by"], ["users.id"], name=op.f("fk_attachments_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attachments_public_id")),
    )
    op.create_index(op.f("ix_attachments_organisation_id"), "attachments", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_attachments_sha256"), "attachments", ["sha256"], unique=False)
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf_of", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("stored", sa.String(), nullable=False),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_journal_user_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_subject", "journal", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "one_time_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_one_time_links_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_links_token_hash")),
    )
    op.create_index(op.f("ix_one_time_links_user_id"), "one_time_links", ["user_id"], unique=False)
    op.create_table(
        "partners",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
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
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("staff_count", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("staff_count IS NULL OR staff_count > 0", name=op.f("ck_partners_staff_count")),
        sa.ForeignKeyConstraint(["id"], ["organisations.id"], name=op.f("fk_partners_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["partners.id"], name=op.f("fk_partners_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partners")),
    )
    op.create_index(op.f("ix_partners_kind"), "partners", ["kind"], unique=False)
    op.create_table(
        "producers",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("nib", sa.String(), nullable=True),
        sa.Column("scale", sa.Enum("micro", "small", "medium", native_enum=False, length=32), nullable=True),
        sa.Column("kbli_code", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kelurahan_code", sa.String(), nullable=True),
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("whatsapp", sa.String(), nullable=True),
        sa.Column("order_minimum", sa.BigInteger(), nullable=False),
        sa.Column("city_ref", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "submitted", "returned", "approved", "rejected", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(), nullable=True),
        sa.Column("review_reason", sa.String(), nullable=True),
        sa.Column("review_notes", sa.JSON(), nullable=False),
        sa.CheckConstraint("nib IS NULL OR length(nib) = 13", name=op.f("ck_producers_nib_length")),
        sa.CheckConstraint("order_minimum >= 0", name=op.f("ck_producers_order_minimum")),
        sa.ForeignKeyConstraint(["id"], ["organisations.id"], name=op.f("fk_producers_id")),
        sa.ForeignKeyConstraint(
            ["kelurahan_code"], ["regions.code"], name=op.f("fk_producers_kelurahan_code")
        ),
        sa.ForeignKeyConstraint(["reviewed_by"], ["users.id"], name=op.f("fk_producers_reviewed_by")),
        sa.ForeignKeyConstraint(["submitted_by"], ["users.id"], name=op.f("fk_producers_submitted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producers")),
        sa.UniqueConstraint("city_ref", name=op.f("uq_producers_city_ref")),
        sa.UniqueConstraint("nib", name=op.f("uq_producers_nib")),
        sa.UniqueConstraint("slug", name=op.f("uq_producers_slug")),
    )
    op.create_index(op.f("ix_producers_kelurahan_code"), "producers", ["kelurahan_code"], unique=False)
    op.create_index(op.f("ix_producers_state"), "producers", ["state"], unique=False)
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("annex", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["signed_by"], ["users.id"], name=op.f("fk_reports_signed_by")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["reports.id"], name=op.f("fk_reports_supersedes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("number", name=op.f("uq_reports_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reports_public_id")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_reports_supersedes_id")),
    )
    op.create_table(
        "requirements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("scale", sa.Enum("micro", "small", "medium", native_enum=False, length=32), nullable=True),
        sa.Column("certificate_kind", sa.String(), nullable=False),
        sa.Column("level", sa.Enum("mandatory", "recommended", native_enum=False, length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("grace_days >= 0", name=op.f("ck_requirements_grace_days")),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on", name=op.f("ck_requirements_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["users.id"], name=op.f("fk_requirements_approved_by")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_requirements_category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirements")),
    )
    op.create_table(
        "seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "staff",
                "officer",
                "approver",
                "auditor",
                "viewer",
                "sysadmin",
                "system",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("from_at", sa.DateTime(), nullable=False),
        sa.Column("until_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("until_at IS NULL OR until_at >= from_at", name=op.f("ck_seats_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_seats_organisation_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_seats_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
    )
    op.create_index(op.f("ix_seats_organisation_id"), "seats", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_seats_user_id"), "seats", ["user_id"], unique=False)
    op.create_index(
        "uq_seats_live",
        "seats",
        ["user_id", "organisation_id", "role"],
        unique=True,
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("second_factor_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_sign_ins_organisation_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_ins_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ins_token_hash")),
    )
    op.create_index(op.f("ix_sign_ins_user_id"), "sign_ins", ["user_id"], unique=False)
    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("same", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("scan_id", sa.Integer(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_because", sa.String(), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "submitted", "returned", "approved", "rejected", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(), nullable=True),
        sa.Column("review_reason", sa.String(), nullable=True),
        sa.Column("review_notes", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "expires_on IS NULL OR expires_on > issued_on", name=op.f("ck_certificates_expires_after_issue")
        ),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_certificates_producer_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["users.id"], name=op.f("fk_certificates_reviewed_by")),
        sa.ForeignKeyConstraint(["scan_id"], ["attachments.id"], name=op.f("fk_certificates_scan_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["users.id"], name=op.f("fk_certificates_submitted_by")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["certificates.id"], name=op.f("fk_certificates_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("public_id", name=op.f("uq_certificates_public_id")),
    )
    op.create_index(op.f("ix_certificates_expires_on"), "certificates", ["expires_on"], unique=False)
    op.create_index(op.f("ix_certificates_producer_id"), "certificates", ["producer_id"], unique=False)
    op.create_index(op.f("ix_certificates_state"), "certificates", ["state"], unique=False)
    op.create_index(
        "uq_certificates_live",
        "certificates",
        ["kind", "same"],
        unique=True,
        sqlite_where=sa.text("state <> 'rejected' AND revoked_on IS NULL AND superseded_by_id IS NULL"),
        postgresql_where=sa.text("state <> 'rejected' AND revoked_on IS NULL AND superseded_by_id IS NULL"),
    )
    op.create_table(
        "circulars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Enum("draft", "approved", native_enum=False, length=32), nullable=False),
        sa.Column("drafted_by", sa.Integer(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on", name=op.f("ck_circulars_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["users.id"], name=op.f("fk_circulars_approved_by")),
        sa.ForeignKeyConstraint(["drafted_by"], ["users.id"], name=op.f("fk_circulars_drafted_by")),
        sa.ForeignKeyConstraint(["file_id"], ["attachments.id"], name=op.f("fk_circulars_file_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["circulars.id"], name=op.f("fk_circulars_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circulars")),
        sa.UniqueConstraint("number", name=op.f("uq_circulars_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_circulars_public_id")),
    )
    op.create_index(op.f("ix_circulars_state"), "circulars", ["state"], unique=False)
    op.create_table(
        "import_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("purchases", "producers", "products", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("mapping", sa.String(), nullable=True),
        sa.Column(
            "state", sa.Enum("checked", "committed", "dropped", native_enum=False, length=32), nullable=False
        ),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["attachments.id"], name=op.f("fk_import_batches_file_id")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_import_batches_made_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_import_batches_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
        sa.UniqueConstraint("public_id", name=op.f("uq_import_batches_public_id")),
    )
    op.create_index(
        op.f("ix_import_batches_organisation_id"), "import_batches", ["organisation_id"], unique=False
    )
    op.create_table(
        "localities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column(
            "basis",
            sa.Enum("nib_address", "site_visit", "lurah_letter", "city_list", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("verified_by", sa.Integer(), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "until_on IS NULL OR from_on IS NULL OR until_on >= from_on",
            name=op.f("ck_localities_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(["evidence_id"], ["attachments.id"], name=op.f("fk_localities_evidence_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_localities_producer_id")),
        sa.ForeignKeyConstraint(["verified_by"], ["users.id"], name=op.f("fk_localities_verified_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_localities")),
    )
    op.create_index(op.f("ix_localities_producer_id"), "localities", ["producer_id"], unique=False)
    op.create_table(
        "mous",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Enum("draft", "signed", "ended", native_enum=False, length=32), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("city_signatory", sa.String(), nullable=False),
        sa.Column("city_position", sa.String(), nullable=False),
        sa.Column("partner_signatory", sa.String(), nullable=False),
        sa.Column("partner_position", sa.String(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_because", sa.String(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("drafted_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_mous_ends_after_start")),
        sa.ForeignKeyConstraint(["drafted_by"], ["users.id"], name=op.f("fk_mous_drafted_by")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_mous_partner_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["mous.id"], name=op.f("fk_mous_replaces_id")),
        sa.ForeignKeyConstraint(["scan_id"], ["attachments.id"], name=op.f("fk_mous_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mous")),
        sa.UniqueConstraint("number", name=op.f("uq_mous_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mous_public_id")),
    )
    op.create_index(op.f("ix_mous_partner_id"), "mous", ["partner_id"], unique=False)
    op.create_index(op.f("ix_mous_state"), "mous", ["state"], unique=False)
    op.create_table(
        "objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_objections_partner_id")),
        sa.ForeignKeyConstraint(["period_id"], ["periods.id"], name=op.f("fk_objections_period_id")),
        sa.ForeignKeyConstraint(["written_by"], ["users.id"], name=op.f("fk_objections_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
    )
    op.create_index(op.f("ix_objections_period_id"), "objections", ["period_id"], unique=False)
    op.create_table(
        "outlets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kelurahan_code", sa.String(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["kelurahan_code"], ["regions.code"], name=op.f("fk_outlets_kelurahan_code")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_outlets_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlets")),
        sa.UniqueConstraint("public_id", name=op.f("uq_outlets_public_id")),
    )
    op.create_index(op.f("ix_outlets_partner_id"), "outlets", ["partner_id"], unique=False)
    op.create_table(
        "producer_aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("same", sa.String(), nullable=False),
        sa.Column("taught_by", sa.Integer(), nullable=True),
        sa.Column("taught_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producers.id"], name=op.f("fk_producer_aliases_producer_id")
        ),
        sa.ForeignKeyConstraint(["taught_by"], ["users.id"], name=op.f("fk_producer_aliases_taught_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer_aliases")),
        sa.UniqueConstraint("same", name=op.f("uq_producer_aliases_same")),
    )
    op.create_index(
        op.f("ix_producer_aliases_producer_id"), "producer_aliases", ["producer_id"], unique=False
    )
    op.create_table(
        "producer_holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("placed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["placed_by"], ["users.id"], name=op.f("fk_producer_holds_placed_by")),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producers.id"], name=op.f("fk_producer_holds_producer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer_holds")),
    )
    op.create_index(op.f("ix_producer_holds_producer_id"), "producer_holds", ["producer_id"], unique=False)
    op.create_table(
        "products",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("paused_at", sa.DateTime(), nullable=True),
        sa.Column("eligible_until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "submitted", "returned", "approved", "rejected", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(), nullable=True),
        sa.Column("review_reason", sa.String(), nullable=True),
        sa.Column("review_notes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_products_category_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_products_producer_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["users.id"], name=op.f("fk_products_reviewed_by")),
        sa.ForeignKeyConstraint(["submitted_by"], ["users.id"], name=op.f("fk_products_submitted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("public_id", name=op.f("uq_products_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_products_slug")),
    )
    op.create_index(op.f("ix_products_category_id"), "products", ["category_id"], unique=False)
    op.create_index(op.f("ix_products_eligible_until"), "products", ["eligible_until"], unique=False)
    op.create_index(op.f("ix_products_producer_id"), "products", ["producer_id"], unique=False)
    op.create_index(op.f("ix_products_state"), "products", ["state"], unique=False)
    op.create_table(
        "renditions",
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_renditions_attachment_id")
        ),
        sa.PrimaryKeyConstraint("attachment_id", "width", name=op.f("pk_renditions")),
    )
    op.create_table(
        "spend_declarations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("by_category", sa.JSON(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_spend_declarations_month_form")),
        sa.CheckConstraint("total >= 0", name=op.f("ck_spend_declarations_total_not_negative")),
        sa.ForeignKeyConstraint(["file_id"], ["attachments.id"], name=op.f("fk_spend_declarations_file_id")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_spend_declarations_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["users.id"], name=op.f("fk_spend_declarations_submitted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spend_declarations")),
        sa.UniqueConstraint(
            "partner_id", "month", "revision", name=op.f("uq_spend_declarations_partner_id_month_revision")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_spend_declarations_public_id")),
    )
    op.create_index(
        op.f("ix_spend_declarations_partner_id"), "spend_declarations", ["partner_id"], unique=False
    )
    op.create_table(
        "bands",
        sa.Column("circular_id", sa.Integer(), nullable=False),
        sa.Column("from_score", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.CheckConstraint("from_score >= 0 AND from_score <= 10000", name=op.f("ck_bands_score")),
        sa.ForeignKeyConstraint(["circular_id"], ["circulars.id"], name=op.f("fk_bands_circular_id")),
        sa.PrimaryKeyConstraint("circular_id", "from_score", name=op.f("pk_bands")),
    )
    op.create_table(
        "certificate_products",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_certificate_products_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_certificate_products_product_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", "product_id", name=op.f("pk_certificate_products")),
    )
    op.create_index(
        op.f("ix_certificate_products_product_id"), "certificate_products", ["product_id"], unique=False
    )
    op.create_table(
        "clauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circular_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column(
            "seller_test", sa.Enum("local", "local_certified", native_enum=False, length=32), nullable=False
        ),
        sa.Column("lowest_grade", sa.String(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("binding", sa.Enum("mandatory", "advisory", native_enum=False, length=32), nullable=False),
        sa.Column("source_article", sa.String(), nullable=False),
        sa.CheckConstraint("lowest_grade IN ('A', 'B', 'C', 'D')", name=op.f("ck_clauses_lowest_grade")),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_clauses_weight")),
        sa.ForeignKeyConstraint(["circular_id"], ["circulars.id"], name=op.f("fk_clauses_circular_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clauses")),
        sa.UniqueConstraint("circular_id", "code", name=op.f("uq_clauses_circular_id_code")),
    )
    op.create_index(op.f("ix_clauses_circular_id"), "clauses", ["circular_id"], unique=False)
    op.create_table(
        "declaration_decisions",
        sa.Column("declaration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decision", sa.Enum("accepted", "queried", native_enum=False, length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.id"], name=op.f("fk_declaration_decisions_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["spend_declarations.id"],
            name=op.f("fk_declaration_decisions_declaration_id"),
        ),
        sa.PrimaryKeyConstraint("declaration_id", name=op.f("pk_declaration_decisions")),
    )
    op.create_table(
        "order_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("placed_by", sa.Integer(), nullable=True),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_order_groups_outlet_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_order_groups_partner_id")),
        sa.ForeignKeyConstraint(["placed_by"], ["users.id"], name=op.f("fk_order_groups_placed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_groups")),
        sa.UniqueConstraint(
            "partner_id", "idempotency_key", name=op.f("uq_order_groups_partner_id_idempotency_key")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_order_groups_public_id")),
    )
    op.create_table(
        "product_holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("placed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["placed_by"], ["users.id"], name=op.f("fk_product_holds_placed_by")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_holds_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_holds")),
    )
    op.create_index(op.f("ix_product_holds_product_id"), "product_holds", ["product_id"], unique=False)
    op.create_table(
        "product_photos",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_product_photos_attachment_id")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_photos_product_id")),
        sa.PrimaryKeyConstraint("product_id", "attachment_id", name=op.f("pk_product_photos")),
        sa.UniqueConstraint("product_id", "position", name=op.f("uq_product_photos_product_id_position")),
    )
    op.create_table(
        "product_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("composition", sa.String(), nullable=False),
        sa.Column("storage", sa.String(), nullable=False),
        sa.Column("shelf_life_days", sa.Integer(), nullable=True),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "shelf_life_days IS NULL OR shelf_life_days > 0", name=op.f("ck_product_revisions_shelf_life")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_revisions_product_id")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["users.id"], name=op.f("fk_product_revisions_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_revisions")),
        sa.UniqueConstraint("product_id", "number", name=op.f("uq_product_revisions_product_id_number")),
    )
    op.create_index(
        op.f("ix_product_revisions_product_id"), "product_revisions", ["product_id"], unique=False
    )
    op.create_table(
        "purchases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column(
            "source",
            sa.Enum("handover", "manual", "import", "api", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("source_ref", sa.String(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column("producer_id", sa.Integer(), nullable=True),
        sa.Column("seller_text", sa.String(), nullable=False),
        sa.Column("bought_on", sa.Date(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("recognition", sa.Enum("received", "sold", native_enum=False, length=32), nullable=False),
        sa.Column("one_sided", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "producer_id IS NOT NULL OR seller_text <> ''", name=op.f("ck_purchases_seller_named")
        ),
        sa.CheckConstraint(
            "producer_id IS NULL OR producer_id <> partner_id", name=op.f("ck_purchases_buyer_not_seller")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batches.id"], name=op.f("fk_purchases_batch_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["attachments.id"], name=op.f("fk_purchases_evidence_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_purchases_outlet_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_purchases_partner_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_purchases_producer_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_purchases_recorded_by")),
        sa.ForeignKeyConstraint(["reverses_id"], ["purchases.id"], name=op.f("fk_purchases_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchases")),
        sa.UniqueConstraint("public_id", name=op.f("uq_purchases_public_id")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_purchases_reverses_id")),
        sa.UniqueConstraint("source", "source_ref", name=op.f("uq_purchases_source_source_ref")),
    )
    op.create_index(op.f("ix_purchases_batch_id"), "purchases", ["batch_id"], unique=False)
    op.create_index("ix_purchases_partner_bought", "purchases", ["partner_id", "bought_on"], unique=False)
    op.create_index("ix_purchases_producer_bought", "purchases", ["producer_id", "bought_on"], unique=False)
    op.create_table(
        "variants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("gtin", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("net_content", sa.String(), nullable=False),
        sa.Column("case_pack", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column(
            "availability",
            sa.Enum("ready", "sold_out", "to_order", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.Column("retail_price", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("case_pack > 0 AND least > 0", name=op.f("ck_variants_packs_positive")),
        sa.CheckConstraint("lead_days IS NULL OR lead_days > 0", name=op.f("ck_variants_lead_days")),
        sa.CheckConstraint("retail_price IS NULL OR retail_price > 0", name=op.f("ck_variants_retail_price")),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_variants_producer_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_variants_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variants")),
        sa.UniqueConstraint("producer_id", "sku", name=op.f("uq_variants_producer_id_sku")),
        sa.UniqueConstraint("public_id", name=op.f("uq_variants_public_id")),
    )
    op.create_index(op.f("ix_variants_gtin"), "variants", ["gtin"], unique=False)
    op.create_index(op.f("ix_variants_product_id"), "variants", ["product_id"], unique=False)
    op.create_table(
        "basket_lines",
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price_seen", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_basket_lines_quantity_positive")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_basket_lines_outlet_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_basket_lines_variant_id")),
        sa.PrimaryKeyConstraint("outlet_id", "variant_id", name=op.f("pk_basket_lines")),
    )
    op.create_table(
        "exemptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_exemptions_ends_after_start")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_exemptions_clause_id")),
        sa.ForeignKeyConstraint(["granted_by"], ["users.id"], name=op.f("fk_exemptions_granted_by")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_exemptions_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemptions")),
    )
    op.create_index(op.f("ix_exemptions_partner_id"), "exemptions", ["partner_id"], unique=False)
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("placed", "confirmed", "closed", "cancelled", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("needed_on", sa.Date(), nullable=True),
        sa.Column("answer_by", sa.DateTime(), nullable=False),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_because", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("partner_id <> producer_id", name=op.f("ck_orders_buyer_not_maker")),
        sa.ForeignKeyConstraint(["group_id"], ["order_groups.id"], name=op.f("fk_orders_group_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_orders_outlet_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_orders_partner_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_orders_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("partner_id", "number", name=op.f("uq_orders_partner_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_orders_public_id")),
    )
    op.create_index(op.f("ix_orders_group_id"), "orders", ["group_id"], unique=False)
    op.create_index(op.f("ix_orders_partner_id"), "orders", ["partner_id"], unique=False)
    op.create_index(op.f("ix_orders_producer_id"), "orders", ["producer_id"], unique=False)
    op.create_index(op.f("ix_orders_state"), "orders", ["state"], unique=False)
    op.create_table(
        "price_tiers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("from_quantity", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.CheckConstraint("from_quantity > 0", name=op.f("ck_price_tiers_from_quantity_positive")),
        sa.CheckConstraint("price > 0", name=op.f("ck_price_tiers_price_positive")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_price_tiers_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_tiers")),
        sa.UniqueConstraint(
            "variant_id",
            "from_quantity",
            "from_on",
            name=op.f("uq_price_tiers_variant_id_from_quantity_from_on"),
        ),
    )
    op.create_index(op.f("ix_price_tiers_variant_id"), "price_tiers", ["variant_id"], unique=False)
    op.create_table(
        "purchase_answers",
        sa.Column("purchase_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.Enum("confirmed", "disputed", native_enum=False, length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_purchase_answers_answered_by")),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchases.id"], name=op.f("fk_purchase_answers_purchase_id")
        ),
        sa.PrimaryKeyConstraint("purchase_id", name=op.f("pk_purchase_answers")),
    )
    op.create_table(
        "purchase_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purchase_id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("quantity_milli", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("certified", sa.Boolean(), nullable=True),
        sa.CheckConstraint("quantity_milli <> 0", name=op.f("ck_purchase_lines_quantity_not_zero")),
        sa.CheckConstraint("tax >= 0 OR net < 0", name=op.f("ck_purchase_lines_tax_sign")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_purchase_lines_category_id")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_purchase_lines_product_id")),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchases.id"], name=op.f("fk_purchase_lines_purchase_id")
        ),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_purchase_lines_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_lines")),
    )
    op.create_index(op.f("ix_purchase_lines_purchase_id"), "purchase_lines", ["purchase_id"], unique=False)
    op.create_table(
        "stock_items",
        sa.Column("variant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reserved >= 0 AND reserved <= on_hand", name=op.f("ck_stock_items_reserved_within")
        ),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_stock_items_variant_id")),
        sa.PrimaryKeyConstraint("variant_id", name=op.f("pk_stock_items")),
    )
    op.create_table(
        "stock_movements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("moved_by", sa.Integer(), nullable=True),
        sa.Column("moved_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("quantity <> 0", name=op.f("ck_stock_movements_quantity_not_zero")),
        sa.ForeignKeyConstraint(["moved_by"], ["users.id"], name=op.f("fk_stock_movements_moved_by")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_stock_movements_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movements")),
    )
    op.create_index(op.f("ix_stock_movements_variant_id"), "stock_movements", ["variant_id"], unique=False)
    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("prepared", "sent", "agreed", "contested", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("prepared_by", sa.Integer(), nullable=True),
        sa.Column("prepared_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("answer_by", sa.DateTime(), nullable=True),
        sa.Column("agreed_by", sa.Integer(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(), nullable=True),
        sa.Column("deemed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("contested_because", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("partner_id <> producer_id", name=op.f("ck_handovers_buyer_not_maker")),
        sa.ForeignKeyConstraint(["agreed_by"], ["users.id"], name=op.f("fk_handovers_agreed_by")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_handovers_order_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_handovers_outlet_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_handovers_partner_id")),
        sa.ForeignKeyConstraint(["prepared_by"], ["users.id"], name=op.f("fk_handovers_prepared_by")),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_handovers_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sa.UniqueConstraint("producer_id", "number", name=op.f("uq_handovers_producer_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_handovers_public_id")),
    )
    op.create_index(op.f("ix_handovers_order_id"), "handovers", ["order_id"], unique=False)
    op.create_index(op.f("ix_handovers_partner_id"), "handovers", ["partner_id"], unique=False)
    op.create_index(op.f("ix_handovers_producer_id"), "handovers", ["producer_id"], unique=False)
    op.create_index(op.f("ix_handovers_state"), "handovers", ["state"], unique=False)
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
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_lines_quantity_positive")),
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
        "refusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("refused_by", sa.Integer(), nullable=True),
        sa.Column("refused_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["purchase_lines.id"], name=op.f("fk_refusals_line_id")),
        sa.ForeignKeyConstraint(["refused_by"], ["users.id"], name=op.f("fk_refusals_refused_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusals")),
        sa.UniqueConstraint("public_id", name=op.f("uq_refusals_public_id")),
    )
    op.create_index(op.f("ix_refusals_line_id"), "refusals", ["line_id"], unique=False)
    op.create_table(
        "handover_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=True),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("brought", sa.Integer(), nullable=False),
        sa.Column("best_before", sa.Date(), nullable=True),
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
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reject_photo_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("accepted + rejected <= brought", name=op.f("ck_handover_lines_within_brought")),
        sa.CheckConstraint("accepted >= 0 AND rejected >= 0", name=op.f("ck_handover_lines_not_negative")),
        sa.CheckConstraint("brought > 0", name=op.f("ck_handover_lines_brought_positive")),
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
    op.create_table(
        "refusal_answers",
        sa.Column("refusal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_refusal_answers_answered_by")),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["attachments.id"], name=op.f("fk_refusal_answers_evidence_id")
        ),
        sa.ForeignKeyConstraint(["refusal_id"], ["refusals.id"], name=op.f("fk_refusal_answers_refusal_id")),
        sa.PrimaryKeyConstraint("refusal_id", name=op.f("pk_refusal_answers")),
    )
