"""In which order a transaction locks rows.

Two that lock the same rows in different orders wait for each other for ever: PostgreSQL breaks one of them off. So
whoever locks rows of several tables does it downwards in this list, and within a table by id. Tests of accounts and of
ordering watch every statement for it (tests/lock_order.py).

A row that belongs to one of these (a line, a proposal, a print, a movement) is written by whoever has locked that one,
and needs no place here. A row locked already may be written again at any time. INSERT waits for nobody, except at
`number_series`, where it is how a number is taken. Rows that are only referred to are locked FOR KEY SHARE, which
waits for none of these (`uow.LOCK`).
"""

ORDER = (
    "organisations",  # who sits there
    "users",
    "seats",
    "sign_ins",
    "partners",  # what opens and closes ordering, and who orders
    "outlets",  # the basket, and the shelf: what lies there on consignment
    "orders",
    "handovers",
    "handover_passes",
    "number_series",  # of papers
    "consigned",
    "products",
    "variants",
    "stock_items",  # by variant, and after each its batches
    "stock_batches",
    "checkouts",  # at gateways
    "gateway_events",
    "dues",
    "payments",
    "journal_head",  # last, because everybody waits there
)
