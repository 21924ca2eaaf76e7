"""What counts for a document and what a handover holds are known; a purchase that was replaced names its successor."""

import hashlib
import re
import unicodedata
from collections import Counter
from itertools import islice

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

SLICE = 5_000
LEADING = re.compile(
    r"^(?:(?:faktur|fak|fkt|nota|no|nomor|nmr|num|number|inv|invoice|kwitansi|kuitansi|kwt|bon|struk|bukti|dok)"
    r"[^a-z0-9]+)+(?=.*\d)"
)
APART = re.compile(r"[^a-z0-9]+")
BETWEEN_KINDS = re.compile(r"(?<=[a-z])-(?=\d)|(?<=\d)-(?=[a-z])")

# What counts, of files, hands and programs; each with how often its item stood on its document before.
LIVE = """
SELECT p.id, p.partner_id, p.document_number, p.bought_on, p.producer_id, p.seller_text, l.text
FROM purchases p JOIN purchase_lines l ON l.purchase_id = p.id
WHERE p.source <> 'handover' AND p.reverses_id IS NULL
AND NOT EXISTS (SELECT 1 FROM purchases r WHERE r.reverses_id = p.id)
ORDER BY p.partner_id, l.id
"""
HELD = """
SELECT h.partner_id, h.public_id, h.producer_id, p.id, n.number
FROM handovers h
JOIN (
    SELECT id AS handover_id, number FROM handovers
    UNION SELECT handover_id, number FROM papers WHERE handover_id IS NOT NULL
    UNION SELECT o.id, n.number FROM orders n JOIN handovers o ON o.order_id = n.id
) n ON n.handover_id = h.id
LEFT JOIN purchases p ON p.source = 'handover' AND p.source_ref = h.public_id
WHERE h.state = 'agreed'
ORDER BY h.id
"""
INTO_LIVE = (
    "INSERT INTO live_items (partner_id, document, item, occurrence, purchase_id) VALUES (:a, :b, :c, :d, :e)"
)
INTO_HELD = "INSERT INTO held_documents (partner_id, document, handover, producer_id, purchase_id) VALUES (:a, :b, :c, :d, :e)"

RULES = {
    "sqlite": [
        "CREATE TRIGGER repeated_rows_no_update BEFORE UPDATE ON repeated_rows"
        " BEGIN SELECT RAISE(ABORT, 'repeated_rows is append-only'); END",
        "CREATE TRIGGER repeated_rows_no_delete BEFORE DELETE ON repeated_rows"
        " BEGIN SELECT RAISE(ABORT, 'repeated_rows is append-only'); END",
        "CREATE TRIGGER held_documents_no_update BEFORE UPDATE ON held_documents"
        " BEGIN SELECT RAISE(ABORT, 'held_documents is append-only'); END",
        "CREATE TRIGGER held_documents_no_delete BEFORE DELETE ON held_documents"
        " BEGIN SELECT RAISE(ABORT, 'held_documents is append-only'); END",
        "CREATE TRIGGER purchase_successors_no_update BEFORE UPDATE ON purchase_successors"
        " BEGIN SELECT RAISE(ABORT, 'purchase_successors is append-only'); END",
        "CREATE TRIGGER purchase_successors_no_delete BEFORE DELETE ON purchase_successors"
        " BEGIN SELECT RAISE(ABORT, 'purchase_successors is append-only'); END",
        "CREATE TRIGGER purchase_successors_reversed_insert BEFORE INSERT ON purchase_successors"
        " WHEN NOT EXISTS (SELECT 1 FROM purchases WHERE reverses_id = NEW.purchase_id)"
        " OR EXISTS (SELECT 1 FROM purchases WHERE id = NEW.successor_id AND reverses_id IS NOT NULL)"
        " BEGIN SELECT RAISE(ABORT, 'purchase_successors: only of a purchase that was taken back, and no reversal"
        " is one'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION repeated_rows_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'repeated_rows is append-only'"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER repeated_rows_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON repeated_rows"
        " FOR EACH STATEMENT EXECUTE FUNCTION repeated_rows_refuse()",
        "CREATE FUNCTION held_documents_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'held_documents is append-only'"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER held_documents_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON held_documents"
        " FOR EACH STATEMENT EXECUTE FUNCTION held_documents_refuse()",
        "CREATE FUNCTION purchase_successors_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'purchase_successors is append-only'"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER purchase_successors_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON purchase_successors"
        " FOR EACH STATEMENT EXECUTE FUNCTION purchase_successors_refuse()",
        "CREATE FUNCTION purchase_successors_reversed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF NOT EXISTS (SELECT 1 FROM purchases WHERE reverses_id = NEW.purchase_id)"
        " OR EXISTS (SELECT 1 FROM purchases WHERE id = NEW.successor_id AND reverses_id IS NOT NULL)"
        " THEN RAISE EXCEPTION 'purchase_successors: only of a purchase that was taken back, and no reversal is one'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER purchase_successors_reversed BEFORE INSERT ON purchase_successors"
        " FOR EACH ROW EXECUTE FUNCTION purchase_successors_reversed()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "purchase_successors",
        sa.Column("purchase_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("purchase_id <> successor_id", name=op.f("ck_purchase_successors_another")),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchases.id"], name=op.f("fk_purchase_successors_purchase_id")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["purchases.id"], name=op.f("fk_purchase_successors_successor_id")
        ),
        sa.PrimaryKeyConstraint("purchase_id", name=op.f("pk_purchase_successors")),
    )
    op.create_index(
        op.f("ix_purchase_successors_successor_id"), "purchase_successors", ["successor_id"], unique=False
    )
    _live_items()
    _held_documents()
    _repeated_rows()
    for statement in RULES[op.get_bind().dialect.name]:
        op.execute(statement)
    _fill(op.get_bind())


def _live_items() -> None:
    op.create_table(
        "live_items",
        sa.Column("partner_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("occurrence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("purchase_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("occurrence > 0", name=op.f("ck_live_items_counted_from_one")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_live_items_purchase_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_live_items_partner_id")),
        sa.PrimaryKeyConstraint("partner_id", "document", "item", "occurrence", name=op.f("pk_live_items")),
        sqlite_with_rowid=False,
    )


def _held_documents() -> None:
    op.create_table(
        "held_documents",
        sa.Column("partner_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("handover", sa.String(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("purchase_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_held_documents_partner_id")),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producers.id"], name=op.f("fk_held_documents_producer_id")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchases.id"], name=op.f("fk_held_documents_purchase_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", "document", "handover", name=op.f("pk_held_documents")),
    )


def _repeated_rows() -> None:
    op.create_table(
        "repeated_rows",
        sa.Column("purchase_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batches.id"], name=op.f("fk_repeated_rows_batch_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_repeated_rows_purchase_id")),
        sa.PrimaryKeyConstraint("purchase_id", "batch_id", name=op.f("pk_repeated_rows")),
    )
    op.create_index(op.f("ix_repeated_rows_batch_id"), "repeated_rows", ["batch_id"], unique=False)


def _fill(connection: sa.Connection) -> None:
    """What counts twice already goes on doing so: published figures stand on it. It is told apart by its occurrence."""
    _write(connection, INTO_LIVE, _live(connection))
    _write(connection, INTO_HELD, _held(connection))


def _live(connection):
    times, partner = Counter(), None
    for purchase_id, partner_id, number, day, producer_id, seller, item in _read(connection, LIVE):
        if partner_id != partner:
            times, partner = Counter(), partner_id
        key = (
            _number_key(number or "") or f"@{str(day)[:10]}",
            _item_key(producer_id, seller, item),
        )
        times[key] += 1
        yield {"a": partner_id, "b": key[0], "c": key[1], "d": times[key], "e": purchase_id}


def _held(connection):
    met = set()
    for partner_id, handover, producer_id, purchase_id, number in _read(connection, HELD):
        key = _number_key(number)
        if key and (handover, key) not in met:
            met.add((handover, key))
            yield {"a": partner_id, "b": key, "c": handover, "d": producer_id, "e": purchase_id}


def _read(connection, query):
    """Row by row, without all of them in memory."""
    return connection.execute(sa.text(query).execution_options(yield_per=SLICE))


def _write(connection, statement, rows):
    while some := list(islice(rows, SLICE)):
        connection.execute(sa.text(statement), some)


def _number_key(number):
    letters = "".join(sign for sign in _plain_letters(number) if not unicodedata.combining(sign))
    key = APART.sub("-", LEADING.sub("", letters.strip(" .:#-/"))).strip("-")
    if not any(map(str.isdigit, key)):
        return ""
    key = BETWEEN_KINDS.sub("", key)
    return key if len(key) <= 80 else _short(key)


def _plain_letters(text):
    return text.lower() if text.isascii() else unicodedata.normalize("NFKD", text).casefold()


def _same_name(text):
    return "".join(filter(str.isalnum, _plain_letters(text)))


def _item_key(producer_id, seller, item):
    key = f"{f'#{producer_id}' if producer_id else _same_name(seller)} {_same_name(item)}"
    return key if len(key) <= 80 else _short(key)


def _short(words):
    return hashlib.blake2b(words.encode(), digest_size=12).hexdigest()
