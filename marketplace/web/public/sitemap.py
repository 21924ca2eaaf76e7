"""What search engines are told: every page for everybody, so many a slice, and what is none of theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalog.queries import kinds_of_goods, listed_in, slices_of_listed
from marketplace.db.slices import Slice
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.partners.public import codes_in, slices_of_partners
from marketplace.producers.public import slices_of_makers, slugs_in
from marketplace.uptake.measures.base import MEASURES
from marketplace.web.access import ANYONE, may
from marketplace.web.context import reading
from marketplace.web.link_previews import FOR_EVERYBODY, absolute
from marketplace.web.page_cache import cached_for_strangers
from marketplace.web.shelf import assortment_today

bp = Blueprint("public_sitemap", __name__)

SLICE = 5_000  # ids a file: some 700 kB; search engines take 50,000 addresses and 50 MB
MOST = 50_000  # slices that an index may name
SitemapEntry = tuple[str, datetime | None]  # a path, and when its page last said something new
Slices = Callable[[Any, date, int], Sequence[Slice]]
OF_SOMETHING = (
    "public_catalog.show",
    "public_categories.show",
    "public_partners.show",
    "public_producers.show",
    "public_uptake.measure",
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
@cached_for_strangers()
def index() -> ResponseReturnValue:
    uow = reading()
    paths = [url_for(".pages")] + [
        url_for(".several", kind=kind, number=one.number)
        for kind, (slices, _) in SEVERAL.items()
        for one in slices(uow.session, uow.today, SLICE)
    ]
    return _xml(render_template("public/sitemap/index.xml", addresses=[absolute(path) for path in paths]))


@bp.get("/sitemap/pages.xml")
@may(ANYONE)
@cached_for_strangers()
def pages() -> ResponseReturnValue:
    """Pages without a subject, measures, and kinds of goods with something in them."""
    paths = [url_for(endpoint) for endpoint in FOR_EVERYBODY if endpoint not in OF_SOMETHING]
    paths += [url_for("public_uptake.measure", key=key) for key in MEASURES]
    paths += [url_for("public_categories.show", code=code) for code in _kinds(reading())]
    return _sitemap([(path, None) for path in paths])


@bp.get("/sitemap/<any(products, producers, partners):kind>-<int:number>.xml")
@may(ANYONE)
@cached_for_strangers()
def several(kind: str, number: int) -> ResponseReturnValue:
    """Raises NotFound for a slice with nothing in it: search engines take an empty one for a mistake."""
    _, pages_in = SEVERAL[kind]
    found = pages_in(reading(), Slice(number, SLICE)) if number < MOST else []
    if not found:
        raise NotFound(f"slice {number} of {kind} in the sitemap")
    return _sitemap(found)


@bp.get("/robots.txt")
@may(ANYONE)
@cached_for_strangers()
def robots() -> ResponseReturnValue:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines += ["Disallow: /*?*q=", "", f"Sitemap: {absolute(url_for('.index'))}", ""]
    return Response("\n".join(lines), mimetype="text/plain")


def _kinds(uow: UnitOfWork) -> Sequence[str]:
    """Codes of the kinds of goods that something is listed under, and of the groups above them."""
    full, kinds = {code for code, _, _ in assortment_today(uow).categories}, kinds_of_goods(uow.session)
    groups = {kind.parent for kind in kinds if kind.code in full}
    return [kind.code for kind in kinds if kind.code in full | groups]


def _products(uow: UnitOfWork, piece: Slice) -> Sequence[SitemapEntry]:
    listed = listed_in(uow.session, piece, uow.today)
    return [(url_for("public_catalog.show", slug=one.slug), one.changed_at) for one in listed]


def _makers(uow: UnitOfWork, piece: Slice) -> Sequence[SitemapEntry]:
    slugs = slugs_in(uow.session, piece, uow.today)
    return [(url_for("public_producers.show", slug=slug), None) for slug in slugs]


def _partners(uow: UnitOfWork, piece: Slice) -> Sequence[SitemapEntry]:
    codes = codes_in(uow.session, piece, uow.today)
    return [(url_for("public_partners.show", code=code), None) for code in codes]


SEVERAL: Mapping[str, tuple[Slices, Callable[[UnitOfWork, Slice], Sequence[SitemapEntry]]]] = {
    "products": (slices_of_listed, _products),
    "producers": (slices_of_makers, _makers),
    "partners": (slices_of_partners, _partners),
}
"""Of each kind: which slices have something in them, and the pages of one."""


def _sitemap(found: Sequence[SitemapEntry]) -> Response:
    addresses = [(absolute(path), changed_at) for path, changed_at in found]
    return _xml(render_template("public/sitemap/slice.xml", found=addresses))


def _xml(text: str) -> Response:
    return Response(text, mimetype="application/xml")
