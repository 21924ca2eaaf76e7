"""What a page of the catalog shows: cards with pictures, papers and, for buyers, prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from markupsafe import Markup

from marketplace.adapters.search.words import words as words_in
from marketplace.catalog import policies
from marketplace.catalog.assortment import Assortment, Counted
from marketplace.catalog.facets import SortOrder
from marketplace.catalog.highlighting import Parts, marked, snippet
from marketplace.catalog.queries import CatalogCard
from marketplace.catalog.searching import Found, SearchText, find, search_texts
from marketplace.catalog.synonyms import synonyms
from marketplace.certification.assortments import Offered, load_assortment, refresh_assortment
from marketplace.certification.goods import goods_of
from marketplace.db.uow import UnitOfWork
from marketplace.inventory.shortages import short_goods
from marketplace.kernel.ids import ProductId
from marketplace.kernel.paging import Page
from marketplace.places.nearness import is_kelurahan
from marketplace.ports.search import SearchEngine
from marketplace.web.cards import cards
from marketplace.web.fragment_cache import Stamp, cached, fragments, refreshed, stamp
from marketplace.web.narrowing import FilterArgs, Narrowing, View

SIZE = 24
FIRST = 5  # that a trial shows
MACROS = {View.GRID: "good", View.ROWS: "row"}


@dataclass(frozen=True)
class Shelf:
    """`ids` are this page's products; what they look like is asked for once it is needed."""

    uow: UnitOfWork
    args: FilterArgs
    ids: Page[ProductId]
    narrowing: Narrowing
    found: Found | None
    near: str  # the kelurahan that the nearest are near to

    @property
    def sees_prices(self) -> bool:
        return self.narrowing.buys

    @property
    def total(self) -> int:
        """All that is listed, whatever is asked for."""
        return len(self.narrowing.every.ids)

    @property
    def plain(self) -> bool:
        return self.found is not None and self.found.plain

    @property
    def meant(self) -> str:
        """The question as it was understood, where it was corrected."""
        return self.found.meant if self.found else ""

    @property
    def categories(self) -> Counted:
        return self.narrowing.every.categories

    @property
    def orders(self) -> Sequence[SortOrder]:
        """Where nothing is looked for, nothing fits better than anything else."""
        return [order for order in SortOrder if self.found or order is not SortOrder.FITTING]

    @property
    def order(self) -> SortOrder:
        return self.args.order if self.found or self.args.order else SortOrder.NEWEST

    @property
    def homes(self) -> Sequence[tuple[str, str]]:
        """(code, name) of every kelurahan, by name."""
        names = self.narrowing.every.names.items()
        return sorted(((code, name) for code, name in names if is_kelurahan(code)), key=lambda one: one[1])

    @property
    def bare(self) -> Mapping[str, None]:
        """The questions of the address that take every filter off."""
        return dict.fromkeys(self.args.chosen)

    @property
    def tiles(self) -> Sequence[Markup]:
        return cards(self.uow, self.ids.rows, macro=MACROS[self.args.view], more=self.marks)

    @cached_property
    def marks(self) -> Mapping[ProductId, Mapping[str, Markup]]:
        """Of each product `called`, its name with what was looked for marked, and `snippet`, of its text.

        There is a snippet where the text says something of what was looked for that the name does not.
        """
        words = self.found.words if self.found else frozenset()
        if not words:
            return {}
        return {one: _marks(text, words) for one, text in _texts(self.uow, self.ids.rows).items()}


def _texts(uow: UnitOfWork, product_ids: Sequence[ProductId]) -> Mapping[ProductId, SearchText]:
    """Names and texts, from where they are kept; what is missing is fetched at once."""

    @cache
    def fetched() -> Mapping[ProductId, SearchText]:
        return search_texts(uow.session, product_ids)

    return {
        one: cached(("text", one), lambda one=one: fetched().get(one, SearchText("", "")))  # type: ignore[misc]
        for one in product_ids
    }


def _marks(text: SearchText, words: frozenset[str]) -> Mapping[str, Markup]:
    called = {"called": _marked(marked(text.name, words))}
    missing = words.difference(words_in(text.name))
    parts = snippet(text.text, missing) if missing else []
    return {**called, "snippet": _marked(parts)} if parts else called


def _marked(parts: Parts) -> Markup:
    return Markup("").join(
        Markup("<mark>{}</mark>").format(text) if hit else Markup.escape(text) for text, hit in parts
    )


def shelf(uow: UnitOfWork, engine: SearchEngine, args: FilterArgs, *, near: str = "") -> Shelf:
    """Filters and pages are worked out on the kept assortment, so the last page costs no more than the first.

    `near` is where the visitor is at home, a kelurahan; what the address says of it goes before.
    """
    buys = uow.allows(policies.SEE_PRICES, None)
    every, near = assortment_with_stock(uow) if buys else assortment_today(uow), args.near or near
    found = search(uow, engine, args.text, exactly=args.exactly) if args.text else None
    narrowing = Narrowing(args, every, None if found is None else found.product_ids, buys)
    ids = every.ordered(narrowing.narrowed.ids, args.order, near=near, buys=buys)
    start = (args.page - 1) * SIZE
    return Shelf(
        uow=uow,
        args=args,
        ids=Page(ids[start : start + SIZE], args.page, len(ids), SIZE),
        narrowing=narrowing,
        found=found,
        near=near,
    )


def search(uow: UnitOfWork, engine: SearchEngine, text: str, *, exactly: bool = False) -> Found:
    """What is found under a question or under what it may also be called."""
    known = cached("synonyms", lambda: synonyms(uow.session))
    return find(uow.session, engine, text, uow.today, synonyms=known, exactly=exactly)


@dataclass(frozen=True)
class Trial:
    """What a question finds, for who keeps the words it is understood by."""

    total: int
    first: Sequence[CatalogCard]
    meant: str
    plain: bool


def tried(uow: UnitOfWork, engine: SearchEngine, text: str) -> Trial:
    found = search(uow, engine, text)
    ids = assortment_today(uow).known(found.product_ids)
    first = [good.card for good in goods_of(uow.session, ids[:FIRST], uow.today)]
    return Trial(len(ids), first, found.meant, found.plain)


def assortment_today(uow: UnitOfWork) -> Assortment:
    """The assortment of today; after a change only what changed is read."""

    def renew(before: Offered | None, now: Stamp) -> Offered:
        if before is None:
            return load_assortment(uow.session, uow.today, stretch=now.stretch)
        return refresh_assortment(uow.session, before, uow.today, stretch=now.stretch)

    return refreshed("assortment", renew).assortment


def assortment_with_stock(uow: UnitOfWork) -> Assortment:
    """The same with what counted stock says, for who buys; orders change that, so it is asked for each time."""
    every, short = assortment_today(uow), short_goods(uow.session)
    held = fragments().parts.last("told")
    if held is None or held[0] is not every or held[1] != short:
        held = (every, short, every.with_stock(short))
        fragments().parts.put("told", stamp(), held)
    found: Assortment = held[2]
    return found
