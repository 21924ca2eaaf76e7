"""What somebody who holds the database may do to what figures stand on, once no trigger and no key is left."""

from typing import NamedTuple

from sqlalchemy import text

from marketplace.journal.chain import link
from marketplace.journal.proving import find_faults


class Tamper(NamedTuple):
    """`table` and `key` (a select) say which row has to be named; `acts` may use `{key}`."""

    name: str
    table: str
    key: str
    acts: tuple[str, ...]


def tamper(name, table, key, *acts):
    return Tamper(name, table, key if key.startswith("SELECT") else f"SELECT {key}", acts)


def changed(name, table, what, where="1 = 1"):
    """One row, the first of those, is written over."""
    [only] = KEYS.get(table, ("id",))
    return tamper(
        name,
        table,
        f"SELECT MIN({only}) FROM {table} WHERE {where}",
        f"UPDATE {table} SET {what} WHERE {only} = {_mark(table)}",
    )


def removed(name, table, where="1 = 1"):
    [only] = KEYS.get(table, ("id",))
    return tamper(
        name,
        table,
        f"SELECT MIN({only}) FROM {table} WHERE {where}",
        f"DELETE FROM {table} WHERE {only} = {_mark(table)}",
    )


def _mark(table):
    return "'{key}'" if table in WORDS else "{key}"


WORDS = ("regions", "holidays")  # keys that are no numbers
KEYS = {
    "regions": ("code",),
    "holidays": ("day",),
    "refusal_decisions": ("answer_id",),
    "purchase_answers": ("purchase_id",),
    "claim_decisions": ("purchase_id",),
}
IMPORT = "SELECT MIN(id) FROM purchases WHERE source = 'import'"
LINE = f"SELECT MIN(id) FROM purchase_lines WHERE purchase_id = ({IMPORT})"
OF_IMPORT = f"id = ({LINE})"
LAST = "SELECT MAX(id) FROM purchase_lines"
COPIED = (
    "partner_id, outlet_id, producer_id, seller_text, bought_on, document_number,"
    " evidence_id, recognition, one_sided, batch_id, recorded_by, recorded_at, reverses_id, named_by, photo_required"
)
BOUGHT_TWICE = (
    f"INSERT INTO purchases (id, public_id, source, source_ref, {COPIED})"
    f" SELECT {{key}}, 'palsu', source, 'palsu', {COPIED} FROM purchases WHERE id = ({IMPORT})"
)
SAID_TWICE = (
    "INSERT INTO spend_declarations (id, public_id, partner_id, month, revision, total, by_category, waits, withdrawn,"
    " reason, signer, submitted_at) SELECT {key}, 'palsu', partner_id, month, 9, 1, by_category, waits, withdrawn,"
    " reason, signer, submitted_at FROM spend_declarations WHERE id = 1"
)
EXEMPTED = (
    "INSERT INTO exemptions (id, partner_id, clause_id, decision, from_on, until_on)"
    " SELECT {key}, (SELECT id FROM partners WHERE kind = 'minimarket' ORDER BY id LIMIT 1), clause_id, decision,"
    " from_on, until_on FROM exemptions WHERE id = 1"
)
TAMPERS = (
    tamper(
        "sums of two lines exchanged",
        "purchase_lines",
        LINE,
        "UPDATE purchase_lines SET net = (SELECT SUM(net) FROM purchase_lines WHERE id IN ({key}, {key} + 2)) - net"
        " WHERE id IN ({key}, {key} + 2)",
    ),
    changed("recorded before the month was over", "purchases", "recorded_at = '2026-08-02 00:00:00'"),
    changed("declared in time", "spend_declarations", "submitted_at = '2026-08-31 00:00:00'"),
    changed("a total signed by another", "spend_declarations", "signer = 'Orang Lain'"),
    changed("a memorandum that begins earlier", "mous", "starts_on = '2020-01-01'"),
    changed("a memorandum signed earlier", "mous", "signed_on = '2020-01-01'"),
    tamper("an exemption inserted", "exemptions", "(SELECT MAX(id) + 1 FROM exemptions)", EXEMPTED),
    tamper(
        "a band inserted between others",
        "bands",
        "(SELECT MAX(circular_id) || '/5001' FROM bands)",
        "INSERT INTO bands (circular_id, from_score, name) SELECT MAX(circular_id), 5001, 'Emas' FROM bands",
    ),
    changed("a circular of another number", "circulars", "number = '1/1'"),
    changed("late purchases counted otherwise", "circulars", "late = 'next_period'"),
    tamper(
        "a ruling that is none",
        "objection_answers",
        "(SELECT MIN(id) FROM objections)",
        "INSERT INTO objection_answers (objection_id, ruling, text, answered_at)"
        " VALUES ({key}, 'selesai', 'Sudah diperiksa', '2026-11-20 00:00:00')",
    ),
    changed("an objection of other words", "objections", "text = 'Setuju'"),
    changed("an objection of an earlier day", "objections", "written_at = '2026-08-01 00:00:00'"),
    tamper(
        "an answer that nobody gave",
        "objection_answers",
        "(SELECT MIN(id) FROM objections)",
        "INSERT INTO objection_answers (objection_id, ruling, text, answered_at)"
        " VALUES ({key}, 'not_accepted', 'Sudah diperiksa', '2026-11-20 00:00:00')",
    ),
    tamper(
        "a kind that was never the shop's",
        "partner_history",
        "(SELECT COALESCE(MAX(id), 0) + 1 FROM partner_history)",
        "INSERT INTO partner_history (id, partner_id, until_on, kind)"
        " SELECT {key}, MIN(id), '2026-12-31', 'hotel' FROM partners",
    ),
    tamper(
        "a locality that nobody verified",
        "localities",
        "(SELECT MAX(id) + 1 FROM localities)",
        "INSERT INTO localities (id, producer_id, basis) SELECT {key}, producer_id, basis FROM localities LIMIT 1",
    ),
    tamper(
        "a refusal that no auditor made",
        "refusals",
        "(SELECT MAX(id) + 1 FROM refusals)",
        f"INSERT INTO refusals (id, public_id, line_id, reason, refused_at) SELECT {{key}}, 'palsu', ({LINE}), reason,"
        " refused_at FROM refusals WHERE id = 1",
    ),
    removed("a slice of a report is gone", "report_slices"),
    changed("a report signed on another day", "reports", "signed_at = '2026-10-01 00:00:00'"),
    changed("an evidence of another shop", "attachments", "organisation_id = 1"),
    changed("an outlet that closed earlier", "outlets", "until_on = '2026-07-31'"),
    changed("an import line times ten", "purchase_lines", "net = net * 10", OF_IMPORT),
    tamper("an import line is gone", "purchase_lines", LINE, "DELETE FROM purchase_lines WHERE id = {key}"),
    tamper(
        "the last line written is gone", "purchase_lines", LAST, "DELETE FROM purchase_lines WHERE id = {key}"
    ),
    changed("a line certified", "purchase_lines", "certified = true", "certified IS NULL"),
    changed("a line of another category", "purchase_lines", "category_id = NULL", OF_IMPORT),
    changed("a line of no product", "purchase_lines", "product_id = NULL", OF_IMPORT),
    changed("a line of more pieces", "purchase_lines", "quantity_milli = 9000", OF_IMPORT),
    tamper(
        "a line moved to another purchase",
        "purchase_lines",
        LINE,
        "UPDATE purchase_lines SET purchase_id = purchase_id + 1 WHERE id = {key}",
    ),
    tamper(
        "two lines exchanged",
        "purchase_lines",
        LINE,
        "UPDATE purchase_lines SET id = -1 WHERE id = {key}",
        "UPDATE purchase_lines SET id = {key} WHERE id = {key} + 2",
        "UPDATE purchase_lines SET id = {key} + 2 WHERE id = -1",
    ),
    tamper(
        "a line that nobody recorded",
        "purchase_lines",
        "(SELECT MAX(id) + 1 FROM purchase_lines)",
        "INSERT INTO purchase_lines (id, purchase_id, text, quantity_milli, unit, unit_price, net, tax)"
        " SELECT {key}, purchase_id, text, quantity_milli, unit, unit_price, net, tax FROM purchase_lines"
        f" WHERE id = ({LINE})",
    ),
    changed("a day moved to another month", "purchases", "bought_on = '2026-09-01'", "source = 'import'"),
    changed("grade C made A", "purchases", "source = 'handover'", "source = 'import'"),
    changed("evidence given", "purchases", "evidence_id = 1", "source = 'import'"),
    tamper(
        "a number given",
        "purchases",
        "SELECT MIN(id) FROM purchases WHERE document_number IS NULL",
        "UPDATE purchases SET document_number = 'INV-1' WHERE id = {key}",
    ),
    tamper(
        "a maker swapped",
        "purchases",
        IMPORT,
        "UPDATE purchases SET producer_id = (SELECT MAX(id) FROM producers) WHERE id = {key}",
    ),
    tamper(
        "a shop swapped",
        "purchases",
        IMPORT,
        "UPDATE purchases SET partner_id = (SELECT MAX(id) FROM partners) WHERE id = {key}",
    ),
    tamper(
        "the shop's word forgotten",
        "purchases",
        "SELECT MIN(id) FROM purchases WHERE named_by IS NOT NULL",
        "UPDATE purchases SET named_by = NULL WHERE id = {key}",
    ),
    tamper(
        "a photo no longer asked for",
        "purchases",
        "SELECT MIN(id) FROM purchases WHERE photo_required",
        "UPDATE purchases SET photo_required = false WHERE id = {key}",
    ),
    tamper(
        "a purchase put into an outlet",
        "purchases",
        IMPORT,
        "UPDATE purchases SET outlet_id = (SELECT MIN(id) FROM outlets) WHERE id = {key}",
    ),
    tamper(
        "a mirror row removed",
        "purchases",
        "SELECT MIN(id) FROM purchases WHERE reverses_id IS NOT NULL",
        "DELETE FROM purchases WHERE id = {key}",
    ),
    tamper(
        "a mirror row that takes back another",
        "purchases",
        "SELECT MIN(id) FROM purchases WHERE reverses_id IS NOT NULL",
        f"UPDATE purchases SET reverses_id = ({IMPORT}) WHERE id = {{key}}",
    ),
    tamper(
        "a purchase of another number",
        "purchases",
        "(SELECT MAX(id) FROM purchases)",
        "UPDATE purchases SET id = 7777 WHERE id = {key}",
    ),
    tamper(
        "a purchase that nobody recorded", "purchases", "(SELECT MAX(id) + 1 FROM purchases)", BOUGHT_TWICE
    ),
    removed("a refusal deleted", "refusals", "id NOT IN (SELECT refusal_id FROM refusal_answers)"),
    tamper("all refusals deleted", "refusals", "(SELECT MAX(id) FROM refusals)", "DELETE FROM refusals"),
    changed("a refusal of less than it was", "refusals", "audited_net = 49000", "audited_net > 0"),
    changed("a refusal of another line", "refusals", "line_id = line_id + 1"),
    removed("an auditor's yes deleted", "refusal_decisions"),
    tamper(
        "an auditor's yes to another answer",
        "refusal_decisions",
        "SELECT MIN(answer_id) FROM refusal_decisions",
        "UPDATE refusal_decisions SET answer_id = 7777 WHERE answer_id = {key}",
    ),
    changed("a shop's answer rewritten", "refusal_answers", "text = 'lain'"),
    changed("a maker's no made a yes", "purchase_answers", "answer = 'confirmed'", "answer = 'disputed'"),
    changed("a decided dispute turned", "claim_decisions", "ruling = 'falls'"),
    tamper(
        "declarations halved",
        "spend_declarations",
        "(SELECT MIN(id) FROM spend_declarations)",
        "UPDATE spend_declarations SET total = total / 2",
    ),
    removed("a raised total withdrawn", "spend_declarations", "revision = 2"),
    changed(
        "a total split otherwise",
        "spend_declarations",
        "by_category = '{}'",
        "CAST(by_category AS TEXT) <> '{}'",
    ),
    tamper(
        "a total that nobody declared",
        "spend_declarations",
        "(SELECT MAX(id) + 1 FROM spend_declarations)",
        SAID_TWICE,
    ),
    changed("a locality extended", "localities", "until_on = NULL", "until_on IS NOT NULL"),
    changed("a locality of another maker", "localities", "producer_id = producer_id + 1"),
    changed("an approved clause of 15 made 5 %", "clauses", "figures = '{\"least\": 500}'"),
    changed("a clause for other goods", "clauses", "scope = '[]'", "code = '4b'"),
    changed("a clause for others", "clauses", "kinds = '[\"hotel\"]'"),
    changed("a clause advised only", "clauses", "binding = 'advisory'"),
    removed("a clause removed", "clauses", "code = '4b'"),
    tamper(
        "a band lowered",
        "bands",
        "(SELECT circular_id || '/9000' FROM bands WHERE from_score = 9000)",
        "UPDATE bands SET from_score = 1 WHERE from_score = 9000",
    ),
    changed("goods excluded no more", "circulars", "excluded = '[]'"),
    changed("a circular of earlier days", "circulars", "from_on = '2025-01-01'"),
    changed("an exemption backdated", "exemptions", "from_on = '2026-01-01'"),
    changed("a promise made smaller", "commitments", "figures = '{\"least\": 1}'"),
    changed("a memorandum that ends later", "mous", "ends_on = '2029-12-31'"),
    changed("a partner of another kind", "partners", "kind = 'public_office'", "kind = 'hotel'"),
    changed("staff made fewer", "partners", "staff_count = 4", "kind = 'hotel'"),
    changed("staff unknown", "partners", "staff_count = NULL", "kind = 'hotel'"),
    changed("a name given to another", "organisations", "name = 'Toko Lain'", "name = 'Toko Contoh'"),
    changed("a maker of another kelurahan", "producers", "kelurahan_code = (SELECT MAX(code) FROM regions)"),
    changed("a merge undone", "producers", "merged_into_id = NULL", "merged_into_id IS NOT NULL"),
    changed("a certificate longer", "certificates", "expires_on = '2039-01-01'"),
    changed("a certificate revoked", "certificates", "revoked_on = '2026-01-01'"),
    tamper(
        "a certificate of other goods",
        "certificate_products",
        "(SELECT certificate_id || '/' || product_id FROM certificate_products)",
        "DELETE FROM certificate_products",
    ),
    changed("a requirement of other days", "requirements", "from_on = '2030-01-01'"),
    changed("a name confirmed", "remembered_names", "confirmed_at = '2026-08-01 00:00:00'"),
    changed("an import undone", "import_batches", "state = 'undone'"),
    changed("a handover of another shop", "handovers", "partner_id = (SELECT MIN(id) FROM partners)"),
    changed("a handover of more pieces", "handover_lines", "brought = 99"),
    changed("a category under another", "categories", "parent_id = id"),
    changed("a scan of other bytes", "attachments", "sha256 = 'f'"),
    changed("a kelurahan of another kecamatan", "regions", "parent_code = '18.72.05'", "level = 'kelurahan'"),
    removed("a holiday that was none", "holidays"),
    changed("a day off of another name", "holidays", "name = 'Cuti'"),
    changed("an order promised for a later day", "orders", "promised_on = '2027-01-01'"),
    changed("an order called off", "orders", "state = 'cancelled', ending = 'by_maker'"),
    changed("an order of fewer pieces", "order_lines", "quantity = 1"),
    changed("an order at another price", "order_lines", "unit_price = 1"),
    removed("a line of an order removed", "order_lines"),
    changed("a due of less", "dues", "amount = 1"),
    changed("a due of a later day", "dues", "owed_on = '2027-01-01'"),
    changed("an invoice of a later day", "invoices", "issued_on = '2027-01-01'"),
    changed("an invoice of less", "invoices", "total = 1, goods = 1"),
    tamper(
        "an invoice of another due",
        "invoiced_dues",
        "(SELECT invoice_id || '/' || position FROM invoiced_dues)",
        "UPDATE invoiced_dues SET due_id = due_id + 1",
    ),
    changed("a payment of an earlier day", "payments", "paid_on = '2026-01-01'"),
    changed("a payment shared out otherwise", "receipts", "received = 300000"),
    removed("a payment's share removed", "receipts"),
    changed("an outlet of another shop", "outlets", "partner_id = (SELECT MAX(id) FROM partners)"),
    changed("a month opened again", "periods", "state = 'open'"),
    removed("an objection removed", "objections"),
    changed("a report's text changed", "reports", "document = REPLACE(document, '2026-08', '2026-07')"),
    changed("a report's slice changed", "report_slices", "text = REPLACE(text, '4a', '4z')"),
    changed("a report of another key", "reports", "public_key = 'x', signature = 'y'"),
    tamper(
        "a whole report that nobody published",
        "reports",
        "(SELECT MAX(id) + 1 FROM reports)",
        "INSERT INTO reports (id, public_id, number, month, document, annex, sha256, signature, public_key,"
        " signed_at, cause) SELECT {key}, 'palsu', 'palsu', month, document, annex, sha256, 'x', 'y', signed_at, cause"
        " FROM reports",
    ),
    tamper(
        "the journal's tail cut with its head",
        "purchases",
        "(SELECT MAX(id) FROM purchases)",
        "DELETE FROM journal WHERE seq = (SELECT MAX(seq) FROM journal)",
        "UPDATE journal_head SET seq = (SELECT MAX(seq) FROM journal),"
        " hash = (SELECT hash FROM journal ORDER BY seq DESC LIMIT 1)",
    ),
)


def disarm(session):
    """The first thing that somebody who may do everything does: no trigger and no key holds any more."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET session_replication_role = replica"))
        return
    for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        session.execute(text(f"DROP TRIGGER {name}"))


def named_after(session, tamper):
    """Does it, and gives the row that has to be named with those that are."""
    key = str(session.scalar(text(tamper.key)))
    assert key != "None", "there is no such row"
    before = state_of(session, tamper)
    for act in tamper.acts:
        session.execute(text(act.replace("{key}", key).replace(":", "\\:")))
    session.expire_all()
    assert state_of(session, tamper) != before, "nothing was changed"
    return (tamper.table, key), [(one.table, one.key) for one in find_faults(session)]


def state_of(session, tamper):
    tables = {tamper.table, "journal"}
    return [
        sorted(str(tuple(row)) for row in session.execute(text(f"SELECT * FROM {name}")))
        for name in sorted(tables)
    ]


def rebuild(session, change):
    """A forger's chain: the entries as `change` gives their texts, each linked anew, and the head with them."""
    last = ""
    for entry in session.execute(text("SELECT seq, stored FROM journal ORDER BY seq")).all():
        stored = change(entry.seq, entry.stored)
        row = {"seq": entry.seq, "stored": stored, "prev": last, "hash": link(last, stored)}
        session.execute(
            text("UPDATE journal SET stored = :stored, prev_hash = :prev, hash = :hash WHERE seq = :seq"), row
        )
        last = row["hash"]
    session.execute(text("UPDATE journal_head SET hash = :hash"), {"hash": last})
    session.expire_all()
