"""What the database itself refuses of dues, payments and invoices; `models` declares it per table.

Sums that two writers could pass side by side are read under a lock: of a due its row, of a payment the number of its
`act`. Whoever needs both locks dues first.
"""

from __future__ import annotations

from marketplace.db.rules import NO_LOCK, group, parent, refuse_when

BEFORE = "(SELECT SUM(received + deducted) FROM receipts WHERE due_id = NEW.due_id)"
PAID = f"(NEW.received + NEW.deducted + COALESCE({BEFORE}, 0))"
OWED = "(SELECT amount FROM dues WHERE id = NEW.due_id)"
MIRRORED = (
    "EXISTS (SELECT 1 FROM receipts o WHERE o.id = NEW.reverses_id AND o.reverses_id IS NULL"
    " AND o.due_id = NEW.due_id AND o.received = -NEW.received AND o.deducted = -NEW.deducted)"
)
CAME = "COALESCE((SELECT SUM(amount) FROM payments WHERE act = NEW.act), 0)"
ALLOCATED = "COALESCE((SELECT SUM(received) FROM receipts WHERE act = NEW.act), 0)"
OF_ANOTHER = (
    "EXISTS (SELECT 1 FROM payments p, dues d WHERE p.act = NEW.act AND d.id = NEW.due_id"
    " AND p.payer_id <> d.payer_id)"
)
ACT = group("money_of_an_act", "NEW.act")
CANCELLED = "EXISTS (SELECT 1 FROM invoices c WHERE c.cancels_id = o.invoice_id)"
OTHER_DUE = (
    "NOT EXISTS (SELECT 1 FROM dues d, invoices i WHERE d.id = NEW.due_id AND i.id = NEW.invoice_id"
    " AND d.payer_id = i.payer_id AND d.amount = NEW.amount)"
)

OF_RECEIPTS = (
    refuse_when(
        "receipts",
        "receipts_within_due",
        f"NEW.reverses_id IS NULL AND (({OWED} > 0 AND (NEW.received < 0 OR NEW.deducted < 0 OR {PAID} > {OWED}))"
        f" OR ({OWED} < 0 AND (NEW.received > 0 OR NEW.deducted <> 0 OR {PAID} < {OWED})))",
        on="INSERT",
        says="receipts: more than is owed",
        lock=parent("dues", "NEW.due_id"),
    ),
    refuse_when(
        "receipts",
        "receipts_mirrored",
        f"NEW.reverses_id IS NOT NULL AND NOT {MIRRORED}",
        on="INSERT",
        says="receipts: what takes one back is its mirror",
        lock=NO_LOCK,  # receipts neither change nor go, and each is taken back once
    ),
    refuse_when(
        "receipts",
        "receipts_within_payment",
        f"(NEW.received > 0 AND {ALLOCATED} + NEW.received > {CAME}) OR {OF_ANOTHER}",
        on="INSERT",
        says="receipts: more than was paid",
        lock=ACT,
    ),
)
OF_PAYMENTS = (
    refuse_when(
        "payments",
        "payments_within_allocated",
        f"NEW.amount < 0 AND {ALLOCATED} > {CAME} + NEW.amount",
        on="INSERT",
        says="payments: more goes back than is left",
        lock=ACT,
    ),
    refuse_when(
        "payments",
        "payments_of_one_shop",
        "EXISTS (SELECT 1 FROM payments p WHERE p.act = NEW.act AND p.payer_id <> NEW.payer_id)",
        on="INSERT",
        says="payments: one act is of one shop",
        lock=ACT,
    ),
)
OF_NOTICES = (
    refuse_when(
        "payment_notices",
        "payment_notices_within_due",
        f"NEW.amount > {OWED}",
        on="INSERT",
        says="payment_notices: more than is owed",
        lock=NO_LOCK,  # dues neither change nor go
    ),
)
OF_INVOICES = (
    refuse_when(
        "invoices",
        "invoices_gapless",
        "NEW.sequence <> 1 + COALESCE((SELECT MAX(sequence) FROM invoices WHERE payee_id = NEW.payee_id"
        " AND kind = NEW.kind AND year = NEW.year), 0)",
        on="INSERT",
        says="invoices: the numbers of an issuer have no gap",
        lock=NO_LOCK,  # of two with the next number the unique key refuses one
    ),
    refuse_when(
        "invoices",
        "invoices_cancelled_whole",
        "NEW.cancels_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM invoices o WHERE o.id = NEW.cancels_id"
        " AND o.cancels_id IS NULL AND o.payee_id = NEW.payee_id AND o.total = -NEW.total)",
        on="INSERT",
        says="invoices: what cancels one is its mirror",
        lock=NO_LOCK,  # invoices neither change nor go, and each is cancelled once
    ),
)
OF_INVOICED_DUES = (
    refuse_when(
        "invoiced_dues",
        "invoiced_dues_once",
        f"EXISTS (SELECT 1 FROM invoiced_dues o WHERE o.due_id = NEW.due_id AND NOT {CANCELLED})",
        on="INSERT",
        says="invoiced_dues: it is on an invoice already",
        lock=parent("dues", "NEW.due_id"),
    ),
    refuse_when(
        "invoiced_dues",
        "invoiced_dues_within",
        "NEW.position NOT BETWEEN 1 AND (SELECT due_count FROM invoices WHERE id = NEW.invoice_id)"
        f" OR {OTHER_DUE}",
        on="INSERT",
        says="invoiced_dues: not of this invoice",
        lock=NO_LOCK,  # invoices and dues neither change nor go
    ),
)
OF_LINES = (
    refuse_when(
        "invoice_lines",
        "invoice_lines_within",
        "NEW.position NOT BETWEEN 1 AND (SELECT line_count FROM invoices WHERE id = NEW.invoice_id)",
        on="INSERT",
        says="invoice_lines: an issued invoice takes no more",
        lock=NO_LOCK,  # invoices neither change nor go
    ),
)

BRINGING = "SELECT order_id FROM handovers WHERE id = NEW.handover_id AND NEW.kind = 'delivery'"
AGREED_FEE = f"EXISTS (SELECT 1 FROM orders WHERE id = ({BRINGING}) AND delivery_fee = NEW.amount)"
CHARGED = (
    "EXISTS (SELECT 1 FROM dues o, handovers h WHERE h.id = o.handover_id AND o.kind = 'delivery'"
    f" AND h.order_id = ({BRINGING}))"
)
OF_DUES = (
    refuse_when(
        "dues",
        "dues_delivery_once",
        f"NEW.kind = 'delivery' AND (NOT {AGREED_FEE} OR {CHARGED})",
        on="INSERT",
        says="dues: bringing an order is owed once, as it was ordered",
        lock=parent("orders", f"({BRINGING})"),
    ),
)

RULES = {
    "dues": OF_DUES,
    "receipts": OF_RECEIPTS,
    "payments": OF_PAYMENTS,
    "payment_notices": OF_NOTICES,
    "invoices": OF_INVOICES,
    "invoiced_dues": OF_INVOICED_DUES,
    "invoice_lines": OF_LINES,
}
