"""Orders keep how they came to nothing as a code; before, it was told from a sentence for people."""

from alembic import op

revision = "0008"
down_revision = "0007"

MAKER_SILENT = "Pembuat tidak menjawab sampai batas waktu."
SHOP_SILENT = "Toko tidak menjawab usulan pembuat sampai batas waktu."

# Who called it off was not kept at first: of orders of that time only the silent ones are known.
ENDING = f"""
CASE
    WHEN cancelled_by = partner_id THEN 'by-shop'
    WHEN cancelled_by = producer_id AND confirmed_at IS NULL THEN 'declined'
    WHEN cancelled_by = producer_id THEN 'by-maker'
    WHEN cancelled_by IS NOT NULL THEN 'by-office'
    WHEN cancelled_because = '{MAKER_SILENT}' THEN 'maker-silent'
    WHEN cancelled_because = '{SHOP_SILENT}' THEN 'shop-silent'
END
"""


def upgrade() -> None:
    op.execute(
        "ALTER TABLE orders ADD COLUMN ending VARCHAR(32) CONSTRAINT ck_orders_only_cancelled_end_so"
        " CHECK (ending IS NULL OR state = 'cancelled')"
    )
    op.execute(f"UPDATE orders SET ending = {ENDING} WHERE state = 'cancelled'")
    op.execute("UPDATE orders SET cancelled_because = NULL WHERE ending IN ('maker-silent', 'shop-silent')")
