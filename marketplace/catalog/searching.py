"""Words in, listed products out; when the engine cannot answer, a plain select does, and the page says so."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from marketplace.catalog.queries import listed_by_name
from marketplace.kernel.ids import ProductId
from marketplace.ports.search import SearchDown, SearchEngine

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """Product ids, best first. `plain` means that only whole names were looked through."""

    product_ids: Sequence[ProductId]
    plain: bool = False


def find(session: Session, engine: SearchEngine, text: str, day: date) -> Found:
    try:
        return Found([ProductId(product_id) for product_id in engine.find(text).ids])
    except SearchDown:
        log.warning("search is down; the catalog falls back to a plain select")
        return Found(listed_by_name(session, text.split(), day), plain=True)
