"""The circular's words worked out a second time: rows by table name, plain arithmetic, nothing of the program.

Slow on purpose and close to the text, so that it can be read beside it.
"""

from collections import defaultdict

STRENGTH = "DCBA"


class Books:
    """All rows of one city, and figures from them. `ask` runs SQL and gives rows that can be read by name."""

    def __init__(self, ask):
        self.ask = ask
        self.partners = {row["id"]: row for row in ask(PARTNERS)}
        self.history = defaultdict(list)
        for row in ask("SELECT * FROM partner_history ORDER BY until_on"):
            self.history[row["partner_id"]].append(row)
        self.outlets = defaultdict(list)
        for row in ask("SELECT id, partner_id, from_on, coalesce(until_on, '9') AS until_on FROM outlets"):
            self.outlets[row["partner_id"]].append(row)
        self.memoranda, self.ordered, self.bills = ask(MEMORANDA), ask(ORDERED), ask(BILLS)
        self.parents = {row["code"]: row["parent"] for row in ask(
            "SELECT c.code, p.code AS parent FROM categories c LEFT JOIN categories p ON p.id = c.parent_id"
        )}  # fmt: skip
        self.localities = defaultdict(list)
        for row in ask("SELECT producer_id, from_on, until_on FROM localities"):
            self.localities[row["producer_id"]].append((row["from_on"] or "0", row["until_on"] or "9"))
        self.declared, self.filed = {}, {}
        for row in ask(DECLARATIONS):
            month = row["partner_id"], row["month"]
            sent = min(row["submitted_at"], self.filed.get(month, row["submitted_at"]))
            self.filed[month] = sent
            if row["withdrawn"]:
                self.declared.pop(month, None)
            elif not row["waits"] or row["decision"] == "accepted":
                self.declared[month] = row
        self.lines = defaultdict(list)
        for row in ask(LINES):
            self.lines[row["partner_id"]].append(self.line(row))
        for lines in self.lines.values():
            self.give_back(lines)

    def line(self, row):
        day, maker = row["bought_on"][:10], row["kept"] or row["producer_id"]
        documented = row["document_number"] is not None or row["evidence_id"] is not None
        if row["source"] == "handover":
            grade = "C" if row["one_sided"] else "A"
        elif documented and row["answer"] == "confirmed" and not row["one_sided"]:
            grade = "B"
        elif row["named_by_shop"]:
            grade = "D"
        else:
            proven = row["evidence_id"] is not None or (documented and not row["photo_required"])
            grade = "C" if proven else "D"
        letters = "".join(letter for letter in row["text"].casefold() if letter.isalnum())
        return {
            "id": row["id"],
            "day": day,
            "month": day[:7],
            "net": row["net"],
            "quantity": abs(row["quantity_milli"]),
            "unit": row["unit"],
            "maker": maker,
            "kelurahan": row["kelurahan_code"],
            "goods": ("product", row["product"]) if row["product"] else (maker, letters),
            "categories": self.up(row["category"]),
            "grade": grade,
            "local": any(start <= day <= end for start, end in self.localities[maker]),
            "certified": row["certified"] == 1,
            "refused": row["audited"] == 0,
            "found": row["audited"] or row["net"],
            "disputed": row["answer"] == "disputed" and row["ruling"] != "stands",
            "unknown": False,
            "outlet": row["outlet_id"],
            "recognised": row["product"] is not None,
        }

    def up(self, code):
        """The category and all above it."""
        found = set()
        while code:
            found.add(code)
            code = self.parents.get(code)  # words of a circular stand under nothing
        return found

    def give_back(self, lines):
        """Each return takes over what held for the newest purchase of its goods with enough left.

        Of a purchase that an auditor found smaller than it was written down no more comes back than was found.
        """
        left = {line["id"]: [line["net"], line["quantity"]] for line in lines}
        kept = {line["id"]: line["found"] for line in lines}
        for back in sorted(
            (line for line in lines if line["net"] < 0), key=lambda one: (one["day"], one["net"])
        ):
            fitting = [
                line
                for line in lines
                if line["net"] > 0
                and back["maker"] is not None
                and all(line[same] == back[same] for same in ("maker", "goods", "unit"))
                and line["day"] <= back["day"]
                and left[line["id"]][0] >= -back["net"]
                and left[line["id"]][1] >= back["quantity"]
            ]
            if not fitting:
                back["unknown"] = True
                continue
            origin = max(fitting, key=lambda one: (one["day"], one["net"], one["quantity"], one["id"]))
            left[origin["id"]][0] += back["net"]
            left[origin["id"]][1] -= back["quantity"]
            for name in ("categories", "grade", "local", "certified", "refused", "disputed"):
                back[name] = origin[name]
            back["found"] = -min(-back["net"], kept[origin["id"]])
            kept[origin["id"]] += back["found"]
        for line in lines:
            line["net"] = line["found"]

    def counted(self, partner, months, *, scope=(), certified=False, lowest="D", excluded=(), since=""):
        """Lines that count: of local makers (and certified then), well enough proven, neither refused nor disputed.

        None of goods that the circular excludes, nor from before the day `since`.

        A return without a known purchase lowers what its maker's purchases of that month raise.
        """
        lines = [line for line in self.lines[partner] if line["month"] in months and line["day"] >= since]
        good = [
            line
            for line in lines
            if not line["unknown"]
            and line["local"]
            and (line["certified"] or not certified)
            and (not scope or line["categories"] & set(scope))
            and not line["categories"] & set(excluded)
            and STRENGTH.index(line["grade"]) >= STRENGTH.index(lowest)
            and not line["refused"]
            and not line["disputed"]
        ]
        raised = {(line["maker"], line["month"]) for line in good if line["net"] > 0}
        return good + [line for line in lines if line["unknown"] and (line["maker"], line["month"]) in raised]


PARTNERS = """
SELECT p.id, p.kind, p.staff_count, p.parent_id, o.created_at FROM partners p JOIN organisations o ON o.id = p.id
"""
ORDERED = """
SELECT o.partner_id, o.promised_on AS due, l.quantity * l.unit_price AS ordered,
       l.unit_price * min(l.quantity, coalesce((SELECT sum(g.accepted) FROM handover_lines g
           JOIN handovers h ON h.id = g.handover_id WHERE g.order_line_id = l.id AND h.state = 'agreed'
           AND coalesce(h.goods_on, date(h.sent_at, '+7 hours')) <= o.promised_on), 0)) AS in_time
FROM orders o JOIN order_lines l ON l.order_id = o.id
WHERE o.promised_on IS NOT NULL AND o.confirmed_at IS NOT NULL
  AND (o.state IN ('confirmed', 'closed') OR o.ending = 'by-maker')
"""
BILLS = """
WITH billed AS (
  SELECT d.id, d.payer_id, d.amount, max(d.owed_on, coalesce((
           SELECT max(i.issued_on) FROM invoices i JOIN invoiced_dues n ON n.invoice_id = i.id
           WHERE n.due_id = d.id AND i.id NOT IN (SELECT cancels_id FROM invoices WHERE cancels_id IS NOT NULL)
         ), d.owed_on)) AS since
  FROM dues d WHERE d.kind = 'goods' AND d.amount > 0
), taken AS (
  SELECT r.due_id, sum(r.received + r.deducted) AS paid FROM receipts r GROUP BY r.due_id
), dated AS (
  SELECT r.due_id, max(coalesce(n.paid_on, r.received_on)) AS day FROM receipts r
  LEFT JOIN notice_answers a ON a.receipt_id = r.id LEFT JOIN payment_notices n ON n.id = a.notice_id
  WHERE r.reverses_id IS NULL AND r.id NOT IN (SELECT reverses_id FROM receipts WHERE reverses_id IS NOT NULL)
  GROUP BY r.due_id
)
SELECT b.payer_id, b.amount, b.since, date(b.since, '+15 days') AS by,
       CASE WHEN t.paid = b.amount THEN d.day END AS paid_on,
       (SELECT max(n.paid_on) FROM payment_notices n WHERE n.due_id = b.id
          AND n.id NOT IN (SELECT notice_id FROM notice_answers)) AS claimed_on
FROM billed b LEFT JOIN taken t ON t.due_id = b.id LEFT JOIN dated d ON d.due_id = b.id
"""
MEMORANDA = """
SELECT partner_id, max(accepted_on, starts_on) AS begins, coalesce(ended_on, ends_on) AS ends FROM mous
WHERE accepted_on IS NOT NULL
"""
DECLARATIONS = """
SELECT s.*, d.decision FROM spend_declarations s
LEFT JOIN declaration_decisions d ON d.declaration_id = s.id ORDER BY s.revision
"""
LINES = """
SELECT l.id, l.net, l.quantity_milli, l.unit, l.text, l.certified, c.code AS category,
       coalesce(l.product_id, v.product_id) AS product,
       p.partner_id, p.producer_id, p.bought_on, p.source, p.document_number, p.evidence_id, p.one_sided,
       p.photo_required, p.outlet_id,
       EXISTS (SELECT 1 FROM remembered_names n WHERE n.id IN (p.named_by, l.named_by)
               AND (n.confirmed_at IS NULL OR n.undone_at IS NOT NULL)) AS named_by_shop,
       r.merged_into_id AS kept, m.kelurahan_code, a.answer, d.ruling,
       (SELECT min(f.audited_net) FROM refusals f WHERE f.line_id = l.id AND f.id NOT IN (
            SELECT a.refusal_id FROM refusal_answers a JOIN refusal_decisions e ON e.answer_id = a.id
            WHERE a.evidence_id IS NOT NULL AND e.ruling = 'accepted')) AS audited
FROM purchase_lines l JOIN purchases p ON p.id = l.purchase_id
LEFT JOIN variants v ON v.id = l.variant_id
LEFT JOIN categories c ON c.id = l.category_id
LEFT JOIN producers r ON r.id = p.producer_id
LEFT JOIN producers m ON m.id = coalesce(r.merged_into_id, p.producer_id)
LEFT JOIN purchase_answers a ON a.purchase_id = p.id
LEFT JOIN claim_decisions d ON d.purchase_id = p.id
WHERE p.reverses_id IS NULL AND p.id NOT IN (SELECT reverses_id FROM purchases WHERE reverses_id IS NOT NULL)
"""
