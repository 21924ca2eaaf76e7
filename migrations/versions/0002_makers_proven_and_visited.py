"""Makers proven and visited: sealed numbers, merges, invitations, changed requirements, activities and cases."""

import unicodedata

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import lay_down, refuse_when

revision = "0002"
down_revision = "0001"

RULES = (
    {
        "sqlite": [
            "CREATE TRIGGER producers_nib_digits_insert BEFORE INSERT ON producers"
            " WHEN NEW.nib GLOB '*[^0-9]*' BEGIN SELECT RAISE(ABORT, 'producers: a NIB is digits only'); END",
            "CREATE TRIGGER producers_nib_digits_update BEFORE UPDATE OF nib ON producers"
            " WHEN NEW.nib GLOB '*[^0-9]*' BEGIN SELECT RAISE(ABORT, 'producers: a NIB is digits only'); END",
        ],
        "postgresql": [
            "ALTER TABLE producers ADD CONSTRAINT ck_producers_nib_digits CHECK (nib !~ '[^0-9]')"
        ],
    },
    refuse_when(
        "users",
        "users_erased_stay",
        "NEW.erased_at IS NOT NULL AND (NEW.phone IS NOT NULL OR NEW.password_hash IS NOT NULL OR NEW.totp_secret IS NOT NULL OR NEW.disabled_at IS NULL)",
        on="INSERT OR UPDATE",
        says="users: nothing personal is left in an erased account",
    ),
    refuse_when(
        "seats",
        "seats_one_at_a_time",
        "EXISTS (SELECT 1 FROM seats o WHERE o.id <> COALESCE(NEW.id, -1) AND o.user_id = NEW.user_id AND o.organisation_id = NEW.organisation_id AND o.role = NEW.role AND o.from_at < COALESCE(NEW.until_at, '9999-12-31') AND NEW.from_at < COALESCE(o.until_at, '9999-12-31'))",
        on="INSERT OR UPDATE",
        says="seats: this person sits there in this role already",
    ),
    refuse_when(
        "requirements",
        "requirements_only_end",
        "COALESCE(CAST(NEW.category_id AS TEXT), '') <> COALESCE(CAST(OLD.category_id AS TEXT), '') OR COALESCE(CAST(NEW.scale AS TEXT), '') <> COALESCE(CAST(OLD.scale AS TEXT), '') OR COALESCE(CAST(NEW.certificate_kind AS TEXT), '') <> COALESCE(CAST(OLD.certificate_kind AS TEXT), '') OR COALESCE(CAST(NEW.level AS TEXT), '') <> COALESCE(CAST(OLD.level AS TEXT), '') OR COALESCE(CAST(NEW.from_on AS TEXT), '') <> COALESCE(CAST(OLD.from_on AS TEXT), '') OR COALESCE(CAST(NEW.grace_days AS TEXT), '') <> COALESCE(CAST(OLD.grace_days AS TEXT), '') OR COALESCE(CAST(NEW.basis AS TEXT), '') <> COALESCE(CAST(OLD.basis AS TEXT), '')",
        on="UPDATE",
        says="requirements: only their end can change",
    ),
    refuse_when("requirements", "requirements_stay", "1 = 1", on="DELETE", says="requirements: they stay"),
    refuse_when(
        "requirements",
        "requirements_once",
        "EXISTS (SELECT 1 FROM requirements o WHERE o.id <> COALESCE(NEW.id, -1) AND COALESCE(CAST(o.category_id AS TEXT), '') = COALESCE(CAST(NEW.category_id AS TEXT), '') AND COALESCE(CAST(o.scale AS TEXT), '') = COALESCE(CAST(NEW.scale AS TEXT), '') AND COALESCE(CAST(o.certificate_kind AS TEXT), '') = COALESCE(CAST(NEW.certificate_kind AS TEXT), '') AND o.from_on <= COALESCE(NEW.until_on, '9999-12-31') AND NEW.from_on <= COALESCE(o.until_on, '9999-12-31') AND o.withdrawn_on IS NULL AND NEW.withdrawn_on IS NULL)",
        on="INSERT OR UPDATE",
        says="requirements: asked for already on these days",
    ),
    refuse_when(
        "attendances",
        "attendances_fit",
        "NEW.state IN ('registered', 'present') AND (SELECT COUNT(*) FROM attendances WHERE activity_id = NEW.activity_id AND state IN ('registered', 'present') AND id <> COALESCE(NEW.id, -1)) >= (SELECT capacity FROM activities WHERE id = NEW.activity_id)",
        on="INSERT OR UPDATE",
        says="attendances: every place is taken",
    ),
    refuse_when(
        "activities",
        "activities_hold",
        "NEW.capacity < (SELECT COUNT(*) FROM attendances WHERE activity_id = NEW.id AND state IN ('registered', 'present'))",
        on="UPDATE",
        says="activities: more have a place than this",
    ),
)

# table, column, type and default, what it refers to; a rebuilt table would lose the triggers that look at it.
COLUMNS = (
    ("users", "erased_at", "{moment}", None),
    ("sign_ins", "representation_id", "INTEGER", "representations"),
    ("producers", "kbli_also", "JSON NOT NULL DEFAULT '[]'", None),
    ("producers", "kbli_version", "VARCHAR NOT NULL DEFAULT '2020'", None),
    ("producers", "delivery_days", "JSON NOT NULL DEFAULT '[]'", None),
    ("producers", "logo_id", "INTEGER", "attachments"),
    ("producers", "qris_id", "INTEGER", "attachments"),
    ("producers", "nik_sealed", "VARCHAR", None),
    ("producers", "nik_mark", "VARCHAR", None),
    ("producers", "npwp_sealed", "VARCHAR", None),
    ("producers", "npwp_mark", "VARCHAR", None),
    ("producers", "bank_name", "VARCHAR NOT NULL DEFAULT ''", None),
    ("producers", "bank_holder", "VARCHAR NOT NULL DEFAULT ''", None),
    ("producers", "account_sealed", "VARCHAR", None),
    ("producers", "account_mark", "VARCHAR", None),
    ("producers", "same_name", "VARCHAR NOT NULL DEFAULT ''", None),
    ("producers", "merged_into_id", "INTEGER", "producers"),
    ("certificates", "details", "JSON NOT NULL DEFAULT '{}'", None),
    ("requirements", "checked_on", "DATE", None),
    (
        "requirements",
        "withdrawn_on",
        "DATE CONSTRAINT ck_requirements_withdrawn_before CHECK (withdrawn_on IS NULL OR withdrawn_on < from_on)",
        None,
    ),
)
FOUND_BY = ("nik_mark", "npwp_mark", "account_mark", "same_name", "merged_into_id")


def upgrade() -> None:
    create_tables()
    for column in COLUMNS:
        add_column(*column)
    for name in FOUND_BY:
        op.create_index(f"ix_producers_{name}", "producers", [name])
    op.create_index(
        "ix_journal_on_behalf_of",
        "journal",
        ["on_behalf_of"],
        sqlite_where=sa.text("on_behalf_of IS NOT NULL"),
        postgresql_where=sa.text("on_behalf_of IS NOT NULL"),
    )
    reduce_names()
    for rule in RULES:
        lay_down(op.get_bind(), rule)


def add_column(table: str, name: str, kind: str, to: str | None) -> None:
    moment = "DATETIME" if op.get_bind().dialect.name == "sqlite" else "TIMESTAMP"
    reference = f" CONSTRAINT fk_{table}_{name} REFERENCES {to} (id)" if to else ""
    op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind.replace('{moment}', moment)}{reference}")


def reduce_names() -> None:
    """Every maker's name as duplicates are looked for."""
    known = op.get_bind().execute(
        sa.text("SELECT p.id, o.name FROM producers p JOIN organisations o ON o.id = p.id")
    )
    rows = [{"id": one, "same": same_name(name)} for one, name in known]
    if rows:
        op.get_bind().execute(sa.text("UPDATE producers SET same_name = :same WHERE id = :id"), rows)


def same_name(text: str) -> str:
    """Two spellings of one name come out equal: case, accents, spaces and punctuation do not count."""
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKD", text).casefold()
    return "".join(filter(str.isalnum, plain))


def create_tables() -> None:
    op.create_table(
        "activities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kind", sa.Enum("visit", "event", native_enum=False, length=32), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("kelurahan_code", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("serves", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("announced_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_because", sa.String(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_activities_capacity")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_activities_ends_after_start")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_activities_created_by")),
        sa.ForeignKeyConstraint(
            ["kelurahan_code"], ["regions.code"], name=op.f("fk_activities_kelurahan_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        sa.UniqueConstraint("public_id", name=op.f("uq_activities_public_id")),
    )
    op.create_index(op.f("ix_activities_kelurahan_code"), "activities", ["kelurahan_code"], unique=False)
    op.create_index(op.f("ix_activities_starts_at"), "activities", ["starts_at"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
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
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "accepted_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_invitations_one_end")
        ),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_invitations_ends_after_start")),
        sa.ForeignKeyConstraint(["accepted_by"], ["users.id"], name=op.f("fk_invitations_accepted_by")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_invitations_created_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_invitations_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitations_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index(op.f("ix_invitations_organisation_id"), "invitations", ["organisation_id"], unique=False)
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    op.create_index(
        "uq_recovery_codes_user_id_code_hash", "recovery_codes", ["user_id", "code_hash"], unique=True
    )
    op.create_table(
        "representations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("from_at", sa.DateTime(), nullable=False),
        sa.Column("until_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_representations_says_why")),
        sa.CheckConstraint("until_at > from_at", name=op.f("ck_representations_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_representations_organisation_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_representations_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representations")),
    )
    op.create_index(
        op.f("ix_representations_organisation_id"), "representations", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_representations_user_id"), "representations", ["user_id"], unique=False)
    op.create_table(
        "activity_team",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_activity_team_activity_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_activity_team_user_id")),
        sa.PrimaryKeyConstraint("activity_id", "user_id", name=op.f("pk_activity_team")),
    )
    op.create_table(
        "requirement_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("removes", sa.Boolean(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("scale", sa.Enum("micro", "small", "medium", native_enum=False, length=32), nullable=True),
        sa.Column("certificate_kind", sa.String(), nullable=False),
        sa.Column("level", sa.Enum("mandatory", "recommended", native_enum=False, length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("proposed", "approved", "refused", "withdrawn", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_because", sa.String(), nullable=True),
        sa.Column("became_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> proposed_by", name=op.f("ck_requirement_changes_four_eyes")
        ),
        sa.CheckConstraint("grace_days >= 0", name=op.f("ck_requirement_changes_grace_days")),
        sa.CheckConstraint(
            "removes = false OR replaces_id IS NOT NULL",
            name=op.f("ck_requirement_changes_removes_something"),
        ),
        sa.ForeignKeyConstraint(
            ["became_id"], ["requirements.id"], name=op.f("fk_requirement_changes_became_id")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_requirement_changes_category_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_requirement_changes_decided_by")),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["users.id"], name=op.f("fk_requirement_changes_proposed_by")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["requirements.id"], name=op.f("fk_requirement_changes_replaces_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_changes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_requirement_changes_public_id")),
    )
    op.create_index(op.f("ix_requirement_changes_state"), "requirement_changes", ["state"], unique=False)
    op.create_table(
        "candidates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("business_name", sa.String(), nullable=False),
        sa.Column("makes", sa.String(), nullable=False),
        sa.Column("kelurahan_code", sa.String(), nullable=True),
        sa.Column("producer_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("consent_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kelurahan_code"], ["regions.code"], name=op.f("fk_candidates_kelurahan_code")
        ),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_candidates_producer_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_candidates_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidates")),
        sa.UniqueConstraint("public_id", name=op.f("uq_candidates_public_id")),
    )
    op.create_index(op.f("ix_candidates_kelurahan_code"), "candidates", ["kelurahan_code"], unique=False)
    op.create_index(op.f("ix_candidates_producer_id"), "candidates", ["producer_id"], unique=False)
    op.create_index(op.f("ix_candidates_user_id"), "candidates", ["user_id"], unique=False)
    op.create_index(
        "uq_candidates_phone",
        "candidates",
        ["phone"],
        unique=True,
        sqlite_where=sa.text("phone IS NOT NULL"),
        postgresql_where=sa.text("phone IS NOT NULL"),
    )
    op.create_table(
        "producer_merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("merged_by", sa.Integer(), nullable=True),
        sa.Column("merged_at", sa.DateTime(), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("kept_id <> merged_id", name=op.f("ck_producer_merges_two_records")),
        sa.ForeignKeyConstraint(["kept_id"], ["producers.id"], name=op.f("fk_producer_merges_kept_id")),
        sa.ForeignKeyConstraint(["merged_by"], ["users.id"], name=op.f("fk_producer_merges_merged_by")),
        sa.ForeignKeyConstraint(["merged_id"], ["producers.id"], name=op.f("fk_producer_merges_merged_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["users.id"], name=op.f("fk_producer_merges_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer_merges")),
    )
    op.create_index(op.f("ix_producer_merges_kept_id"), "producer_merges", ["kept_id"], unique=False)
    op.create_index(op.f("ix_producer_merges_merged_id"), "producer_merges", ["merged_id"], unique=False)
    op.create_table(
        "attendances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "registered", "waitlisted", "present", "absent", "cancelled", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("walk_in", sa.Boolean(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(), nullable=True),
        sa.Column("checked_in_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'present' OR arrived_at IS NOT NULL", name=op.f("ck_attendances_present_since")
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_attendances_activity_id")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_attendances_candidate_id")
        ),
        sa.ForeignKeyConstraint(["checked_in_by"], ["users.id"], name=op.f("fk_attendances_checked_in_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint(
            "activity_id", "candidate_id", name=op.f("uq_attendances_activity_id_candidate_id")
        ),
        sa.UniqueConstraint("activity_id", "code", name=op.f("uq_attendances_activity_id_code")),
        sa.UniqueConstraint("client_id", name=op.f("uq_attendances_client_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attendances_public_id")),
    )
    op.create_index(op.f("ix_attendances_activity_id"), "attendances", ["activity_id"], unique=False)
    op.create_index(op.f("ix_attendances_candidate_id"), "attendances", ["candidate_id"], unique=False)
    op.create_table(
        "certificate_holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("placed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_certificate_holds_certificate_id")
        ),
        sa.ForeignKeyConstraint(["placed_by"], ["users.id"], name=op.f("fk_certificate_holds_placed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_holds")),
    )
    op.create_index(
        op.f("ix_certificate_holds_certificate_id"), "certificate_holds", ["certificate_id"], unique=False
    )
    op.create_table(
        "certificate_reminders",
        sa.Column("certificate_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_certificate_reminders_certificate_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", "days", name=op.f("pk_certificate_reminders")),
    )
    op.create_table(
        "licence_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("producer_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column(
            "state", sa.Enum("open", "sent", "issued", "closed", native_enum=False, length=32), nullable=False
        ),
        sa.Column("blocker", sa.String(), nullable=False),
        sa.Column("external_ref", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("issued_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_because", sa.String(), nullable=True),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'closed' OR closed_because IS NOT NULL", name=op.f("ck_licence_cases_closed_because")
        ),
        sa.CheckConstraint(
            "state <> 'issued' OR certificate_id IS NOT NULL", name=op.f("ck_licence_cases_issued_what")
        ),
        sa.CheckConstraint(
            "candidate_id IS NOT NULL OR producer_id IS NOT NULL", name=op.f("ck_licence_cases_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_licence_cases_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_licence_cases_candidate_id")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_licence_cases_certificate_id")
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name=op.f("fk_licence_cases_opened_by")),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_licence_cases_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_cases")),
        sa.UniqueConstraint("client_id", name=op.f("uq_licence_cases_client_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_licence_cases_public_id")),
    )
    op.create_index(op.f("ix_licence_cases_activity_id"), "licence_cases", ["activity_id"], unique=False)
    op.create_index(op.f("ix_licence_cases_state"), "licence_cases", ["state"], unique=False)
    op.create_index(
        "uq_licence_cases_candidate_under_way",
        "licence_cases",
        ["candidate_id", "kind"],
        unique=True,
        sqlite_where=sa.text("state IN ('open', 'sent')"),
        postgresql_where=sa.text("state IN ('open', 'sent')"),
    )
    op.create_index(
        "uq_licence_cases_producer_under_way",
        "licence_cases",
        ["producer_id", "kind"],
        unique=True,
        sqlite_where=sa.text("state IN ('open', 'sent')"),
        postgresql_where=sa.text("state IN ('open', 'sent')"),
    )
    op.create_table(
        "case_steps",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["licence_cases.id"], name=op.f("fk_case_steps_case_id")),
        sa.ForeignKeyConstraint(["done_by"], ["users.id"], name=op.f("fk_case_steps_done_by")),
        sa.PrimaryKeyConstraint("case_id", "step", name=op.f("pk_case_steps")),
    )
