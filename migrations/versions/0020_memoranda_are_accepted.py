"""A memorandum holds once the partner accepted it; those signed before stay in force, and say so."""

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import lay_down, refuse_when

revision = "0020"
down_revision = "0019"

ACCEPTANCE = refuse_when(
    "mous",
    "mous_acceptance",
    "(NEW.accepted_on IS NULL) <> (NEW.accepted_how IS NULL)"
    " OR (NEW.accepted_on IS NOT NULL AND NEW.state = 'draft')"
    " OR (NEW.accepted_how = 'signed_in' AND NEW.accepted_by IS NULL)"
    " OR (NEW.accepted_how = 'scan' AND (NEW.scan_id IS NULL"
    " OR COALESCE(NEW.accepted_by, 0) = COALESCE(NEW.drafted_by, 0)))",
    on="INSERT OR UPDATE",
    says="mous: only what was signed is accepted, by whom it binds or against its scan",
    in_turn=False,
)
ACCEPTED_ONCE = refuse_when(
    "mous",
    "mous_accepted_once",
    "OLD.accepted_on IS NOT NULL AND (COALESCE(NEW.accepted_on, '0001-01-01') <> OLD.accepted_on"
    " OR COALESCE(NEW.accepted_how, '') <> OLD.accepted_how"
    " OR COALESCE(NEW.accepted_by, 0) <> COALESCE(OLD.accepted_by, 0))",
    on="UPDATE",
    says="mous: what was accepted stays so",
    in_turn=False,
)


def upgrade() -> None:
    op.add_column("mous", sa.Column("accepted_on", sa.Date(), nullable=True))
    op.add_column("mous", sa.Column("accepted_how", sa.String(32), nullable=True))
    op.execute(
        "ALTER TABLE mous ADD COLUMN accepted_by INTEGER CONSTRAINT fk_mous_accepted_by REFERENCES users (id)"
    )
    # At the latest when it began, so that it is in force on the days on which it was: whoever said yes is not known.
    op.execute(
        "UPDATE mous SET accepted_how = 'before', accepted_on = CASE"
        " WHEN signed_on < starts_on THEN signed_on WHEN starts_on < CURRENT_DATE THEN starts_on"
        " ELSE CURRENT_DATE END WHERE state <> 'draft'"
    )
    for rules in (ACCEPTANCE, ACCEPTED_ONCE):
        lay_down(op.get_bind(), rules)
