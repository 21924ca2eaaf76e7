"""Audits: plans, their samples, partners' cases, findings and what came of them."""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, lay_down, refuse_when

revision = "0043"
down_revision = "0042"

ONCE = (
    "audit_plans",
    "audit_draws",
    "audit_items",
    "audit_abandonments",
    "audit_members",
    "audit_submissions",
    "audit_checks",
    "audit_findings",
    "finding_answers",
    "finding_decisions",
    "finding_verifications",
)
CLOSED_CASE = "EXISTS (SELECT 1 FROM audit_cases WHERE id = NEW.case_id AND state = 'closed')"
ITEM_CLOSED = "EXISTS (SELECT 1 FROM audit_cases c JOIN audit_items i ON i.plan_id = c.plan_id AND i.partner_id = c.partner_id WHERE i.id = NEW.item_id AND c.state = 'closed')"
SAME_PERSON = "NOT EXISTS (SELECT 1 FROM finding_decisions d JOIN finding_answers a ON a.id = d.answer_id WHERE d.answer_id = NEW.answer_id AND d.ruling = 'accepted' AND COALESCE(a.answered_by, 0) <> COALESCE(NEW.verified_by, -1) AND COALESCE(d.decided_by, 0) <> COALESCE(NEW.verified_by, -1))"
WAITING_ANSWER = "EXISTS (SELECT 1 FROM finding_answers a LEFT JOIN finding_decisions d ON d.answer_id = a.id WHERE a.finding_id = NEW.finding_id AND (d.answer_id IS NULL OR d.ruling = 'accepted'))"
OPEN_FINDING = "EXISTS (SELECT 1 FROM audit_findings f WHERE f.case_id = NEW.id AND NOT EXISTS (SELECT 1 FROM finding_answers a JOIN finding_verifications v ON v.answer_id = a.id WHERE a.finding_id = f.id))"
RULES = (  # table, name, condition, on, what it says, whose row is locked
    (
        "audit_items",
        "audit_items_of_the_draw",
        "NEW.place > (SELECT items FROM audit_draws WHERE plan_id = NEW.plan_id)",
        "INSERT",
        "nothing is added to a sample",
        "",
    ),
    (
        "audit_draws",
        "audit_draws_abandoned",
        "EXISTS (SELECT 1 FROM audit_abandonments WHERE plan_id = NEW.plan_id)",
        "INSERT",
        "the plan was abandoned",
        "",
    ),
    (
        "audit_findings",
        "audit_findings_open",
        CLOSED_CASE,
        "INSERT",
        "the case is closed",
        "audit_cases/case_id",
    ),
    (
        "audit_submissions",
        "audit_submissions_open",
        CLOSED_CASE,
        "INSERT",
        "the case is closed",
        "audit_cases/case_id",
    ),
    ("audit_checks", "audit_checks_open", ITEM_CLOSED, "INSERT", "the case is closed", ""),
    (
        "finding_answers",
        "finding_answers_one",
        WAITING_ANSWER,
        "INSERT",
        "an answer waits or was accepted",
        "audit_findings/finding_id",
    ),
    (
        "finding_verifications",
        "finding_verifications_other",
        SAME_PERSON,
        "INSERT",
        "accepted, and by somebody else",
        "",
    ),
    (
        "audit_cases",
        "audit_cases_settled",
        f"NEW.state = 'closed' AND {OPEN_FINDING}",
        "INSERT OR UPDATE",
        "a finding is open",
        "",
    ),
    ("audit_cases", "audit_cases_frozen_change", "OLD.state = 'closed'", "UPDATE", "the case is closed", ""),
    ("audit_cases", "audit_cases_frozen_removal", "OLD.state = 'closed'", "DELETE", "the case is closed", ""),
)


def upgrade() -> None:
    create_audit_plans()
    create_audit_draws()
    create_audit_items()
    create_audit_abandonments()
    create_audit_cases()
    create_audit_members()
    create_audit_submissions()
    create_audit_checks()
    create_audit_findings()
    create_finding_answers()
    create_finding_decisions()
    create_finding_verifications()
    for table in ONCE:
        lay_down(op.get_bind(), append_only(table))
    for table, name, condition, on, says, parent in RULES:
        rule = refuse_when(table, name, condition, on=on, says=f"{table}: {says}", in_turn=False)
        if parent:
            locked, _, key = parent.partition("/")
            lock = f"BEGIN PERFORM 1 FROM {locked} WHERE id = NEW.{key} FOR NO KEY UPDATE;"
            rule["postgresql"][0] = rule["postgresql"][0].replace("BEGIN", lock, 1)
        lay_down(op.get_bind(), rule)


def create_audit_plans() -> None:
    op.create_table(
        "audit_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("circular_id", sa.Integer(), nullable=True),
        sa.Column("mou_id", sa.Integer(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=False),
        sa.Column("tolerable", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.Integer(), nullable=True),
        sa.Column("prepared_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(circular_id IS NULL) <> (mou_id IS NULL) AND basis <> ''", name=op.f("ck_audit_plans_one_basis")
        ),
        sa.CheckConstraint(
            "confidence BETWEEN 5000 AND 9999 AND size > 0", name=op.f("ck_audit_plans_confidence")
        ),
        sa.CheckConstraint(
            "expected >= 0 AND expected < tolerable AND tolerable <= 10000",
            name=op.f("ck_audit_plans_tolerable"),
        ),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_audit_plans_ends_after_start")),
        sa.ForeignKeyConstraint(["circular_id"], ["circulars.id"], name=op.f("fk_audit_plans_circular_id")),
        sa.ForeignKeyConstraint(["mou_id"], ["mous.id"], name=op.f("fk_audit_plans_mou_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_audit_plans_partner_id")),
        sa.ForeignKeyConstraint(["prepared_by"], ["users.id"], name=op.f("fk_audit_plans_prepared_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_plans")),
        sa.UniqueConstraint("number", name=op.f("uq_audit_plans_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_audit_plans_public_id")),
    )


def create_audit_draws() -> None:
    op.create_table(
        "audit_draws",
        sa.Column("plan_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("plan_hash", sa.String(), nullable=False),
        sa.Column("population_hash", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("interval", sa.BigInteger(), nullable=True),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("drawn_by", sa.Integer(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "items BETWEEN 1 AND documents AND total > 0", name=op.f("ck_audit_draws_something")
        ),
        sa.ForeignKeyConstraint(["drawn_by"], ["users.id"], name=op.f("fk_audit_draws_drawn_by")),
        sa.ForeignKeyConstraint(["file_id"], ["attachments.id"], name=op.f("fk_audit_draws_file_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["audit_plans.id"], name=op.f("fk_audit_draws_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_audit_draws")),
    )


def create_audit_items() -> None:
    op.create_table(
        "audit_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("drawn_number", sa.Integer(), nullable=False),
        sa.Column("risks", sa.JSON(), nullable=False),
        sa.Column("purchases", sa.JSON(), nullable=False),
        sa.CheckConstraint("net > 0 AND place > 0", name=op.f("ck_audit_items_something")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_audit_items_partner_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["audit_draws.plan_id"], name=op.f("fk_audit_items_plan_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_audit_items_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_items")),
        sa.UniqueConstraint(
            "plan_id",
            "partner_id",
            "producer_id",
            "document",
            name=op.f("uq_audit_items_plan_id_partner_id_producer_id_document"),
        ),
        sa.UniqueConstraint("plan_id", "place", name=op.f("uq_audit_items_plan_id_place")),
        sa.UniqueConstraint("public_id", name=op.f("uq_audit_items_public_id")),
    )


def create_audit_abandonments() -> None:
    op.create_table(
        "audit_abandonments",
        sa.Column("plan_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("abandoned_by", sa.Integer(), nullable=True),
        sa.Column("abandoned_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_audit_abandonments_reasoned")),
        sa.ForeignKeyConstraint(
            ["abandoned_by"], ["users.id"], name=op.f("fk_audit_abandonments_abandoned_by")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["audit_plans.id"], name=op.f("fk_audit_abandonments_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_audit_abandonments")),
    )


def create_audit_cases() -> None:
    op.create_table(
        "audit_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "answered", "closed", name="auditcasestate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_audit_cases_closed_when")
        ),
        sa.CheckConstraint("asked <> ''", name=op.f("ck_audit_cases_asked_for")),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name=op.f("fk_audit_cases_closed_by")),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name=op.f("fk_audit_cases_opened_by")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_audit_cases_partner_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["audit_draws.plan_id"], name=op.f("fk_audit_cases_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_audit_cases_number")),
        sa.UniqueConstraint("plan_id", "partner_id", name=op.f("uq_audit_cases_plan_id_partner_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_audit_cases_public_id")),
    )
    op.create_index(op.f("ix_audit_cases_partner_id"), "audit_cases", ["partner_id"], unique=False)


def create_audit_members() -> None:
    op.create_table(
        "audit_members",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["users.id"], name=op.f("fk_audit_members_added_by")),
        sa.ForeignKeyConstraint(["case_id"], ["audit_cases.id"], name=op.f("fk_audit_members_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_audit_members_user_id")),
        sa.PrimaryKeyConstraint("case_id", "user_id", name=op.f("pk_audit_members")),
    )


def create_audit_submissions() -> None:
    op.create_table(
        "audit_submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["audit_cases.id"], name=op.f("fk_audit_submissions_case_id")),
        sa.ForeignKeyConstraint(["file_id"], ["attachments.id"], name=op.f("fk_audit_submissions_file_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["users.id"], name=op.f("fk_audit_submissions_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_submissions")),
    )
    op.create_index(op.f("ix_audit_submissions_case_id"), "audit_submissions", ["case_id"], unique=False)
    op.create_index(op.f("ix_audit_submissions_file_id"), "audit_submissions", ["file_id"], unique=False)


def create_audit_checks() -> None:
    op.create_table(
        "audit_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("right", "wrong", "missing", name="checkoutcome", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("audited", sa.BigInteger(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "quantity",
                "price",
                "return",
                "twice",
                "not-local",
                "period",
                "no-paper",
                "other",
                name="misstatementcause",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'right') = (cause IS NULL)", name=op.f("ck_audit_checks_wrong_because")
        ),
        sa.CheckConstraint(
            "audited >= 0 AND (outcome <> 'missing' OR audited = 0)", name=op.f("ck_audit_checks_audited")
        ),
        sa.ForeignKeyConstraint(["checked_by"], ["users.id"], name=op.f("fk_audit_checks_checked_by")),
        sa.ForeignKeyConstraint(["item_id"], ["audit_items.id"], name=op.f("fk_audit_checks_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_checks")),
        sa.UniqueConstraint("item_id", "revision", name=op.f("uq_audit_checks_item_id_revision")),
    )


def create_audit_findings() -> None:
    op.create_table(
        "audit_findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("found", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("advice", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "found <> '' AND criterion <> '' AND reason <> '' AND effect <> '' AND advice <> ''",
            name=op.f("ck_audit_findings_whole"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_audit_findings_amount")),
        sa.ForeignKeyConstraint(["case_id"], ["audit_cases.id"], name=op.f("fk_audit_findings_case_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["users.id"], name=op.f("fk_audit_findings_issued_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_findings")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_audit_findings_case_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_audit_findings_public_id")),
    )


def create_finding_answers() -> None:
    op.create_table(
        "finding_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_finding_answers_answered_by")),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["attachments.id"], name=op.f("fk_finding_answers_evidence_id")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["audit_findings.id"], name=op.f("fk_finding_answers_finding_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_answers")),
    )
    op.create_index(op.f("ix_finding_answers_evidence_id"), "finding_answers", ["evidence_id"], unique=False)
    op.create_index(op.f("ix_finding_answers_finding_id"), "finding_answers", ["finding_id"], unique=False)


def create_finding_decisions() -> None:
    op.create_table(
        "finding_decisions",
        sa.Column("answer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "ruling",
            sa.Enum("accepted", "refused", name="findingruling", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("ruling = 'accepted' OR reason <> ''", name=op.f("ck_finding_decisions_reasoned")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["finding_answers.id"], name=op.f("fk_finding_decisions_answer_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_finding_decisions_decided_by")),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_finding_decisions")),
    )


def create_finding_verifications() -> None:
    op.create_table(
        "finding_verifications",
        sa.Column("answer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("verified_by", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("note <> ''", name=op.f("ck_finding_verifications_says_what")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["finding_decisions.answer_id"], name=op.f("fk_finding_verifications_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by"], ["users.id"], name=op.f("fk_finding_verifications_verified_by")
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_finding_verifications")),
    )
