"""Words in, listed products out; when the engine cannot answer, a plain select does, and the page says so."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.adapters.search.words import words as words_in
from marketplace.catalog.models import Product, ProductRevision
from marketplace.catalog.queries import listed_by_name
from marketplace.kernel.ids import ProductId
from marketplace.ports.search import SearchDown, SearchEngine

log = logging.getLogger(__name__)

LONGEST = 100  # signs of a question
NONE: Mapping[str, Sequence[str]] = MappingProxyType({})


@dataclass(frozen=True)
class Found:
    """Product ids, best first. `plain` means that only whole names were looked through.

    `meant` is the question as it was understood where it was corrected or cut, `words` what is to be highlighted.
    """

    product_ids: Sequence[ProductId]
    plain: bool = False
    meant: str = ""
    words: frozenset[str] = frozenset()


def find(
    session: Session,
    engine: SearchEngine,
    text: str,
    day: date,
    *,
    synonyms: Mapping[str, Sequence[str]] = NONE,
    exactly: bool = False,
) -> Found:
    """`exactly` corrects and cuts nothing. What is found may have left the catalog since; the assortment knows."""
    try:
        hits = engine.find(text, synonyms=synonyms, exactly=exactly)
    except SearchDown:
        log.warning("search is down; the catalog falls back to a plain select")
        ids = listed_by_name(session, text.replace("\0", " ").split(), day)  # PostgreSQL takes no zero byte
        return Found(ids, plain=True, words=frozenset(words_in(text)))
    return Found([ProductId(product_id) for product_id in hits.ids], meant=hits.meant, words=hits.words)


def complete(engine: SearchEngine, text: str) -> Sequence[str]:
    """What a question that is being typed may become; nothing while the engine is out."""
    try:
        return engine.complete(text)
    except SearchDown:
        return []


class SearchText(NamedTuple):
    """A product's name and what it says beside, to mark and to take snippets from."""

    name: str
    text: str


def search_texts(session: Session, product_ids: Collection[ProductId]) -> Mapping[ProductId, SearchText]:
    """What their approved revisions say; one statement."""
    query = (
        select(Product.id, Product.name, ProductRevision.description, ProductRevision.composition)
        .join(Product, Product.id == ProductRevision.product_id)
        .where(Product.id.in_(product_ids), ProductRevision.number == Product.approved_number)
    )
    return {row[0]: SearchText(row[1], f"{row[2]} {row[3]}".strip()) for row in session.execute(query)}
