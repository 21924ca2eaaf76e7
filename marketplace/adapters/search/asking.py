"""How a question is understood, the same for every engine: as typed, else with its last word continued, else
with unknown words corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from marketplace.adapters.search.words import question, words
from marketplace.ports.search import Hits

SYNONYM = 0.75  # of what the word itself weighs
LONGEST_PHRASE = 3

Word = tuple[str, str]  # with the code it stands in, see `words.Question`


@dataclass(frozen=True)
class Term:
    """All of these words; `share` of their weight."""

    words: tuple[Word, ...]
    share: float = 1.0


Group = Sequence[Term]  # any of them answers to a word of the question


class Shelf(Protocol):
    """What an engine can say about its products at one moment."""

    def best(self, groups: Sequence[Group], code: str = "") -> Sequence[int]:
        """Products that answer to every group, or have this code, best first."""

    def known(self, groups: Sequence[Group]) -> Sequence[bool]:
        """Of each, whether a product answers to it."""

    def names(self, word: str) -> bool:
        """Whether a product or its maker is named so."""

    def continued(self, word: str) -> Sequence[str]:
        """Words of names and makers that begin like this, most products first."""

    def slips(self, word: str) -> Sequence[str]:
        """Words of names and makers that this may have been meant to be, likeliest first."""

    def forms(self, groups: Sequence[Group]) -> frozenset[str]:
        """Every form in which a text may show these words."""


def answer(
    shelf: Shelf, text: str, synonyms: Mapping[str, Sequence[str]] | None = None, *, exactly: bool = False
) -> Hits:
    asked = question(text)
    if not asked.words:
        return Hits([])
    calls = synonyms or {}
    groups = grouped(asked.words, calls)
    ids = shelf.best(groups, asked.code)
    tail: Group = [] if ids else _continued(shelf, asked.words[-1][0])
    if tail:
        groups = [*grouped(asked.words[:-1], calls), tail]
        ids = shelf.best(groups)
    if ids or exactly:
        return Hits(ids, words=shelf.forms(groups) if ids else frozenset())
    return _Correction(shelf, asked.words, calls, tail).answer(text)


def grouped(asked: Sequence[Word], synonyms: Mapping[str, Sequence[str]]) -> list[Group]:
    """A group for each word, and one for words in a row that have synonyms together."""
    groups: list[Group] = []
    place = 0
    while place < len(asked):
        for size in range(min(LONGEST_PHRASE, len(asked) - place), 0, -1):
            phrase = tuple(asked[place : place + size])
            others = synonyms.get(" ".join(word for word, _ in phrase), ())
            if others or size == 1:
                groups.append([Term(phrase), *map(_synonym, others)])
                place += size
                break
    return groups


def _synonym(text: str) -> Term:
    return Term(tuple((word, "") for word in words(text)), SYNONYM)


def _continued(shelf: Shelf, word: str) -> Group:
    return [Term(((other, ""),)) for other in shelf.continued(word)]


class _Correction:
    """Words that nobody knows are replaced, one after the other, by what finds something beside the rest.

    The last one stays half typed where something begins like it.
    """

    def __init__(
        self, shelf: Shelf, asked: Sequence[Word], synonyms: Mapping[str, Sequence[str]], tail: Group
    ) -> None:
        self._shelf = shelf
        self._asked = asked
        self._synonyms = synonyms
        self._tail = tail

    def answer(self, text: str) -> Hits:
        known = self._shelf.known([grouped([word], self._synonyms)[0] for word in self._asked])
        unknown = [place for place, is_known in enumerate(known) if not is_known]
        if self._tail and unknown[1:] and unknown[-1] == len(known) - 1:
            unknown.pop()
        else:
            self._tail = []
        chosen = self._all_of(unknown) if unknown else self._one_of(self._unnamed())
        if not chosen:
            return Hits([])
        groups = self._groups(chosen)
        meant = {self._asked[place][0]: word for place, word in chosen.items()}
        return Hits(
            self._shelf.best(groups),
            meant=" ".join(meant.get(word, word) for word in words(text[:200])),
            words=self._shelf.forms(groups),
        )

    def _unnamed(self) -> list[int]:
        """Known only from makers and texts, where a slip may stand as well."""
        return [place for place, (word, _) in enumerate(self._asked) if not self._shelf.names(word)]

    def _all_of(self, unknown: Sequence[int]) -> Mapping[int, str]:
        chosen: dict[int, str] = {}
        for count, place in enumerate(unknown, 1):
            later = unknown[count:]
            for other in self._shelf.slips(self._asked[place][0]):
                if self._shelf.best(self._groups(chosen | {place: other}, without=later)):
                    chosen[place] = other
                    break
            else:
                return {}
        return chosen

    def _one_of(self, places: Sequence[int]) -> Mapping[int, str]:
        for place in places:
            for other in self._shelf.slips(self._asked[place][0]):
                if self._shelf.best(self._groups({place: other})):
                    return {place: other}
        return {}

    def _groups(self, chosen: Mapping[int, str], without: Sequence[int] = ()) -> list[Group]:
        read: list[Word] = []
        for place, word in enumerate(self._asked[:-1] if self._tail else self._asked):
            if place in chosen:
                read += [(part, "") for part in chosen[place].split()]
            elif place not in without:
                read.append(word)
        return [*grouped(read, self._synonyms), *([self._tail] if self._tail else [])]
