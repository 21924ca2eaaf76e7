"""Sheets of a maker as tests write them, and what stands before."""

from marketplace.catalog.bulk.checking import check
from marketplace.catalog.bulk.columns import title_of
from marketplace.catalog.bulk.current import CurrentProduct, CurrentProducts, CurrentVariant
from marketplace.catalog.bulk.reading import lines_of
from marketplace.catalog.revisions import Text
from marketplace.catalog.services.variants import Form
from marketplace.kernel.review import DRAFT
from marketplace.ports.sheets import Book, Sheet

SNACKS, BATIK = 5, 9
GTIN = "8999991870018"
NEW = {"name": "Keripik Nangka", "category": "Camilan", "net_content": "100 g", "price_1": 9_000}


def book(*rows, kind="xlsx", above=()):
    """Rows by the names of their fields; the columns are those that any of them has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [[row.get(name) for name in names] for row in rows]
    return Book(kind, [Sheet("Produk", [*above, [title_of(name) for name in names], *lines])])


def known(*variants, state=DRAFT, **more):
    """Variants as (product, code, form) or with a text of their product."""
    products = {}
    for number, _, _, *text in variants:
        body = text[0] if text else Text(name="Keripik Pisang", description="Renyah.", label_shows=("name",))
        products.setdefault(number, CurrentProduct(number, body, SNACKS, state))
    return CurrentProducts(
        products=products,
        variants=[
            CurrentVariant(place, code, number, form)
            for place, (number, code, form, *_) in enumerate(variants, 1)
        ],
        categories={"Camilan": SNACKS, "Batik": BATIK},
        food={SNACKS},
        **more,
    )


def form(**given):
    return Form(
        **{
            "sku": "KP-1",
            "net_content": "200 g",
            "prices": {1: 12_500, 24: 11_500},
            "least": 6,
            "case_pack": 12,
        }
        | given
    )


def outcome_of(status, *rows):
    return check(lines_of(book(*rows)), status)


def complaints(outcome):
    """Row -> field -> sentence."""
    return {one.number: {why.field: str(why.sentence) for why in one.complaints} for one in outcome.wrong}


def changes(outcome):
    return [
        (one.number, one.act.value, [tuple(change)[1:] for change in one.changes]) for one in outcome.rows
    ]
