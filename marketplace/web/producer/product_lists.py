"""What an address asks of a maker's list of products, and the same list as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from flask import Response, request

from marketplace.catalog.children import VariantOffer
from marketplace.catalog.own_products import OwnProduct, ProductsOf, Where
from marketplace.catalog.queries import offers_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l
from marketplace.ports.sheets import Cell, Column, Table
from marketplace.web.exporting import file_response
from marketplace.web.lists import from_args
from marketplace.web.query_args import file_kind_arg

MOST = 10_000  # products of an export
FEW = 5  # products that anybody finds without a filter


def products_from_args(uow: UnitOfWork) -> ProductsOf:
    """One's own, as narrowed and sorted in the address."""
    sort = request.args.get("sort", "")
    return from_args(
        ProductsOf,
        producer_id=uow.actor.organisation,
        archived=request.args.get("archived") == "1",
        day=uow.today,
        by_name=sort.removeprefix("-") == "name",
        up=sort in ("name", "made"),
    )


def exported(uow: UnitOfWork) -> Response:
    """All of it, however many pages, a line for each variant. Refused beyond so many products."""
    listing = products_from_args(uow)
    rows = listing.rows(uow.session, limit=MOST + 1)
    if len(rows) > MOST:
        raise Refused(_l("Lebih dari %(most)s produk; saring dahulu, lalu unduh lagi.", most=MOST))
    offers = offers_of(uow.session, [row.product_id for row in rows], uow.today)
    columns = [
        Column(_l("Produk"), width=32),
        Column(_l("Jenis"), width=32),
        Column(_l("Di katalog"), width=16),
        Column(_l("Pemeriksaan"), width=24),
        Column(_l("Layak sampai"), "day"),
        Column(_l("Varian"), width=20),
        Column(_l("SKU"), width=16),
        Column(_l("Ketersediaan"), width=16),
        Column(_l("Harga grosir"), "rupiah"),
    ]
    lines = [line for row in rows for line in _lines(row, offers.get(row.product_id, []), uow.today)]
    return file_response(
        file_kind_arg(), _l("produk-%(day)s", day=uow.today), Table(_l("Produk"), columns, lines)
    )


def _lines(row: OwnProduct, offers: Sequence[VariantOffer], today: date) -> Iterator[list[Cell]]:
    until = row.eligible_until if row.eligible_until and row.eligible_until.year < date.max.year else None
    product: list[Cell] = [row.name, Label(row.category), _shown(row, today), row.state.label, until]
    for offer in offers:
        price = offer.tiers[0].price if offer.tiers else None
        yield [*product, offer.name or offer.net_content, offer.sku, offer.availability.label, price]
    if not offers:
        yield [*product, "", "", "", None]


def _shown(row: OwnProduct, today: date) -> Label:
    if row.archived:
        return _l("Diarsipkan")
    if row.approved_number is not None and row.paused:
        return _l("Dijeda")
    listed = row.approved_number is not None and row.eligible_until and row.eligible_until >= today
    return (Where.LISTED if listed else Where.UNLISTED).label
