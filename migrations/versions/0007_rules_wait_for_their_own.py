"""Rules of the database wait for who writes the same thing, and no longer for everybody who writes their table."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

# Function -> what it locks before it looks, if anything: the row that another one belongs to, or a number for siblings.
LOCKS = {
    "activities_hold": "PERFORM pg_advisory_xact_lock(hashtext('places'), hashtext(CONCAT_WS('/', NEW.id)));",
    "attendances_fit": "PERFORM pg_advisory_xact_lock(hashtext('places'), hashtext(CONCAT_WS('/', NEW.activity_id)));",
    "bands_frozen_change": "PERFORM 1 FROM circulars WHERE id = OLD.circular_id FOR NO KEY UPDATE;",
    "bands_frozen_removal": "PERFORM 1 FROM circulars WHERE id = OLD.circular_id FOR NO KEY UPDATE;",
    "bands_late": "PERFORM 1 FROM circulars WHERE id = NEW.circular_id FOR NO KEY UPDATE;",
    "circulars_approved": "",
    "circulars_keep": "",
    "circulars_no_overlap": "PERFORM pg_advisory_xact_lock(hashtext('circulars_no_overlap'), 0);",
    "clauses_frozen_change": "PERFORM 1 FROM circulars WHERE id = OLD.circular_id FOR NO KEY UPDATE;",
    "clauses_frozen_removal": "PERFORM 1 FROM circulars WHERE id = OLD.circular_id FOR NO KEY UPDATE;",
    "clauses_late": "PERFORM 1 FROM circulars WHERE id = NEW.circular_id FOR NO KEY UPDATE;",
    "commitments_frozen_change": "PERFORM 1 FROM mous WHERE id = OLD.mou_id FOR NO KEY UPDATE;",
    "commitments_frozen_removal": "PERFORM 1 FROM mous WHERE id = OLD.mou_id FOR NO KEY UPDATE;",
    "commitments_late": "PERFORM 1 FROM mous WHERE id = NEW.mou_id FOR NO KEY UPDATE;",
    "handover_lines_frozen_change": "PERFORM 1 FROM handovers WHERE id = OLD.handover_id FOR NO KEY UPDATE;",
    "handover_lines_frozen_removal": "PERFORM 1 FROM handovers WHERE id = OLD.handover_id FOR NO KEY UPDATE;",
    "handover_lines_late": "PERFORM 1 FROM handovers WHERE id = NEW.handover_id FOR NO KEY UPDATE;",
    "handover_lines_within_order": "PERFORM 1 FROM order_lines WHERE id = NEW.order_line_id FOR NO KEY UPDATE;",
    "handovers_frozen_change": "",
    "handovers_frozen_removal": "",
    "journal_contiguous": "",
    "localities_no_overlap": "PERFORM pg_advisory_xact_lock("
    "hashtext('localities_no_overlap'), hashtext(CONCAT_WS('/', NEW.producer_id)));",
    "mous_keep_signed": "",
    "mous_one_in_force": "PERFORM pg_advisory_xact_lock("
    "hashtext('mous_one_in_force'), hashtext(CONCAT_WS('/', NEW.partner_id)));",
    "mous_signed_facts": "",
    "mous_signed_text": "",
    "order_proposals_frozen_change": "",
    "order_proposals_frozen_removal": "",
    "papers_gapless": "",
    "payment_notices_within_due": "",
    "prints_in_turn": "",
    "receipts_mirrored": "",
    "receipts_within_due": "PERFORM 1 FROM dues WHERE id = NEW.due_id FOR NO KEY UPDATE;",
    "requirements_once": "PERFORM pg_advisory_xact_lock(hashtext('requirements_once'),"
    " hashtext(CONCAT_WS('/', NEW.category_id, NEW.scale, NEW.certificate_kind)));",
    "requirements_only_end": "",
    "requirements_stay": "",
    "seats_one_at_a_time": "PERFORM pg_advisory_xact_lock(hashtext('seats_one_at_a_time'),"
    " hashtext(CONCAT_WS('/', NEW.user_id, NEW.organisation_id, NEW.role)));",
    "users_erased_stay": "",
    "variants_added_waits": "PERFORM 1 FROM products WHERE id = NEW.product_id FOR NO KEY UPDATE;",
    "variants_approved_pack": "PERFORM 1 FROM products WHERE id = NEW.product_id FOR NO KEY UPDATE;",
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time
        for name, lock in LOCKS.items():
            lock_otherwise(name, lock)


def lock_otherwise(name: str, lock: str) -> None:
    """The same function with another lock, or with none, in the place of the one that it had, if any."""
    body = sa.text("SELECT prosrc FROM pg_proc WHERE oid = CAST(:name AS regproc)")
    before: str = op.get_bind().execute(body, {"name": name}).scalar_one()
    plain = before.replace(f" PERFORM pg_advisory_xact_lock(hashtext('{name}'));", "")
    after = plain.replace(" BEGIN", f" BEGIN {lock}", 1) if lock else plain
    op.get_bind().exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${after}$$"
    )
