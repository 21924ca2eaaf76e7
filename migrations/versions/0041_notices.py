"""What people were told, how they want to be told, and which steps of a ladder were told."""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import lay_down

revision = "0041"
down_revision = "0040"

NAME = "notices_say_the_same"
CHANGED = (
    "NEW.reader_id <> OLD.reader_id OR NEW.organisation_id <> OLD.organisation_id OR NEW.letter <> OLD.letter"
    " OR NEW.subject_kind <> OLD.subject_kind OR NEW.subject_id <> OLD.subject_id OR NEW.link <> OLD.link"
    " OR NEW.made_at <> OLD.made_at OR CAST(NEW.figures AS TEXT) <> CAST(OLD.figures AS TEXT)"
    " OR (OLD.read_at IS NOT NULL AND NEW.read_at IS NULL)"
)
SAYS = "notices: what was told does not change"
SAME = {
    "sqlite": [
        f"CREATE TRIGGER {NAME}_update BEFORE UPDATE ON notices WHEN {CHANGED}"
        f" BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    ],
    "postgresql": [
        f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {CHANGED}"
        f" THEN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        " RETURN NEW; END $$",
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON notices FOR EACH ROW EXECUTE FUNCTION {NAME}()",
    ],
}
WAITING = sa.text("read_at IS NULL AND done_at IS NULL AND mail = 'none'")
IN_DIGEST = sa.text("mail = 'digest'")


def upgrade() -> None:
    create_notices()
    op.create_table(
        "notice_preferences",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("muted", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notice_preferences_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notice_preferences")),
    )
    op.create_table(
        "notice_steps",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject_id", "step", name=op.f("pk_notice_steps")),
    )
    lay_down(op.get_bind(), SAME)


def create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("useful_until", sa.DateTime(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column(
            "mail",
            sa.Enum("sent", "digest", "muted", "none", name="mailway", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.Column("told_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_notices_organisation_id")
        ),
        sa.ForeignKeyConstraint(["reader_id"], ["users.id"], name=op.f("fk_notices_reader_id")),
        sa.ForeignKeyConstraint(["told_by"], ["users.id"], name=op.f("fk_notices_told_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("public_id", name=op.f("uq_notices_public_id")),
    )
    op.create_index(op.f("ix_notices_organisation_id"), "notices", ["organisation_id"])
    op.create_index("ix_notices_reader", "notices", ["reader_id", "organisation_id", "id"])
    op.create_index("ix_notices_letter", "notices", ["letter", "link", "made_at"])
    op.create_index("ix_notices_subject", "notices", ["subject_kind", "subject_id"])
    for name, columns, which in (
        ("ix_notices_open", ["useful_until", "id"], WAITING),
        ("ix_notices_digest", ["reader_id", "id"], IN_DIGEST),
    ):
        op.create_index(name, "notices", columns, sqlite_where=which, postgresql_where=which)
