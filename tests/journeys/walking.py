"""Everybody of the small city at a browser of their own, and what the addresses of all pages lead to."""

import re

from marketplace.adapters import second_factor
from marketplace.demo.office import PASSWORD, TOTP_SECRET, accounts
from marketplace.kernel import clock
from marketplace.kernel.period import Month

STRANGER = "stranger"
PEOPLE = [STRANGER, *(account.email.partition("@")[0] for account in accounts())]
MOVES_BY_ITSELF = {"attempts", "sign_ins"}  # tables that say who came, and when they were last seen
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')

PAID = "COALESCE((SELECT SUM(received + deducted) FROM receipts r WHERE r.due_id = d.id), 0)"
SAID = (
    "COALESCE((SELECT SUM(n.amount) FROM payment_notices n LEFT JOIN notice_answers a ON a.notice_id = n.id"
    " WHERE n.due_id = d.id AND a.notice_id IS NULL), 0)"
)


def dues_between(mine, other, left, tried):
    """Other sides that have such dues with one organisation only, or with none of those who try each other's doors."""
    sides = f"SELECT MIN(d.{mine}) owner, '' state, o.public_id, 'csv' kind FROM dues d"
    sides += f" JOIN organisations o ON o.id = d.{other} WHERE {left} GROUP BY o.public_id"
    theirs = f"SELECT s.organisation_id FROM seats s JOIN users u ON u.id = s.user_id WHERE u.email LIKE '{tried}%'"
    nobody = f"SUM(CASE WHEN d.{mine} IN ({theirs}) THEN 1 ELSE 0 END) = 0"
    return f"{sides} HAVING COUNT(DISTINCT d.{mine}) = 1 OR {nobody}"


def in_month(sides):
    return sides.replace("o.public_id,", "o.public_id, '2026-11' AS month,")


def papers_of(owner):
    return " UNION ALL ".join(
        f"SELECT {owner} owner, p.kind state, '{what}' what, t.public_id, p.kind FROM papers p"
        f" JOIN {what} t ON t.id = p.{column} WHERE t.state <> 'prepared'"
        for what, column in (("orders", "order_id"), ("handovers", "handover_id"))
    )


OWES = dues_between("payee_id", "payer_id", f"d.amount <> {PAID}", "produsen")
CREDITS = (
    "SELECT {} owner, '' state, public_id FROM payments p WHERE kind = 'paid' AND amount >"
    " COALESCE((SELECT SUM(received) FROM receipts r WHERE r.act = p.act), 0)"
)
TO_PAY = dues_between("payer_id", "payee_id", f"d.amount - {PAID} - {SAID} > 0", "mitra")

SHELVES = (  # of each shop, with any maker
    "SELECT t.partner_id owner, '' state, t.public_id outlet, o.public_id maker"
    " FROM outlets t JOIN organisations o ON o.kind = 'producer'"
)
HUNG = (  # a product and one of its photos
    "SELECT p.producer_id owner, p.state, p.public_id, a.public_id attachment"
    " FROM products p JOIN product_photos f ON f.product_id = p.id JOIN attachments a ON a.id = f.attachment_id"
)

RUNNING, LAST = Month.of(clock.day_of(clock.now())), "(SELECT MAX(month) FROM periods)"

# Records by the page they stand behind: whose they are, in which state, and what names them in an address.
RECORDS = {
    "office_send": "SELECT 1 owner, '' state, public_id FROM notices",
    "account_inbox": "SELECT organisation_id owner, '' state, public_id FROM notices",
    "account_notices": "SELECT 1 owner, '' state, public_id FROM push_devices",
    "account_people": "SELECT organisation_id owner, '' state, id seat_id, 'k3m9p2q7r4s8' public_id FROM seats",
    "account_sessions": "SELECT organisation_id owner, '' state, id sign_in_id FROM sign_ins",
    "office_audits": "SELECT 1 owner, '' state, p.public_id, o.public_id partner FROM audit_plans p"
    " JOIN organisations o ON o.id = p.partner_id",
    "office_audit_cases": "SELECT 1 owner, c.state, c.public_id, 1 place, 1 number, 1 user_id FROM audit_cases c",
    "office_audit_visits": "SELECT 1 owner, c.state, c.public_id, 1 place FROM audit_cases c",
    "office_candidates": "SELECT 1 owner, '' state, public_id FROM candidates WHERE erased_at IS NULL",
    "office_case_acts": "SELECT 1 owner, state, public_id, 'form' step FROM licence_cases",
    "office_cases": "SELECT 1 owner, state, public_id FROM licence_cases",
    "office_certificates": "SELECT 1 owner, c.state, o.public_id, c.public_id certificate, 1 hold_id"
    " FROM certificates c JOIN organisations o ON o.id = c.producer_id",
    "office_claims": "SELECT 1 owner, '' state, p.public_id FROM purchases p"
    " JOIN purchase_answers a ON a.purchase_id = p.id WHERE a.answer = 'disputed'",
    "office_circular_approval": "SELECT 1 owner, state, public_id FROM circulars",
    "office_circular_drafts": "SELECT 1 owner, state, public_id FROM circulars",
    "office_circular_submission": "SELECT 1 owner, state, public_id, 1 number FROM circulars",
    "office_circulars": "SELECT 1 owner, c.state, c.public_id, k.code"
    " FROM circulars c JOIN clauses k ON k.circular_id = c.id",
    "office_compliance": f"SELECT 1 owner, '' state, {LAST} month, 'pdf' 'key', public_id, '4a' code, 1 number"
    " FROM organisations WHERE kind = 'partner'",
    "office_compliance.purchase": "SELECT 1 owner, source state, public_id FROM purchases WHERE reverses_id IS NULL",
    "office_commitments": f"SELECT 1 owner, m.state, m.public_id, c.code, '{RUNNING}' month"
    " FROM mous m JOIN commitments c ON c.mou_id = m.id WHERE c.code = 'K1'",
    "office_declarations": "SELECT 1 owner, '' state, public_id FROM spend_declarations",
    "office_duplicates": "SELECT 1 owner, '' state, public_id, 1 merge_id FROM organisations WHERE kind = 'producer'",
    "office_figures": "SELECT 1 owner, '' state, public_id FROM declared_figures",
    "office_gateway_events": "SELECT 1 owner, state, public_id FROM gateway_events",
    "office_flags": "SELECT 1 owner, '' state, public_id FROM risk_flags",
    "office_handovers.proof": "SELECT 1 owner, '' state, h.public_id, n.public_id notice FROM payment_notices n"
    " JOIN dues d ON d.id = n.due_id JOIN handovers h ON h.id = d.handover_id",
    "office_handovers": "SELECT 1 owner, state, public_id FROM handovers",
    "office_holidays": "SELECT 1 owner, '' state, strftime('%Y', day) year, day FROM holidays",
    "office_imports": "SELECT organisation_id owner, state, public_id FROM import_batches WHERE kind <> 'recap'",
    "office_recaps": "SELECT 1 owner, r.state, r.public_id, 'k3m9p2q7r4s8' part FROM import_batches r"
    " WHERE r.kind = 'recap' AND r.recap_id IS NULL",
    "partner_mou": "SELECT partner_id owner, state, public_id FROM mous WHERE state <> 'draft'",
    "office_mous": "SELECT 1 owner, state, public_id, 'renew' act FROM mous",
    "office_mous.new": "SELECT 1 owner, '' state, public_id FROM organisations WHERE kind = 'partner'",
    "office_mous.create": "SELECT 1 owner, '' state, public_id FROM organisations WHERE kind = 'partner'",
    "office_mou_papers": "SELECT 1 owner, state, public_id FROM mous",
    "office_names": "SELECT 1 owner, '' state, id name_id FROM remembered_names",
    "office_new_makers": f"SELECT 1 owner, '' state, {LAST} month",
    "office_quality": f"SELECT 1 owner, '' state, {LAST} month",
    "office_reached": f"SELECT 1 owner, '' state, {LAST} month",
    "office_numbers": "SELECT 1 owner, '' state, public_id, 'nik' kind FROM organisations WHERE kind = 'producer'",
    "office_outreach": "SELECT 1 owner, kind state, public_id FROM activities",
    "office_outreach_day": "SELECT 1 owner, t.state, a.public_id, t.public_id place"
    " FROM activities a JOIN attendances t ON t.activity_id = a.id",
    "office_outreach_papers": "SELECT 1 owner, t.state, a.public_id, t.public_id place"
    " FROM activities a JOIN attendances t ON t.activity_id = a.id",
    "office_outlets": "SELECT 1 owner, '' state, o.public_id, t.public_id outlet"
    " FROM outlets t JOIN organisations o ON o.id = t.partner_id",
    "office_partners": "SELECT 1 owner, '' state, public_id, 1 hold_id FROM organisations WHERE kind = 'partner'",
    "office_people": "SELECT 1 owner, s.role state, u.public_id, s.id seat_id"
    " FROM users u JOIN seats s ON s.user_id = u.id",
    "office_objections": "SELECT 1 owner, '' state, p.month, o.id number"
    " FROM objections o JOIN periods p ON p.id = o.period_id",
    "office_periods": "SELECT 1 owner, state, month FROM periods",
    "office_prints": papers_of("1"),
    "office_published": "SELECT 1 owner, '' state, month FROM reports",
    "office_producers": "SELECT 1 owner, p.state, o.public_id, 1 locality_id, 1 hold_id"
    " FROM producers p JOIN organisations o ON o.id = p.id",
    "office_representing": "SELECT 1 owner, kind state, public_id FROM organisations WHERE kind <> 'office'",
    "office_requirement_changes": "SELECT 1 owner, '' state, id requirement_id,"
    " COALESCE((SELECT public_id FROM requirement_changes), 'k3m9p2q7r4s8') public_id FROM requirements",
    "office_requirements": "SELECT 1 owner, '' state, id requirement_id FROM requirements",
    "office_products": "SELECT 1 owner, p.state, o.public_id, p.public_id product, 1 hold_id, 1 number"
    " FROM products p JOIN organisations o ON o.id = p.producer_id",
    "office_reviews": "SELECT 1 owner, state, 'certificate' kind, public_id FROM certificates",
    "office_told_sales": "SELECT 1 owner, '' state, public_id FROM told_sales",
    "office_synonyms": "SELECT 1 owner, '' state, id synonyms_id FROM synonyms",
    "office_seats": "SELECT 1 owner, o.kind state, o.public_id, s.id seat_id, 'k3m9p2q7r4s8' invitation"
    " FROM organisations o JOIN seats s ON s.organisation_id = o.id",
    "partner_audits": "SELECT partner_id owner, state, public_id, 1 number FROM audit_cases",
    "partner_commitments": f"SELECT m.partner_id owner, m.state, m.public_id, c.code, '{RUNNING}' month"
    " FROM mous m JOIN commitments c ON c.mou_id = m.id WHERE m.state <> 'draft' AND c.code = 'K1'",
    "partner_compliance": f"SELECT p.partner_id owner, '' state, {LAST} month, '4a' code, r.public_id"
    " FROM refusals r JOIN purchase_lines l ON l.id = r.line_id JOIN purchases p ON p.id = l.purchase_id",
    "partner_consigned": SHELVES,
    "partner_differences": "SELECT h.partner_id owner, '' state, h.public_id FROM handovers h"
    " JOIN handover_differences d ON d.handover_id = h.id",
    "partner_figures": "SELECT 1 owner, '' state, 'shelf_space' \"key\"",
    "partner_handovers": "SELECT partner_id owner, state, public_id FROM handovers",
    "partner_imports": "SELECT organisation_id owner, state, public_id FROM import_batches WHERE kind = 'purchases'",
    "partner_orders.group": "SELECT partner_id owner, '' state, public_id FROM order_groups",
    "partner_ledger": "SELECT p.partner_id owner, p.source state, l.id number"
    " FROM purchase_lines l JOIN purchases p ON p.id = l.purchase_id",
    "partner_mou_papers": "SELECT partner_id owner, state, public_id FROM mous WHERE state <> 'draft'",
    "partner_checkouts": "SELECT payer_id owner, state, public_id FROM checkouts",
    "partner_checkouts.new": "SELECT payer_id owner, kind state, public_id, 'stripe' gateway FROM invoices",
    "partner_checkouts.start": "SELECT payer_id owner, kind state, public_id, 'stripe' gateway FROM invoices",
    "partner_credits": CREDITS.format("payer_id"),
    "partner_invoices": "SELECT payer_id owner, kind state, public_id, 'csv' kind FROM invoices",
    "partner_invoices.kuitansi": "SELECT payer_id owner, kind state, act FROM payments",
    "partner_money": "SELECT payer_id owner, '' state, public_id, 'csv' kind FROM dues",
    "partner_money.maker": TO_PAY,
    "partner_money.say_all": TO_PAY,
    "partner_orders": "SELECT partner_id owner, state, public_id FROM orders",
    "partner_outlets": "SELECT partner_id owner, '' state, public_id FROM outlets",
    "partner_prints": papers_of("t.partner_id"),
    "partner_purchases": "SELECT partner_id owner, source state, public_id FROM purchases",
    "partner_statements": in_month(dues_between("payer_id", "payee_id", "1 = 1", "mitra")),
    "partner_terms": SHELVES,
    "partner_told": "SELECT partner_id owner, '' state, public_id FROM told_sales",
    "partner_told.reply": "SELECT partner_id owner, source state, public_id FROM purchases",
    "producer_cases": "SELECT producer_id owner, state, public_id FROM licence_cases",
    "producer_certificates": "SELECT producer_id owner, state, public_id, kind FROM certificates",
    "producer_confirmations": "SELECT producer_id owner, source state, public_id FROM purchases",
    "producer_demand": "SELECT producer_id owner, '' state, public_id, 'looks' which FROM products",
    "producer_differences": "SELECT h.producer_id owner, '' state, h.public_id FROM handovers h"
    " JOIN handover_differences d ON d.handover_id = h.id",
    "producer_handovers": "SELECT producer_id owner, state, public_id FROM handovers",
    "producer_handovers.create": "SELECT producer_id owner, state, public_id FROM orders",
    "producer_handovers.new": "SELECT producer_id owner, state, public_id FROM orders",
    "producer_credits.deposit": "SELECT producer_id owner, state, public_id FROM orders",
    "producer_credits.take": "SELECT producer_id owner, state, public_id FROM orders",
    "producer_credits.use": CREDITS.format("payee_id"),
    "producer_invoices": "SELECT payee_id owner, kind state, public_id, 'csv' kind FROM invoices",
    "producer_invoices.create": OWES,
    "producer_invoices.kuitansi": "SELECT payee_id owner, kind state, act FROM payments",
    "producer_money": "SELECT payee_id owner, '' state, public_id, 'csv' kind FROM dues",
    "producer_money.export_shop": OWES,
    "producer_money.settle": OWES,
    "producer_money.shop": OWES,
    "producer_credits.give": CREDITS.format("payee_id"),
    "producer_gateways": "SELECT id owner, state, 'stripe' gateway FROM producers",
    "producer_onboarding": "SELECT p.id owner, s.step state, s.step, 'nik' kind FROM producers p,"
    " (SELECT 'people' step UNION SELECT 'payment') s",
    "producer_orders": "SELECT producer_id owner, state, public_id FROM orders",
    "producer_statements": in_month(dues_between("payee_id", "payer_id", "1 = 1", "produsen")),
    "producer_proposals": "SELECT producer_id owner, state, public_id FROM orders",
    "producer_prints": papers_of("t.producer_id"),
    "producer_passes": "SELECT producer_id owner, state, public_id FROM handovers",
    "producer_product_sheet": "SELECT organisation_id owner, '' state, public_id FROM attachments"
    " WHERE kind = 'document' AND media_type LIKE '%spreadsheet%'",
    "producer_product_photos": HUNG,
    "producer_product_live": "SELECT producer_id owner, '' state, public_id FROM products WHERE paused_at IS NULL"
    " AND archived_at IS NULL AND approved_number IS NOT NULL AND eligible_until IS NOT NULL",
    "producer_product_story": "SELECT producer_id owner, state, public_id, 1 number FROM products",
    "producer_product_text": "SELECT producer_id owner, state, public_id FROM products",
    "producer_product_variants": "SELECT p.producer_id owner, p.state, p.public_id, v.public_id variant"
    " FROM products p JOIN variants v ON v.product_id = p.id",
    "producer_products": HUNG,
    "producer_rounds": "SELECT partner_id owner, '' state, public_id FROM outlets",
    "producer_sales": "SELECT producer_id owner, '' state, public_id FROM told_sales",
    "producer_stock": "SELECT producer_id owner, '' state, public_id FROM variants",
    "producer_terms": "SELECT partner_id owner, '' state, public_id FROM outlets",
    "public_papers": " UNION ".join(
        f"SELECT CASE :kind WHEN 'partner' THEN partner_id ELSE producer_id END owner,"
        f" '{what}' || state state, public_id FROM {what}"
        for what in ("orders", "handovers")
    ),
    "public_files": "SELECT a.organisation_id owner, a.kind state, a.public_id FROM attachments a"
    " JOIN organisations o ON o.id = a.organisation_id WHERE a.kind <> 'public_image' AND o.kind = :kind",
}
ANYTHING = {  # fields that the forms of these pages know, filled in well
    "reason": "Salah orang",
    "text": "Salah orang",
    "note": "Salah orang",
    "signer": "Salah Orang",
    "availability": "sold_out",
    "number": "2061872010001-30",
    "name": "Salah Orang",
    "to": "1",
    "purpose": "report",
    "format": "csv",
}


class Person:
    """Somebody signed in at a browser of their own, and the actor that policies take them for."""

    def __init__(self, app, name, actor):
        self.name, self.actor, self.client = name, actor, app.test_client()
        if name != STRANGER:
            self._sign_in(f"{name}@mb2.test")
        self.token = self._token("/account/sign-in" if name == STRANGER else "/account/password")

    def renew(self, page):
        """The session goes on under another name: forms have another token from here on."""
        self.token = self._token(page)

    def _token(self, path):
        return TOKEN.search(self.client.get(path).text)[1]

    def _sign_in(self, email):
        fields = {"email": email, "password": PASSWORD, "csrf_token": self._token("/account/sign-in")}
        answer = self.client.post("/account/sign-in", data=fields)
        if answer.location == "/account/second-factor":
            code = second_factor.next_code(TOTP_SECRET, clock.now(), after=0)
            token = self._token(answer.location)
            answer = self.client.post(answer.location, data={"code": code, "csrf_token": token})
        assert answer.status_code == 302, answer.text

    def tries(self, method, address):
        """GET or POST, with everything right but the person."""
        if method == "GET":
            return self.client.get(address, buffered=True)
        return self.client.post(address, data=ANYTHING | {"csrf_token": self.token}, buffered=True)


def everywhere(app):
    """Every step there is: (endpoint, method, rule)."""
    return [
        (rule.endpoint, method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods & {"GET", "POST"})
    ]


def record_of(endpoint, rows, *, mine=None, owner=None, kind=""):
    """A record of each state that stands behind a page: of this owner, or of anyone but `mine`."""
    sql = RECORDS.get(endpoint) or RECORDS[endpoint.partition(".")[0]]
    found = {}
    for row in rows(sql, kind=kind) if ":kind" in sql else rows(sql):
        whose, state = row.pop("owner"), row.pop("state")
        if whose is not None and whose != mine and owner in (None, whose):
            found.setdefault(state, row)
    return list(found.values())


def address_of(app, rule, values):
    given = {name: values[name] for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, given)
