"""What the database keeps true between a product and the revision that officials approved."""

from marketplace.db.rules import NO_LOCK, parent, refuse_when

APPROVED_REVISION = refuse_when(
    "products",
    "products_approved_revision",
    "NEW.approved_number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM product_revisions r"
    " WHERE r.product_id = NEW.id AND r.number = NEW.approved_number)",
    on="INSERT OR UPDATE",
    says="products: what is approved is one of its revisions",
    lock=NO_LOCK,  # revisions neither change nor go
)

APPROVED_PACK = refuse_when(
    "variants",
    "variants_approved_pack",
    "(NEW.name <> OLD.name OR NEW.unit <> OLD.unit OR NEW.net_content <> OLD.net_content"
    " OR COALESCE(NEW.gtin, '') <> COALESCE(OLD.gtin, '')"
    " OR (OLD.waits_since IS NOT NULL AND NEW.waits_since IS NULL))"
    " AND EXISTS (SELECT 1 FROM products p WHERE p.id = NEW.product_id AND p.approved_number IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM product_revisions r JOIN revision_variants v ON v.revision_id = r.id"
    " WHERE r.product_id = p.id AND r.number = p.approved_number AND v.variant_id = NEW.id"
    " AND v.name = NEW.name AND v.unit = NEW.unit AND v.net_content = NEW.net_content"
    " AND COALESCE(v.gtin, '') = COALESCE(NEW.gtin, '')))",
    on="UPDATE",
    says="variants: a pack says what was approved",
    lock=parent("products", "NEW.product_id"),
)

# Not a variant of its own either: one that is added later waits until a revision with it is approved.
ADDED_WAITS = refuse_when(
    "variants",
    "variants_added_waits",
    "NEW.waits_since IS NULL AND EXISTS (SELECT 1 FROM products p"
    " WHERE p.id = NEW.product_id AND p.approved_number IS NOT NULL)",
    on="INSERT",
    says="variants: one of an approved product waits until it was looked at",
    lock=parent("products", "NEW.product_id"),
)
