"""Local goods beside what a shop buys elsewhere: which of its texts have some, and what stays without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from marketplace.catalog.models import Availability
from marketplace.catalog.substitutes import Fit, Substitutes
from marketplace.catalog.synonyms import synonyms
from marketplace.certification.goods import ListedGood, goods_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProductId
from marketplace.kernel.money import Rupiah
from marketplace.ports.search import SearchEngine
from marketplace.purchases.other_sellers import BoughtText, bought_from_others
from marketplace.web.cards import stocked
from marketplace.web.fragment_cache import cached
from marketplace.web.shelf import assortment_today, search

TEXTS, EACH, LOOKED_AT = 20, 4, 12  # texts of a page, goods beside each, and goods those are chosen from
BACK = timedelta(days=365)


@dataclass(frozen=True)
class Replaced:
    """Texts that the same words lead to the same goods from; goods that stand further up stay there."""

    words: str
    texts: list[BoughtText] = field(default_factory=list)
    goods: list[ListedGood] = field(default_factory=list)

    @property
    def net(self) -> Rupiah:
        return Rupiah(sum(one.net for one in self.texts))


@dataclass(frozen=True)
class Comparison:
    """`net` is all that the shop bought elsewhere from `since` on, of which `texts` are the biggest."""

    since: date
    net: Rupiah
    replaced: Sequence[Replaced]
    alone: Sequence[BoughtText]

    @property
    def replaceable(self) -> Rupiah:
        return Rupiah(sum(one.net for one in self.replaced))


def compared(uow: UnitOfWork, engine: SearchEngine) -> Comparison:
    """Of the shop whose page it is."""
    since = uow.today - BACK
    bought = bought_from_others(uow.session, uow.actor.organisation, since, uow.today, most=TEXTS)
    lookup = _lookup(uow, engine)
    fits = [(one, lookup.for_text(one.text, category_id=one.category_id)) for one in bought.texts]
    replaced: dict[str, Replaced] = {}
    for one, fit in fits:
        if fit.product_ids:
            replaced.setdefault(fit.words, Replaced(fit.words)).texts.append(one)
    wanted = {fit.words: fit.product_ids[:LOOKED_AT] for _, fit in fits if fit.product_ids}
    for words, goods in _each(uow, wanted):
        replaced[words].goods.extend(goods)
    return Comparison(
        since,
        bought.net,
        sorted(replaced.values(), key=lambda one: (-one.net, one.words)),
        [one for one, fit in fits if not fit.product_ids],
    )


@dataclass(frozen=True)
class Tried:
    text: str
    words: str
    goods: Sequence[ListedGood]


def tried(uow: UnitOfWork, engine: SearchEngine, text: str) -> Tried:
    """A text that somebody typed: as those of receipts, and where nothing fits, as any other search."""
    lookup = _lookup(uow, engine)
    fit = lookup.for_text(text)
    if not fit.product_ids:
        found = search(uow, engine, text)
        known = assortment_today(uow).known(found.product_ids)[:LOOKED_AT]
        fit = Fit(found.meant or text, lookup.local(known))
    return Tried(text, fit.words, _chosen(uow, fit.product_ids[:LOOKED_AT]))


def _lookup(uow: UnitOfWork, engine: SearchEngine) -> Substitutes:
    known = cached("synonyms", lambda: synonyms(uow.session))
    return Substitutes(uow.session, engine, uow.today, known)


def _each(
    uow: UnitOfWork, wanted: dict[str, Sequence[ProductId]]
) -> Iterator[tuple[str, Sequence[ListedGood]]]:
    """All in one statement; no product stands on the page twice."""
    every = list(dict.fromkeys(one for ids in wanted.values() for one in ids))
    known = {good.card.product_id: good for good in _chosen(uow, every, most=len(every))}
    shown = set[ProductId]()
    for words, ids in wanted.items():
        fresh = [known[one] for one in ids if one in known and one not in shown]
        goods = sorted(fresh, key=_is_sold_out)[:EACH]
        shown |= {good.card.product_id for good in goods}
        yield words, goods


def _chosen(uow: UnitOfWork, ids: Sequence[ProductId], *, most: int = EACH) -> Sequence[ListedGood]:
    """What can be had first; the sort keeps the order of the search otherwise."""
    return sorted(stocked(uow, goods_of(uow.session, ids, uow.today)), key=_is_sold_out)[:most]


def _is_sold_out(good: ListedGood) -> bool:
    return not good.offers or good.offers[0].availability is Availability.SOLD_OUT
