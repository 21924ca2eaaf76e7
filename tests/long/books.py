"""What shops were told is theirs, and what the books say of it."""

from contextlib import contextmanager

from sqlalchemy import text

from tests.long.clients import Browser, Shop, buys, orders

ONCE = {  # what was sent under a key stands in the books so many times
    "purchase": "SELECT p.id, p.public_id FROM purchases p WHERE p.source_ref = p.partner_id || ':' || :key",
    "order": "SELECT id, id FROM order_groups WHERE idempotency_key = :key",
}
HALVES = {
    "purchases without a line": "SELECT count(*) FROM purchases p WHERE NOT EXISTS"
    " (SELECT 1 FROM purchase_lines l WHERE l.purchase_id = p.id)",
    "groups without an order": "SELECT count(*) FROM order_groups g WHERE NOT EXISTS"
    " (SELECT 1 FROM orders o WHERE o.group_id = g.id)",
    "orders without a line": "SELECT count(*) FROM orders o WHERE NOT EXISTS"
    " (SELECT 1 FROM order_lines l WHERE l.order_id = o.id)",
    "purchases that the journal does not know": "SELECT count(*) FROM purchases p WHERE p.source = 'manual'"
    " AND p.seller_text = 'Warung Rekaan' AND 1 <> (SELECT count(*) FROM journal j WHERE j.subject_kind = 'purchase'"
    " AND j.subject_id = p.id AND j.action = 'PurchaseRecorded')",
    "orders that the journal does not know": "SELECT count(*) FROM orders o WHERE 1 <> (SELECT count(*) FROM journal j"
    " WHERE j.subject_kind = 'order' AND j.subject_id = o.id AND j.action = 'OrderPlaced')",
    "jobs that were given up": "SELECT count(*) FROM outbox WHERE given_up_at IS NOT NULL",
    "stock held for nobody": "SELECT count(*) FROM stock_items s WHERE s.reserved < 0 OR s.reserved > s.on_hand",
}


@contextmanager
def working(port):
    """Two shops that order and four clients that log purchases."""
    shops = []
    for email, work in (
        ("mitra@mb2.test", orders),
        ("mitra2@mb2.test", orders),
        ("mitra@mb2.test", buys),
        ("mitra@mb2.test", buys),
        ("mitra2@mb2.test", buys),
        ("mitra2@mb2.test", buys),
    ):
        browser = Browser(port)
        browser.sign_in(email)
        shops.append(Shop(browser, work))
    for shop in shops:
        shop.start()
    try:
        yield shops
    finally:
        for shop in shops:
            shop.stop()


def acknowledged(shops):
    """(kind, key, where it led) of all that was answered up to now."""
    return [
        ("order" if shop.work is orders else "purchase", key, location)
        for shop in shops
        for key, location in list(shop.acknowledged.items())
    ]


def assert_there(books, known):
    """All of it stands in the books once, and nothing by half."""
    books.rollback()
    for kind, key, location in known:
        rows = books.execute(text(ONCE[kind]), {"key": key}).all()
        assert len(rows) == 1, f"{kind} {key} stands in the books {len(rows)} times"
        if kind == "purchase":
            assert location.endswith(rows[0][1])
    for name, query in HALVES.items():
        assert books.scalar(text(query)) == 0, name
