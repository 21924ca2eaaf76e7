"""Local goods in place of what a shop buys elsewhere, found by what is written on its receipts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.adapters.search.stemming import stem
from marketplace.adapters.search.words import words as words_in
from marketplace.catalog.content import ContentBase, read_content
from marketplace.catalog.listing import on_sale
from marketplace.catalog.models import Product, Variant
from marketplace.catalog.searching import find
from marketplace.kernel.ids import CategoryId, ProductId
from marketplace.kernel.units import PACKS
from marketplace.ports.search import SearchEngine
from marketplace.producers.queries import is_local

MOST_WORDS = 5  # of a text: what follows is rarely the name of the goods
LOOKED_AT = 60  # hits whose names are read; names weigh the most, so those come first

# Words of a receipt that say how goods are sold and not what they are.
_AROUND = """
    aneka baru bonus curah disc diskon eceran ecer ekonomis extra gratis grosir hemat isi kemasan netto neto paket
    per pilihan produk promo refill rasa spesial ukuran
"""
AROUND = frozenset(_AROUND.split()) | frozenset(PACKS)
# They say which kind of something; without the word before them they name nothing one could buy instead.
_KINDS = """
    asam asin asli besar biru bubuk bulat coklat cokelat enak gurih goreng halus hijau hitam instan instant jumbo
    kecil kering kuning manis medium merah mini murni original panjang pedas premium putih renyah segar sedang sedap
    super tawar tipis
"""
KINDS = frozenset(_KINDS.split())
# As tills shorten what goods are called, mostly by leaving out vowels.
_SHORT = """
    asn:asin aym:ayam bbk:bubuk bld:balado brs:beras bwg:bawang cklt:cokelat ckt:cokelat gl:gula gor:goreng grg:goreng
    ikn:ikan jhe:jahe kcg:kacang kcng:kacang kcp:kecap kpi:kopi kri:keripik krp:kerupuk krpk:keripik krpuk:kerupuk
    krupk:kerupuk mdu:madu mlnjo:melinjo mlinjo:melinjo mns:manis myk:minyak mnyk:minyak pds:pedas pyk:peyek
    rmpyk:rempeyek rt:roti sbl:sambal sbn:sabun skg:singkong smbl:sambal srp:sirup tlr:telur tpg:tepung
"""
SHORT = dict(pair.split(":") for pair in _SHORT.split())
SIZE = re.compile(r"\d+(?:[.,]\d+)?\s*(?:kg|kilo|gram|gr|g|ons|liter|ltr|lt|l|ml|cc)\b", re.IGNORECASE)
MEASURED = (ContentBase.GRAM, ContentBase.MILLILITRE)


class Fit(NamedTuple):
    """`words` are those of the text that the products were found by."""

    words: str
    product_ids: Sequence[ProductId]


NOTHING = Fit("", ())


def essence(text: str) -> Sequence[str]:
    """`INDOMIE GRG 85GR ISI 40` → indomie, goreng: no sizes, no packs, no codes; short words in full."""
    words = [word for word in words_in(text) if word.isalpha() and len(word) > 1 and word not in AROUND]
    words = [SHORT.get(word, word) for word in words]
    return list(dict.fromkeys(words))[:MOST_WORDS]


class Substitutes:
    """Answers for many texts of one page: what was looked up once is remembered."""

    def __init__(
        self, session: Session, engine: SearchEngine, day: date, synonyms: Mapping[str, Sequence[str]]
    ) -> None:
        self._session, self._engine, self._day, self._synonyms = session, engine, day, synonyms
        self._known: dict[tuple[str, ...], Sequence[ProductId]] = {}
        self._names: dict[ProductId, Sequence[str]] = {}  # the roots of their words

    def for_text(self, text: str, *, category_id: CategoryId | None = None) -> Fit:
        """The most words in a row that name local goods, beginning with what the goods are.

        Brands fall out because no local name has them. A word alone has to begin the name: nuts in egg are no eggs.
        What is poured does not stand for what is weighed: kencur rice is a drink. Where the category is known, only
        its goods fit, if any do.
        """
        words = [word for word in essence(text) if self._named((word,))]
        for length in range(len(words), 0, -1):
            for start in range(len(words) - length + 1):
                some = tuple(words[start : start + length])
                if some[0] not in KINDS and (found := self._fitting(some, text, category_id)):
                    return Fit(" ".join(some), found)
        return NOTHING

    def local(self, ids: Sequence[ProductId]) -> Sequence[ProductId]:
        """Those of makers who count as local today: a maker who moved away may sell here, but replaces nobody."""
        query = select(Product.id).where(Product.id.in_(ids), is_local(Product.producer_id, self._day))
        here = set(self._session.scalars(query)) if ids else set()
        return [one for one in ids if one in here]

    def _named(self, words: tuple[str, ...]) -> Sequence[ProductId]:
        """Goods whose names have the first of these words, and which have all the others somewhere."""
        if words not in self._known:
            found = find(
                self._session,
                self._engine,
                " ".join(words),
                self._day,
                synonyms=self._synonyms,
                exactly=True,
            )
            self._known[words] = self._by_name(words[0], found.product_ids[:LOOKED_AT])
        return self._known[words]

    def _by_name(self, word: str, ids: Sequence[ProductId]) -> Sequence[ProductId]:
        if not ids:
            return []
        rows = self._session.execute(select(Product.id, Product.name).where(Product.id.in_(ids)))
        self._names |= {row[0]: [stem(other) for other in words_in(row[1])] for row in rows}
        meant = self._meant(word)
        return [one for one in ids if not meant.isdisjoint(self._names[one])]

    def _meant(self, word: str) -> Set[str]:
        """The roots of a word and of those that mean the same."""
        return {stem(one) for other in (word, *self._synonyms.get(word, ())) for one in words_in(other)}

    def _fitting(
        self, words: tuple[str, ...], text: str, category_id: CategoryId | None
    ) -> Sequence[ProductId]:
        ids = self._named(words)
        if not words[1:]:
            ids = [one for one in ids if self._names[one][0] in self._meant(words[0])]
        ids = self.local(ids)
        if not ids:
            return ids
        query = select(Product.id, Product.category_id, Variant.net_content)
        query = query.join(Variant, Variant.product_id == Product.id)
        rows = self._session.execute(query.where(Product.id.in_(ids), on_sale())).all()
        base = _base_of(text)
        alike = {one for one, _, content in rows if {base, _base_of(content)} != set(MEASURED)}
        inside = {one for one, category, _ in rows if one in alike and category == category_id}
        return [one for one in ids if one in (inside or alike)]


def _base_of(text: str) -> ContentBase | None:
    """Grams or millilitres, where the text names a size; None for all else."""
    size = SIZE.search(text)
    content = read_content(size[0]) if size else None
    return content.base if content and content.base in MEASURED else None
