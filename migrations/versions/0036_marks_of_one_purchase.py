"""A mark may say that one purchase came and nothing else; what a shop bought of one maker is found by day."""

from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.create_index(
        "ix_purchases_partner_producer_bought", "purchases", ["partner_id", "producer_id", "bought_on"]
    )
    op.execute(
        "ALTER TABLE uptake_marks ADD COLUMN purchase_id INTEGER"
        " CONSTRAINT fk_uptake_marks_purchase_id REFERENCES purchases (id)"
    )
