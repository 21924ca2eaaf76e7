"""The circular's words worked out a second time: rows by table name, plain arithmetic, nothing of the program.

Slow on purpose and close to the text, so that it can be read beside it.
"""

from collections import defaultdict
from fractions import Fraction

STRENGTH = "DCBA"


class Books:
    """All rows of one city, and figures from them. `ask` runs SQL and gives rows that can be read by name."""

    def __init__(self, ask):
        self.ask = ask
        self.partners = {row["id"]: row for row in ask("SELECT id, kind, staff_count FROM partners")}
        self.parents = {row["code"]: row["parent"] for row in ask(
            "SELECT c.code, p.code AS parent FROM categories c LEFT JOIN categories p ON p.id = c.parent_id"
        )}  # fmt: skip
        self.localities = defaultdict(list)
        for row in ask("SELECT producer_id, from_on, until_on FROM localities"):
            self.localities[row["producer_id"]].append((row["from_on"] or "0", row["until_on"] or "9"))
        self.declared = {}
        for row in ask(DECLARATIONS):
            month = row["partner_id"], row["month"]
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
            "refused": bool(row["refused"]),
            "disputed": row["answer"] == "disputed" and row["ruling"] != "stands",
            "unknown": False,
        }

    def up(self, code):
        """The category and all above it."""
        found = set()
        while code:
            found.add(code)
            code = self.parents.get(code)  # words of a circular stand under nothing
        return found

    def give_back(self, lines):
        """Each return takes over what held for the newest purchase of its goods with enough left."""
        left = {line["id"]: [line["net"], line["quantity"]] for line in lines}
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

    def counted(self, partner, months, *, scope=(), certified=False, lowest="D", excluded=()):
        """Lines that count: of local makers (and certified then), well enough proven, neither refused nor disputed.

        None of goods that the circular excludes.

        A return without a known purchase lowers what its maker's purchases of that month raise.
        """
        lines = [line for line in self.lines[partner] if line["month"] in months]
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

    def judge(self, clause, partner, month, exempt=False, excluded=()):
        """Outcome, numerator, denominator, what is missing, and the numbers of the lines that count."""
        if clause["kinds"] and self.partners[partner]["kind"] not in clause["kinds"]:
            return "not_applicable", None, None, None, []
        if exempt:
            return "exempt", None, None, None, []
        months = up_to(month, clause["period"])
        lines = self.counted(
            partner,
            months,
            scope=clause["scope"],
            certified=clause["seller_test"] == "local_certified",
            lowest=clause["lowest_grade"],
            excluded=excluded,
        )
        numbers = sorted(line["id"] for line in lines)
        declared = [self.declared.get((partner, one)) for one in months]
        if not any(declared) and not any(line["month"] in months for line in self.lines[partner]):
            return "no_data", None, None, None, numbers
        figure, least = clause["figures"], clause["figures"]["least"]
        numerator, denominator, asked = self.figure(clause, lines), None, least
        if clause["rule"] == "value_share":
            denominator = spent(declared, clause["scope"], self.up, excluded)
            if denominator is None:
                return "no_data", numerator, None, None, numbers
            if numerator > denominator or (denominator == 0 and numerator <= 0):
                return "no_data", numerator, denominator, None, numbers
            asked = Fraction(least * denominator, 10_000)
        elif figure.get("per_employee"):
            denominator = self.partners[partner]["staff_count"]
            if not denominator:
                return "no_data", numerator, denominator, None, numbers
            asked = least * denominator
        short = max(0, -int((numerator - asked) // 1))
        return "not_met" if short else "met", numerator, denominator, short, numbers

    def figure(self, clause, lines):
        """Rupiah, or how many different things of which more was bought than returned."""
        thing = {
            "local_sku_count": "goods",
            "producer_breadth": "maker",
            "kelurahan_breadth": "kelurahan",
        }.get(clause["rule"])
        if thing is None:
            return sum(line["net"] for line in lines)
        sums = defaultdict(int)
        for line in lines:
            sums[line[thing]] += line["net"]
        return sum(1 for name, net in sums.items() if name is not None and net > 0)


DECLARATIONS = """
SELECT s.*, d.decision FROM spend_declarations s
LEFT JOIN declaration_decisions d ON d.declaration_id = s.id ORDER BY s.revision
"""
LINES = """
SELECT l.id, l.net, l.quantity_milli, l.unit, l.text, l.certified, c.code AS category,
       coalesce(l.product_id, v.product_id) AS product,
       p.partner_id, p.producer_id, p.bought_on, p.source, p.document_number, p.evidence_id, p.one_sided,
       p.photo_required,
       EXISTS (SELECT 1 FROM remembered_names n WHERE n.id IN (p.named_by, l.named_by)
               AND (n.confirmed_at IS NULL OR n.undone_at IS NOT NULL)) AS named_by_shop,
       r.merged_into_id AS kept, m.kelurahan_code, a.answer, d.ruling,
       EXISTS (SELECT 1 FROM refusals f LEFT JOIN refusal_decisions e ON e.refusal_id = f.id
               WHERE f.line_id = l.id AND coalesce(e.ruling, '') <> 'accepted') AS refused
FROM purchase_lines l JOIN purchases p ON p.id = l.purchase_id
LEFT JOIN variants v ON v.id = l.variant_id
LEFT JOIN categories c ON c.id = l.category_id
LEFT JOIN producers r ON r.id = p.producer_id
LEFT JOIN producers m ON m.id = coalesce(r.merged_into_id, p.producer_id)
LEFT JOIN purchase_answers a ON a.purchase_id = p.id
LEFT JOIN claim_decisions d ON d.purchase_id = p.id
WHERE p.reverses_id IS NULL AND p.id NOT IN (SELECT reverses_id FROM purchases WHERE reverses_id IS NOT NULL)
"""


def up_to(month, period):
    """The months of a clause's period, from its first up to this one."""
    year, number = month.split("-")
    length = {"month": 1, "quarter": 3, "half": 6, "year": 12}[period]
    first = (int(number) - 1) // length * length + 1
    return [f"{year}-{one:02}" for one in range(first, int(number) + 1)]


def ends(month, period):
    """Whether the period is over with this month."""
    return int(month[5:]) % {"month": 1, "quarter": 3, "half": 6, "year": 12}[period] == 0


def spent(declared, scope, up, excluded=()):
    """The declared total of these months, or its part in these categories; None where a month or a part is missing.

    Without what the circular excludes, each of which must have been told, be it nothing.
    """
    if not all(declared):
        return None
    whole = 0
    for row in declared:
        parts, total = dict(row["by_category"]), row["total"]
        if total and any(code not in parts for code in excluded):
            return None
        for code in list(parts):
            if up(code) & set(excluded):
                total -= parts.pop(code)
        if scope and total and not parts:
            return None
        whole += sum(parts[code] for code in parts if up(code) & set(scope)) if scope else total
    return whole


def score(clauses, outcomes, month):
    """Weight of what is met out of the weight of what is due, in basis points; None while something has no data."""
    due = [
        (clause["weight"], outcome)
        for clause, outcome in zip(clauses, outcomes, strict=True)
        if ends(month, clause["period"]) and outcome in ("met", "not_met", "no_data")
    ]
    whole = sum(weight for weight, _ in due)
    if not whole or any(weight and outcome == "no_data" for weight, outcome in due):
        return None
    met = sum(weight for weight, outcome in due if outcome == "met")
    return int(Fraction(met * 10_000, whole) + Fraction(1, 2))
