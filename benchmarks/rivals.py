"""What ours is measured against: the same pages by hand, with nothing but Flask, sqlite3 and a plain template.

No languages, no forms, no doors, no rules: as quick as somebody could write these pages who needs nothing else.
"""

from __future__ import annotations

import json
import os
import sqlite3
from functools import cache
from pathlib import Path
from threading import local
from typing import Any

from flask import Flask, Response, abort, render_template, request

DAY, SIZE = "2026-11-24", 24
LISTED = f"p.state = 'approved' AND p.paused_at IS NULL AND p.eligible_until >= '{DAY}'"
PAPERS = f"""(SELECT json_group_array(json_array(c.kind, c.expires_on)) FROM certificates c
    WHERE c.producer_id = p.producer_id AND c.state = 'approved' AND c.issued_on <= '{DAY}'
    AND (c.expires_on IS NULL OR c.expires_on >= '{DAY}') AND c.revoked_on IS NULL AND c.superseded_by_id IS NULL
    AND (EXISTS (SELECT 1 FROM certificate_products x WHERE x.certificate_id = c.id AND x.product_id = p.id)
         OR NOT EXISTS (SELECT 1 FROM certificate_products x WHERE x.certificate_id = c.id)))"""
PHOTOS = """(SELECT json_group_array(json_array(n.width, n.sha256)) FROM product_photos f
    JOIN renditions n ON n.attachment_id = f.attachment_id WHERE f.product_id = p.id)"""
CARDS = f"""SELECT p.id, p.slug, p.name, o.name, r.name, v.net_content, v.retail_price, {PHOTOS}, {PAPERS}
    FROM products p JOIN producers m ON m.id = p.producer_id JOIN organisations o ON o.id = m.id
    JOIN variants v ON v.product_id = p.id LEFT JOIN regions r ON r.code = m.kelurahan_code"""
PAGE = f"{CARDS} WHERE {LISTED} AND p.id <= ? ORDER BY p.id DESC LIMIT {SIZE}"
MAKER = f"{CARDS} WHERE {LISTED} AND p.producer_id = ? AND p.id <> ? ORDER BY p.id DESC LIMIT 4"
PRODUCT = f"""SELECT p.id, p.producer_id, k.name, k.code, m.slug, t.description, t.composition, t.storage,
    t.shelf_life_days, p.name, o.name, r.name, v.net_content, v.retail_price, {PHOTOS}, {PAPERS}
    FROM products p JOIN producers m ON m.id = p.producer_id JOIN organisations o ON o.id = m.id
    JOIN categories k ON k.id = p.category_id JOIN variants v ON v.product_id = p.id
    LEFT JOIN regions r ON r.code = m.kelurahan_code JOIN product_revisions t ON t.product_id = p.id
    AND t.number = (SELECT max(number) FROM product_revisions WHERE product_id = p.id)
    WHERE {LISTED} AND p.slug = ?"""

app = Flask(__name__, template_folder="tuned")
app.jinja_env.trim_blocks = True
app.config.update(DATABASE=os.environ.get("TUNED_DATABASE"), BARE=os.environ.get("BARE_PAGES"))
here = local()


def ask(statement: str, *values: Any) -> list[Any]:
    if not hasattr(here, "connection"):
        here.connection = sqlite3.connect(app.config["DATABASE"])
        here.connection.execute("PRAGMA cache_size = -20000")
    return here.connection.execute(statement, values).fetchall()  # type: ignore[no-any-return]


@cache
def counts() -> tuple[int, list[Any], list[Any]]:
    """Kept for good: nobody changes anything here."""
    facet = (
        f"FROM products p JOIN producers m ON m.id = p.producer_id {{}} WHERE {LISTED} GROUP BY 1 ORDER BY 2"
    )
    categories = ask(
        f"SELECT k.code, k.name, count(*) {facet.format('JOIN categories k ON k.id = p.category_id')}"
    )
    places = ask(
        f"SELECT r.code, r.name, count(*) {facet.format('JOIN regions r ON r.code = m.kelurahan_code')}"
    )
    return sum(count for *_, count in categories), categories, places


@app.template_filter()
def rupiah(amount: int) -> str:
    return f"Rp{amount:,}".replace(",", ".")


app.jinja_env.filters["rows"] = json.loads


@app.get("/catalog")
def catalog() -> str:
    total, categories, places = counts()
    page = request.args.get("page", 1, type=int)
    cards = ask(PAGE, total - (page - 1) * SIZE)
    return render_template(
        "catalog.html", cards=cards, total=total, page=page, size=SIZE, categories=categories, places=places
    )


@app.get("/catalog/<slug>")
def product(slug: str) -> str:
    found = ask(PRODUCT, slug)
    if not found:
        abort(404)
    return render_template("product.html", product=found[0], more=ask(MAKER, found[0][1], found[0][0]))


@cache
def prepared(name: str) -> bytes:
    return Path(app.config["BARE"], f"{name}.html").read_bytes()


@app.get("/bare/<name>")
def bare(name: str) -> Response:
    return Response(prepared(name), mimetype="text/html")
