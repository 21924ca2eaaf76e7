"""How a product became what it is, and how it looks to others before they can see it."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.catalog.differences import compare
from marketplace.catalog.snapshots import revisions_of, snapshot_of
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import reading
from marketplace.web.display import preview as preview_of
from marketplace.web.producer.product_steps import around, bench_of

bp = Blueprint("producer_product_story", __name__)

STRANGER = "stranger"


@bp.get("/products/<public_id>/revisions")
@may(PRODUCER)
def revisions(public_id: str) -> ResponseReturnValue:
    uow = reading()
    bench = bench_of(uow, public_id)
    rows = revisions_of(uow.session, bench.workbench.product.id)
    return render_template("producer/products/revisions.html", revisions=rows, **around(bench))


@bp.get("/products/<public_id>/revisions/<int:number>")
@may(PRODUCER)
def revision(public_id: str, number: int) -> ResponseReturnValue:
    """What one revision changed of the one before it."""
    uow = reading()
    bench = bench_of(uow, public_id)
    mine = bench.workbench.product.id
    now = snapshot_of(uow.session, mine, number)
    before = snapshot_of(uow.session, mine, number - 1) if number > 1 else None
    [row] = [one for one in revisions_of(uow.session, mine) if one.number == number]
    changes = compare(before, now)
    return render_template(
        "producer/products/revision.html", row=row, now=now, changes=changes, **around(bench)
    )


@bp.get("/products/<public_id>/preview")
@may(PRODUCER)
def preview(public_id: str) -> ResponseReturnValue:
    """As a shop sees it, or a stranger; what is typed so far, whether it was approved or not."""
    uow = reading()
    bench = bench_of(uow, public_id)
    buys = request.args.get("by") != STRANGER
    display = preview_of(uow, bench.workbench, buys=buys)
    return render_template("producer/products/preview.html", display=display, **around(bench))
