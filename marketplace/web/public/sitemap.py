"""What search engines are told: every page for everybody, in slices of so many products, and what is none of theirs."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalog.queries import kinds_of_goods, last_product, slice_of_listed
from marketplace.db.reading import page_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.partners.public import PublicPartner, PublicPartners
from marketplace.producers.queries import slugs_of_makers
from marketplace.web.access import ANYONE, may
from marketplace.web.context import reading
from marketplace.web.front import for_strangers
from marketplace.web.sharing import FOR_EVERYBODY, absolute
from marketplace.web.shelf import offered_on

bp = Blueprint("public_sitemap", __name__)

SLICE = 5_000  # product ids a file: some 700 kB, well below what a search engine accepts
OF_SOMETHING = (
    "public_catalog.show",
    "public_categories.show",
    "public_partners.show",
    "public_producers.show",
)
CLOSED = (
    "/account/",
    "/events/tickets/",
    "/files/",
    "/office/",
    "/handover/",
    "/papers/",
    "/partner/",
    "/producer/",
)


@bp.get("/sitemap.xml")
@may(ANYONE)
@for_strangers()
def index() -> ResponseReturnValue:
    slices = range(1, -(-last_product(reading().session) // SLICE) + 1)
    paths = [url_for(".pages"), *(url_for(".products", number=number) for number in slices)]
    return _xml(render_template("public/sitemap/index.xml", addresses=[absolute(path) for path in paths]))


@bp.get("/sitemap/pages.xml")
@may(ANYONE)
@for_strangers()
def pages() -> ResponseReturnValue:
    """Pages without a subject, kinds of goods with something in them, makers and partners."""
    uow = reading()
    partners = page_of(uow.session, PublicPartners(day=uow.today).select(), PublicPartner, size=SLICE)
    paths = [
        *(url_for(endpoint) for endpoint in FOR_EVERYBODY if endpoint not in OF_SOMETHING),
        *(url_for("public_categories.show", code=code) for code in _kinds(uow)),
        *(url_for("public_producers.show", slug=slug) for slug in slugs_of_makers(uow.session, uow.today)),
        *(url_for("public_partners.show", code=partner.code) for partner in partners),
    ]
    return _xml(render_template("public/sitemap/slice.xml", found=[(absolute(path), None) for path in paths]))


@bp.get("/sitemap/products-<int:number>.xml")
@may(ANYONE)
@for_strangers()
def products(number: int) -> ResponseReturnValue:
    """A slice that never had a product is not there. Raises NotFound."""
    uow, first = reading(), (number - 1) * SLICE + 1
    if not 0 < first <= last_product(uow.session):
        raise NotFound(f"slice {number} of the sitemap")
    found = slice_of_listed(uow.session, uow.today, first, first + SLICE - 1)
    addresses = [(absolute(url_for("public_catalog.show", slug=one.slug)), one.changed_at) for one in found]
    return _xml(render_template("public/sitemap/slice.xml", found=addresses))


@bp.get("/robots.txt")
@may(ANYONE)
@for_strangers()
def robots() -> ResponseReturnValue:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines += ["Disallow: /*?*q=", "", f"Sitemap: {absolute(url_for('.index'))}", ""]
    return Response("\n".join(lines), mimetype="text/plain")


def _kinds(uow: UnitOfWork) -> Sequence[str]:
    """Codes of the kinds of goods that something is listed under, and of the groups above them."""
    full, kinds = {code for code, _, _ in offered_on(uow).categories}, kinds_of_goods(uow.session)
    groups = {kind.parent for kind in kinds if kind.code in full}
    return [kind.code for kind in kinds if kind.code in full | groups]


def _xml(text: str) -> Response:
    return Response(text, mimetype="application/xml")
