"""Finds products by words. The index is disposable: it can be rebuilt from the database at any time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


class SearchDown(Exception):
    """The engine cannot answer now; a page falls back to a plain select and says so."""


@dataclass(frozen=True)
class Document:
    """What search knows of a listed product. `codes` are SKU, GTIN and certificate numbers."""

    product_id: int
    name: str
    maker: str
    text: str
    codes: Sequence[str] = ()


class SearchEngine(Protocol):
    def index(self, documents: Iterable[Document], gone: Iterable[int] = ()) -> None:
        """Write what these products are now and forget those that are gone; one writer at a time."""

    def find(self, text: str, *, limit: int = 200) -> list[int]:
        """Product ids, best first; every word counts. Raises SearchDown."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new index beside the old one, then switch; returns how many it holds."""

    def ready(self) -> bool:
        """Whether it can answer now; an index of an older version cannot, and must be rebuilt."""
