"""More of a product was sold in a month than its maker says can be made. Without a stated capacity nothing is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from marketplace.catalog.models import Product, ProductRevision, Variant
from marketplace.flags.base import FLAGS, FlagHit, FlagKind
from marketplace.flags.kinds.round_amounts import month_words
from marketplace.flags.ledger import BoughtLine, MonthLedger
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import rupiah
from marketplace.kernel.quantity import Quantity


def capacities(session: Session) -> dict[tuple[int, str], int]:
    """Units of sale in a month, of products whose approved text states one, by product and unit."""
    query = (
        select(Product.id, Variant.unit, ProductRevision.capacity)
        .join(
            ProductRevision,
            and_(ProductRevision.product_id == Product.id, ProductRevision.number == Product.approved_number),
        )
        .join(Variant, Variant.product_id == Product.id)
        .where(ProductRevision.capacity.is_not(None))
    )
    return {(product, unit): capacity for product, unit, capacity in session.execute(query) if capacity}


def find(ledger: MonthLedger) -> Iterator[FlagHit]:
    """Of the shop that bought most of it."""
    sold: defaultdict[tuple[int, str], list[BoughtLine]] = defaultdict(list)
    for line in ledger.lines:
        sold[line.product_id, line.unit].append(line)
    stated = capacities(ledger.session) if sold else {}
    for goods, lines in sold.items():
        quantity, capacity = sum(line.quantity for line in lines), stated.get(goods)
        if capacity is None or quantity <= capacity * 1000:
            continue
        shares: defaultdict[int, int] = defaultdict(int)
        for line in lines:
            shares[line.partner_id] += line.quantity
        shop = max(shares, key=lambda one: (shares[one], -one))
        figures = {
            "product": lines[0].product,
            "maker": lines[0].maker,
            "quantity": Quantity(quantity).text,
            "capacity": capacity,
            "net": sum(line.net for line in lines),
            "month": str(ledger.month),
        }
        yield FlagHit(f"{goods[0]}-{goods[1]}-{ledger.month}", shop, figures)


FLAGS.add("over_capacity")(
    FlagKind(
        _l("Melebihi kapasitas pembuat"),
        _l("Produk terjual sebulan lebih banyak dari kapasitas yang disebut pembuatnya."),
        _l(
            "%(product)s dari %(maker)s terjual %(quantity)s (%(net)s) pada %(month)s, padahal"
            " kapasitasnya %(capacity)s sebulan."
        ),
        "ISA 520: plausibility against operating data",
        find,
        {"net": rupiah, "month": month_words},
        whole_month=True,
    )
)
