"""The catalog by kind of goods: a page for each, as search engines and shops like to have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.catalog.categories import ENTRIES
from marketplace.catalog.facets import Facet
from marketplace.catalog.queries import ShownCategory, kinds_of_goods
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.paging import Page
from marketplace.web.access import ANYONE, may
from marketplace.web.cards import cards
from marketplace.web.context import page_number, reading
from marketplace.web.fragment_cache import cached
from marketplace.web.page_cache import cached_for_strangers
from marketplace.web.shelf import SIZE, assortment_today

bp = Blueprint("public_categories", __name__)

SAID = {entry.code: entry.goods for entry in ENTRIES}


@bp.get("/categories")
@may(ANYONE)
@cached_for_strangers()
def index() -> ResponseReturnValue:
    uow = reading()
    kinds, counts = _kinds(uow), _counts(uow)
    groups = [(kind, _below(kinds, kind.code)) for kind in kinds if not kind.parent]
    return render_template(
        "public/categories/index.html",
        groups=[
            (kind, below, sum(counts.get(one.code, 0) for one in (kind, *below))) for kind, below in groups
        ],
        counts=counts,
    )


@bp.get("/categories/<code>")
@may(ANYONE)
@cached_for_strangers("page")
def show(code: str) -> ResponseReturnValue:
    """A group shows everything beneath it. Raises NotFound for what is no kind of goods."""
    uow, number = reading(), page_number()
    kinds = _kinds(uow)
    kind = next((one for one in kinds if one.code == code), None)
    if kind is None:
        raise NotFound(f"category {code}")
    below, offered = _below(kinds, code), assortment_today(uow)
    wanted = {Facet.CATEGORY: [code, *(one.code for one in below)]}
    ids = cached(("kind", code), lambda: offered.narrowed(wanted).ids)
    shown = ids[(number - 1) * SIZE : number * SIZE]
    return render_template(
        "public/categories/show.html",
        kind=kind,
        about=SAID.get(code),
        above=next((one for one in kinds if one.code == kind.parent), None),
        beside=below or [one for one in kinds if one.parent and one.parent == kind.parent],
        counts=_counts(uow),
        page=Page(shown, number, len(ids), SIZE),
        tiles=cards(uow, shown),
        makers=len({offered.makers[one] for one in ids}),
    )


def _kinds(uow: UnitOfWork) -> Sequence[ShownCategory]:
    return cached("kinds", lambda: kinds_of_goods(uow.session))


def _counts(uow: UnitOfWork) -> Mapping[str, int]:
    return {code: count for code, _, count in assortment_today(uow).categories}


def _below(kinds: Sequence[ShownCategory], code: str) -> Sequence[ShownCategory]:
    return [one for one in kinds if one.parent == code]
