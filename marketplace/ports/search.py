"""Finds products by words. The index is disposable: it can be rebuilt from the database at any time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

MOST_HITS: Final = 20_000


class SearchDown(Exception):
    """The engine cannot answer now; a page falls back to a plain select and says so."""


@dataclass(frozen=True)
class SearchDocument:
    """What search knows of a listed product. `codes` are SKU, GTIN and certificate numbers, `kind` its category.

    `packs` are what is in one of each, in thousandths of a gram, millilitre, metre or piece: `500000g`.
    """

    product_id: int
    name: str
    maker: str
    text: str
    codes: Sequence[str] = ()
    kind: str = ""
    packs: Sequence[str] = ()


@dataclass(frozen=True)
class Hits:
    """`ids` are all that match, best first, at most `MOST_HITS`.

    `meant` is the question as it was understood when words were corrected or left out, else empty. `words` are the
    forms of words that made products match, in lower case and without accents, to be highlighted.
    """

    ids: Sequence[int]
    meant: str = ""
    words: frozenset[str] = frozenset()


class SearchEngine(Protocol):
    def index(self, documents: Iterable[SearchDocument], gone: Iterable[int] = ()) -> None:
        """Write what these products are now and forget those that are gone; one writer at a time."""

    def find(self, text: str, *, synonyms: Mapping[str, Sequence[str]] = ..., exactly: bool = False) -> Hits:
        """Every word counts; where nothing answers to all of them, some are corrected or left out. Raises SearchDown.

        `synonyms` names what else a word, or two or three words in a row, may be called, all in lower case; they
        count a little less than what was typed. `exactly` corrects nothing and leaves nothing out. A weight or volume
        such as 1,5 kg prefers packs of that content and asks for none.
        """

    def complete(self, text: str, *, limit: int = 8) -> list[str]:
        """The question with its last, half typed word completed: words of names, most products first.

        Each completion finds something together with the words before it. Raises SearchDown.
        """

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Build a new index beside the old one, then switch; returns how many it holds."""

    def ready(self) -> bool:
        """Whether it can answer now; an index of an older version cannot, and must be rebuilt."""
