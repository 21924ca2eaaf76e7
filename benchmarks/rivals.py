"""What ours is measured against: the same pages by hand, with nothing but Flask, sqlite3 and a plain template.

No languages, no forms, no doors, no rules: as quick as somebody could write these pages who needs nothing else. Words
are looked for by SQLite's own FTS5, which knows neither stems nor typing errors.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import local
from typing import Any

from flask import Flask, Response, abort, render_template, request

DAY, LATELY, SIZE = "2026-11-24", "2026-09-25", 24
WORDS = "words.db"  # beside the database
LISTED = f"""p.approved_number IS NOT NULL AND p.paused_at IS NULL AND p.archived_at IS NULL
    AND p.eligible_until >= '{DAY}'"""
PAPERS = f"""(SELECT json_group_array(json_array(c.kind, c.number, c.expires_on, c.public_id)) FROM certificates c
    WHERE c.producer_id = p.producer_id AND c.state = 'approved' AND c.issued_on <= '{DAY}'
    AND (c.expires_on IS NULL OR c.expires_on >= '{DAY}') AND c.revoked_on IS NULL AND c.superseded_by_id IS NULL
    AND (EXISTS (SELECT 1 FROM certificate_products x WHERE x.certificate_id = c.id AND x.product_id = p.id)
         OR NOT EXISTS (SELECT 1 FROM certificate_products x WHERE x.certificate_id = c.id)))"""
REVISION = "JOIN product_revisions t ON t.product_id = p.id AND t.number = p.approved_number"
PHOTOS = """(SELECT json_group_array(json_array(a.sha256, i.width, i.tiny, f.alt)) FROM revision_photos f
    JOIN attachments a ON a.id = f.attachment_id JOIN pictures i ON i.attachment_id = a.id
    WHERE f.revision_id = t.id)"""
CARDS = f"""SELECT p.id, p.slug, p.name, o.name, r.name, v.net_content, v.retail_price, {PHOTOS}, {PAPERS}
    FROM products p JOIN producers m ON m.id = p.producer_id JOIN organisations o ON o.id = m.id {REVISION}
    JOIN variants v ON v.product_id = p.id LEFT JOIN regions r ON r.code = m.kelurahan_code"""
PAGE = f"{CARDS} WHERE {LISTED} AND p.id <= ? ORDER BY p.id DESC LIMIT {SIZE}"
THESE = f"{CARDS} WHERE {LISTED} AND p.id IN (SELECT value FROM json_each(?))"
MAKER = f"{CARDS} WHERE {LISTED} AND p.producer_id = ? AND p.id <> ? ORDER BY p.id DESC LIMIT 4"
PRODUCT = f"""SELECT p.id, p.producer_id, k.name, k.code, m.slug, m.story, t.description, t.composition, t.storage,
    t.shelf_life_days, v.sku, p.name, o.name, r.name, v.net_content, v.retail_price, {PHOTOS}, {PAPERS}
    FROM products p JOIN producers m ON m.id = p.producer_id JOIN organisations o ON o.id = m.id {REVISION}
    JOIN categories k ON k.id = p.category_id JOIN variants v ON v.product_id = p.id
    LEFT JOIN regions r ON r.code = m.kelurahan_code WHERE {LISTED} AND p.slug = ?"""
SHOPS = f"""SELECT DISTINCT o.name, t.name, t.address FROM purchases b JOIN purchase_lines l ON l.purchase_id = b.id
    JOIN outlets t ON t.id = b.outlet_id JOIN organisations o ON o.id = b.partner_id
    WHERE b.producer_id = ? AND b.bought_on >= '{LATELY}' AND l.product_id = ? AND t.shown AND l.quantity_milli > 0"""
CODES = f"""SELECT p.id, k.code, m.kelurahan_code, v.availability, v.retail_price / 10000,
    (SELECT group_concat(DISTINCT c.kind) FROM certificates c WHERE c.producer_id = m.id)
    FROM products p JOIN producers m ON m.id = p.producer_id JOIN categories k ON k.id = p.category_id
    JOIN variants v ON v.product_id = p.id WHERE {LISTED}"""
FACETS = ("Jenis", "kelurahan", "Ketersediaan", "Harga", "Surat")

app = Flask(__name__, template_folder="tuned")
app.jinja_env.trim_blocks = True
app.config.update(DATABASE=os.environ.get("TUNED_DATABASE"), BARE=os.environ.get("BARE_PAGES"))
here = local()


def index(database: Path) -> None:
    """Names and makers of all that is listed, for FTS5 in a file of its own."""
    connection = sqlite3.connect(database.with_name(WORDS))
    with connection:
        connection.execute("ATTACH ? AS city", (str(database),))
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(name, maker)")
        connection.execute(
            "INSERT INTO words (rowid, name, maker) SELECT p.id, p.name, o.name FROM city.products p"
            f" JOIN city.organisations o ON o.id = p.producer_id WHERE {LISTED}"
        )
    connection.close()


def ask(statement: str, *values: Any) -> list[Any]:
    if not hasattr(here, "connection"):
        here.connection = sqlite3.connect(app.config["DATABASE"])
        here.connection.execute("PRAGMA cache_size = -20000")
        here.connection.execute("ATTACH ? AS found", (str(Path(app.config["DATABASE"]).with_name(WORDS)),))
    return here.connection.execute(statement, values).fetchall()  # type: ignore[no-any-return]


@cache
def codes() -> Mapping[int, Sequence[Any]]:
    """What each product is counted by. Kept for good: nobody changes anything here."""
    return {number: values for number, *values in ask(CODES)}


@cache
def everything() -> tuple[int, Sequence[Any]]:
    return len(codes()), counted(codes())


@cache
def names() -> Mapping[str, str]:
    return dict(ask("SELECT code, name FROM categories UNION SELECT code, name FROM regions"))


def counted(ids: Iterable[int]) -> Sequence[Any]:
    rows = [codes()[one] for one in ids]
    return [(name, Counter(one[place] for one in rows).most_common()) for place, name in enumerate(FACETS)]


@app.template_filter()
def rupiah(amount: int) -> str:
    return f"Rp{amount:,}".replace(",", ".")


@app.template_filter()
def per_100(amount: int, content: str) -> str:
    return rupiah((amount * 200 // int(content.split()[0]) + 1) // 2)


app.jinja_env.filters["rows"] = json.loads


@app.get("/catalog")
def catalog() -> str:
    page, text = request.args.get("page", 1, type=int), request.args.get("q", "")
    if text:
        rows = ask("SELECT rowid FROM found.words WHERE words MATCH ? ORDER BY rank", text)
        ids = [number for (number,) in rows]
        shown = ids[(page - 1) * SIZE : page * SIZE]
        cards = sorted(ask(THESE, json.dumps(shown)), key=lambda card: shown.index(card[0]))
        total, facets = len(ids), counted(ids)
    else:
        total, facets = everything()
        cards = ask(PAGE, total - (page - 1) * SIZE)
    return render_template(
        "catalog.html", address="/catalog", text=text, cards=cards, total=total, page=page, size=SIZE,
        facets=facets, names=names(),
    )  # fmt: skip


@app.get("/catalog/<slug>")
def product(slug: str) -> str:
    found = ask(PRODUCT, slug)
    if not found:
        abort(404)
    number, maker = found[0][:2]
    return render_template(
        "product.html", address=f"/catalog/{slug}", product=found[0], more=ask(MAKER, maker, number),
        shops=ask(SHOPS, maker, number),
    )  # fmt: skip


@cache
def prepared(name: str) -> bytes:
    return Path(app.config["BARE"], f"{name}.html").read_bytes()


@app.get("/bare/<name>")
def bare(name: str) -> Response:
    return Response(prepared(name), mimetype="text/html")
