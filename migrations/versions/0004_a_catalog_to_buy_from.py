"""A catalog shops want to buy from: what is approved stays shown while it is revised, photos, synonyms, demand."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from migrations.rules_of_0005 import append_only, lay_down, refuse_when

revision = "0004"
down_revision = "0003"

RULES = (
    append_only("product_revisions"),
    append_only("revision_photos"),
    append_only("revision_variants"),
    append_only("product_curations"),
    refuse_when(
        "products",
        "products_approved_revision",
        "NEW.approved_number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM product_revisions r"
        " WHERE r.product_id = NEW.id AND r.number = NEW.approved_number)",
        on="INSERT OR UPDATE",
        says="products: what is approved is one of its revisions",
        in_turn=False,
    ),
    refuse_when(
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
        in_turn=False,
    ),
)

MOMENT = "moment"  # each database has its own word
COLUMNS = (  # table, column, type and default
    ("products", "approved_number", "INTEGER"),
    ("products", "archived_at", MOMENT),
    ("variants", "waits_since", MOMENT),
    ("variants", "archived_at", MOMENT),
    ("product_revisions", "packaging", "VARCHAR NOT NULL DEFAULT ''"),
    (
        "product_revisions",
        "capacity",
        "INTEGER CONSTRAINT ck_product_revisions_capacity_positive CHECK (capacity IS NULL OR capacity > 0)",
    ),
    ("product_revisions", "continuity", "VARCHAR(32)"),
    ("product_revisions", "label_shows", "JSON NOT NULL DEFAULT '[]'"),
)

SYNONYMS = (
    "keripik, kripik, criping, keripek, chips",
    "kerupuk, krupuk, crackers",
    "rempeyek, peyek, rempeyik",
    "emping, melinjo crackers",
    "camilan, cemilan, snack, jajanan",
    "sambal, sambel, chili sauce",
    "bumbu, seasoning, spices",
    "kopi, coffee",
    "kopi bubuk, ground coffee",
    "kopi sangrai, roasted coffee",
    "teh, tea",
    "madu, honey",
    "cokelat, coklat, chocolate",
    "roti, bread",
    "roti tawar, white bread",
    "kue, cake",
    "kue kering, cookies",
    "brownies, brownis",
    "bolu gulung, roll cake",
    "nastar, pineapple tart",
    "kastengel, kaastengels, cheese stick",
    "gula, sugar",
    "gula merah, gula aren, gula jawa, palm sugar",
    "gula semut, palm sugar powder",
    "sirup, sirop, syrup",
    "jamu, minuman herbal, herbal drink",
    "jahe, ginger",
    "kunyit, turmeric",
    "serai, sereh, lemongrass",
    "kelapa, coconut",
    "pisang, banana",
    "singkong, ketela, ubi kayu, cassava",
    "ubi ungu, purple sweet potato",
    "talas, taro",
    "jagung, corn",
    "nanas, pineapple",
    "jeruk, orange",
    "kacang, peanut, nuts",
    "kedelai, soybean",
    "tempe, tempeh",
    "jamur, mushroom",
    "telur, telor, egg, eggs",
    "telur asin, salted egg",
    "bawang, onion",
    "bawang goreng, brambang goreng, fried shallot",
    "ikan, fish",
    "lele, catfish",
    "ayam, chicken",
    "cumi, squid",
    "abon, floss",
    "asap, smoked",
    "pedas, spicy",
    "manis, sweet",
    "asin, salty",
    "renyah, krispi, crispy",
    "sabun, soap",
    "sabun cuci piring, dish soap, dishwashing liquid",
    "karbol, floor disinfectant",
    "lulur, body scrub",
    "tas, bag",
    "tas belanja, shopping bag, tote bag",
    "dompet, wallet, purse",
    "sepatu, shoes",
    "topi, hat",
    "kaus, kaos, t shirt, tshirt",
    "kemeja, hem, shirt",
    "kain, fabric",
    "syal, scarf",
    "selendang, shawl",
    "gantungan kunci, keychain, key ring",
    "kalung, necklace",
    "bros, brooch",
    "anyaman, woven",
    "daur ulang, recycled",
    "kayu, wood, wooden",
    "bambu, bamboo",
    "rotan, rattan",
    "rak, shelf",
    "bangku, stool",
    "mebel, furnitur, furniture",
    "tisu, tissue",
    "suvenir, souvenir, cendera mata, cenderamata, oleh oleh, buah tangan, kerajinan",
)


def upgrade() -> None:
    let_revisions_change()
    moment = "TIMESTAMP" if on_postgresql() else "DATETIME"
    for table, name, kind in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {moment if kind == MOMENT else kind}")
    say_categories()
    create_tables()
    say_synonyms()
    show_what_was_approved()
    write_photos_down()
    write_packs_down()
    make_renditions_again()
    for rule in RULES:
        lay_down(op.get_bind(), rule)


def on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def let_revisions_change() -> None:
    """Until the rule is laid down again, below."""
    if on_postgresql():
        op.execute("DROP TRIGGER product_revisions_append_only ON product_revisions")
        op.execute("DROP FUNCTION product_revisions_refuse()")
    else:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER product_revisions_no_{verb}")


def say_categories() -> None:
    """A revision says its category; older ones are of the category that their product stands in."""
    reference = "CONSTRAINT fk_product_revisions_category_id REFERENCES categories (id)"
    needed = "" if on_postgresql() else "NOT NULL DEFAULT 0"  # SQLite cannot tighten a column afterwards
    op.execute(f"ALTER TABLE product_revisions ADD COLUMN category_id INTEGER {needed} {reference}")
    op.execute(
        "UPDATE product_revisions SET category_id ="
        " (SELECT category_id FROM products WHERE products.id = product_revisions.product_id)"
    )
    if on_postgresql():
        op.execute("ALTER TABLE product_revisions ALTER COLUMN category_id SET NOT NULL")


def say_synonyms() -> None:
    """Examples to begin with: how people here write, and what visitors from abroad type. Officers keep the list."""
    synonyms = sa.table("synonyms", sa.column("words", sa.JSON), sa.column("version", sa.Integer))
    op.bulk_insert(synonyms, [{"words": line.split(", "), "version": 1} for line in SYNONYMS])


def show_what_was_approved() -> None:
    op.execute(
        "UPDATE products SET approved_number ="
        " (SELECT MAX(number) FROM product_revisions WHERE product_id = products.id) WHERE state = 'approved'"
    )


def write_photos_down() -> None:
    """The newest revision of each product is the one its photos were hung up for."""
    op.execute(
        "INSERT INTO revision_photos (revision_id, position, attachment_id, alt)"
        " SELECT r.id, p.position, p.attachment_id, p.alt FROM product_photos p"
        " JOIN product_revisions r ON r.product_id = p.product_id"
        " WHERE r.number = (SELECT MAX(number) FROM product_revisions WHERE product_id = p.product_id)"
    )


def write_packs_down() -> None:
    """The newest revision of each product is the one its variants were shown with."""
    op.execute(
        "INSERT INTO revision_variants (revision_id, variant_id, name, unit, net_content, gtin)"
        " SELECT r.id, v.id, v.name, v.unit, v.net_content, v.gtin FROM variants v"
        " JOIN product_revisions r ON r.product_id = v.product_id"
        " WHERE r.number = (SELECT MAX(number) FROM product_revisions WHERE product_id = v.product_id)"
    )


def make_renditions_again() -> None:
    """The old ones serve until a job has made them in every format."""
    columns = "attachment_id, width, media_type, height, sha256"
    old = op.get_bind().execute(sa.text(f"SELECT {columns} FROM renditions")).mappings().all()
    op.drop_table("renditions")
    create_renditions()
    if old:
        renditions = sa.table("renditions", *map(sa.column, columns.split(", ")))
        op.bulk_insert(renditions, [dict(row) for row in old])
    op.execute(
        "INSERT INTO pictures (attachment_id, state, width, height, tiny, trouble)"
        " SELECT attachment_id, 'ready', MAX(width), MAX(height), '', '' FROM renditions GROUP BY attachment_id"
    )
    pictures = op.get_bind().execute(sa.text("SELECT attachment_id FROM pictures ORDER BY attachment_id"))
    later([{"attachment_id": one} for one in pictures.scalars()])


def later(payloads: list[dict[str, int]]) -> None:
    """As `UnitOfWork.later`: the worker's next sweep finds them."""
    columns = (
        sa.column("job"),
        sa.column("payload", sa.JSON()),
        sa.column("written_at", sa.DateTime()),
        sa.column("tries"),
    )
    now = datetime.now(UTC).replace(tzinfo=None)
    rows = [{"job": "develop_picture", "payload": one, "written_at": now, "tries": 0} for one in payloads]
    if rows:
        op.bulk_insert(sa.table("outbox", *columns), rows)


def create_renditions() -> None:
    op.create_table(
        "renditions",
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_renditions_attachment_id")
        ),
        sa.PrimaryKeyConstraint("attachment_id", "width", "media_type", name=op.f("pk_renditions")),
    )


def create_tables() -> None:
    op.create_table(
        "revision_photos",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_revision_photos_attachment_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["product_revisions.id"], name=op.f("fk_revision_photos_revision_id")
        ),
        sa.PrimaryKeyConstraint("revision_id", "position", name=op.f("pk_revision_photos")),
    )
    op.create_index(
        op.f("ix_revision_photos_attachment_id"), "revision_photos", ["attachment_id"], unique=False
    )
    op.create_table(
        "revision_variants",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("net_content", sa.String(), nullable=False),
        sa.Column("gtin", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["product_revisions.id"], name=op.f("fk_revision_variants_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_revision_variants_variant_id")
        ),
        sa.PrimaryKeyConstraint("revision_id", "variant_id", name=op.f("pk_revision_variants")),
    )
    op.create_index(
        op.f("ix_revision_variants_variant_id"), "revision_variants", ["variant_id"], unique=False
    )
    op.create_table(
        "product_curations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "criterion",
            sa.Enum(
                "label",
                "packaging",
                "barcode",
                "shelf_life",
                "capacity",
                "continuity",
                "quality",
                name="criterion",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "mark",
            sa.Enum("ready", "work", "not_applicable", name="mark", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_curations_product_id")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["users.id"], name=op.f("fk_product_curations_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_curations")),
    )
    op.create_index(
        op.f("ix_product_curations_product_id"), "product_curations", ["product_id"], unique=False
    )
    op.create_table(
        "product_demand",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column(
            "wish",
            sa.Enum("viewed", "basketed", "missed", name="wish", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_product_demand_count_positive")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_demand_product_id")),
        sa.PrimaryKeyConstraint("product_id", "week", "wish", name=op.f("pk_product_demand")),
    )
    op.create_table(
        "synonyms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonyms")),
    )
    op.create_table(
        "pictures",
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "ready", "unfit", name="picturestate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("tiny", sa.String(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_pictures_attachment_id")
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_pictures")),
    )
