"""How a question is understood, the same for every engine.

As typed, else with its last word continued, else as the beginning of a number, else with words corrected, and with
those left out that nothing answers to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Protocol

from marketplace.adapters.search.spelling import Speller, distance
from marketplace.adapters.search.words import (
    LONGEST_QUESTION,
    SILENT,
    SearchedWords,
    begins_a_number,
    question,
    words,
)
from marketplace.ports.search import Hits

SYNONYM = 0.75  # of what the word itself weighs
LONGEST_PHRASE = 3
LEFT_OUT = ""

Synonyms = Mapping[str, Sequence[str]]

Word = tuple[str, str]  # with the code it stands in, see `words.SearchedWords`


@dataclass(frozen=True)
class SearchTerm:
    """All of these words; `share` of their weight."""

    words: tuple[Word, ...]
    share: float = 1.0


Group = Sequence[SearchTerm]  # any of them answers to a word of the question


class IndexView(Protocol):
    """What an engine can say about its products at one moment."""

    def best(self, groups: Sequence[Group], code: str = "", pack: str = "") -> Sequence[int]:
        """Products that answer to every group, or have this code, best first; those in this pack before others."""

    def known(self, groups: Sequence[Group]) -> Sequence[bool]:
        """Of each, whether a product answers to it."""

    def numbered(self, start: str) -> Sequence[int]:
        """Products with a code that begins so."""

    def names(self, word: str) -> bool:
        """Whether a product, its maker or its category is named so."""

    def continued(self, word: str) -> Sequence[str]:
        """Words of names, makers and categories that begin like this, most products first."""

    def slips(self, word: str) -> Sequence[str]:
        """Words of names, makers and categories that this may have been meant to be, likeliest first."""

    def forms(self, groups: Sequence[Group]) -> frozenset[str]:
        """Every form in which a text may show these words."""


def answer(shelf: IndexView, text: str, synonyms: Synonyms | None = None, *, exactly: bool = False) -> Hits:
    query = question(text)
    if not query.words:
        return Hits([])
    calls = synonyms or {}
    groups = grouped(query.words, calls)
    ids = shelf.best(groups, query.code, query.pack)
    tail: Group = [] if ids else _continued(shelf, query.words[-1][0], calls)
    if tail:
        groups = [*grouped(query.words[:-1], calls), tail]
        ids = shelf.best(groups, pack=query.pack)
    if not ids and begins_a_number(query.code):
        ids = shelf.numbered(query.code)
    if ids or exactly:
        return Hits(ids, words=shelf.forms(groups) if ids else frozenset())
    return _Correction(shelf, query, calls, tail).answer(text)


def grouped(typed: Sequence[Word], synonyms: Synonyms) -> list[Group]:
    """A group for each word, and one for words in a row that have synonyms together."""
    groups: list[Group] = []
    place = 0
    while place < len(typed):
        for size in range(min(LONGEST_PHRASE, len(typed) - place), 0, -1):
            phrase = tuple(typed[place : place + size])
            others = synonyms.get(" ".join(word for word, _ in phrase), ())
            if others or size == 1:
                groups.append([SearchTerm(phrase), *map(_synonym, others)])
                place += size
                break
    return groups


def _synonym(text: str) -> SearchTerm:
    return SearchTerm(tuple((word, "") for word in words(text)), SYNONYM)


def _continued(shelf: IndexView, word: str, synonyms: Synonyms) -> Group:
    begun = [*shelf.continued(word), *(call for call in synonyms if call.startswith(word) and call != word)]
    return [term for other in dict.fromkeys(begun) for term in grouped(_plain(other), synonyms)[0]]


@lru_cache(maxsize=4)
def _speller(calls: frozenset[str]) -> Speller:
    """Over the words of what goods are also called."""
    return Speller({word: 1 for call in calls for word in call.split()})


class _Correction:
    """Words that nobody knows are replaced, one after the other, by what finds something beside the rest.

    The last one stays half typed where something begins like it. What cannot be replaced is left out, as long as a
    word is left that names goods; where the rest is never found together it is cut from its end, as people say what
    a thing is before they say which.
    """

    def __init__(self, shelf: IndexView, query: SearchedWords, synonyms: Synonyms, tail: Group) -> None:
        self._shelf = shelf
        self._words, self._pack = query.words, query.pack
        self._synonyms = synonyms
        self._tail = tail

    def answer(self, text: str) -> Hits:
        known = self._shelf.known([grouped([word], self._synonyms)[0] for word in self._words])
        unknown = [place for place, is_known in enumerate(known) if not is_known]
        if self._tail and unknown[1:] and unknown[-1] == len(known) - 1:
            unknown.pop()
        else:
            self._tail = []
        chosen = self._all_of(unknown) if unknown else self._one_of(self._unnamed())
        groups, ids = self._cut(chosen)
        if not ids:
            return Hits([])
        return Hits(ids, meant=self._meant(text, chosen), words=self._shelf.forms(groups))

    def _unnamed(self) -> list[int]:
        """Known only from texts, where a slip may stand as well."""
        return [place for place, (word, _) in enumerate(self._words) if not self._shelf.names(word)]

    def _all_of(self, unknown: Sequence[int]) -> dict[int, str]:
        chosen: dict[int, str] = {}
        for count, place in enumerate(unknown, 1):
            if place not in chosen:
                later = [one for one in unknown[count:] if one not in chosen]
                chosen |= self._instead(place, chosen, later) or {place: LEFT_OUT}
        return chosen

    def _one_of(self, places: Sequence[int]) -> dict[int, str]:
        return next(filter(None, (self._instead(place, {}, ()) for place in places)), {})

    def _instead(self, place: int, chosen: Mapping[int, str], later: Sequence[int]) -> dict[int, str]:
        """What finds something in place of this word, together with what is chosen and without what comes later."""
        for other in self._candidates(place, chosen):
            without = [one for one in later if one not in other]
            if self._shelf.best(self._groups({**chosen, **other}, without)):
                return other
        return {}

    def _candidates(self, place: int, chosen: Mapping[int, str]) -> Iterator[dict[int, str]]:
        """The word without its slip, or together with the one beside it, where the space was a slip."""
        word = self._words[place][0]
        if word in SILENT:
            return
        slips = self._shelf.slips(word)
        if called := _speller(frozenset(self._synonyms)).slips(word):
            slips = sorted(dict.fromkeys([*slips, *called]), key=partial(distance, word))
        for other in slips:
            yield {place: other}
        for first, second in ((place, place + 1), (place - 1, place)):
            if first >= 0 and second < len(self._words) and not {first, second} & chosen.keys():
                joined = self._words[first][0] + self._words[second][0]
                if self._shelf.names(joined):
                    yield {first: joined, second: LEFT_OUT}

    def _cut(self, chosen: dict[int, str]) -> tuple[Sequence[Group], Sequence[int]]:
        """Leaves out one word after the other, from the end, until something is found."""
        left = [place for place in range(len(self._words)) if chosen.get(place) != LEFT_OUT]
        while left and (LEFT_OUT not in chosen.values() or self._name_goods(left, chosen)):
            groups = self._groups(chosen)
            ids = self._shelf.best(groups, pack=self._pack)
            if ids:
                return groups, ids
            chosen[left.pop()] = LEFT_OUT
            self._tail = []
        return [], []

    def _name_goods(self, places: Sequence[int], chosen: Mapping[int, str]) -> bool:
        """Whether one of these words stands in more than texts, under whatever it is called."""
        read = [word for place in places for word in _plain(chosen.get(place, self._words[place][0]))]
        called = {word for group in grouped(read, self._synonyms) for term in group for word, _ in term.words}
        return any(self._shelf.names(word) for word in sorted(called) if not word.isdigit())

    def _meant(self, text: str, chosen: Mapping[int, str]) -> str:
        if LEFT_OUT in chosen.values():
            parts = [chosen.get(place, word) for place, (word, _) in enumerate(self._words)]
            return " ".join(filter(None, parts))
        instead = {self._words[place][0]: word for place, word in chosen.items()}
        return " ".join(instead.get(word, word) for word in words(text[:LONGEST_QUESTION]))

    def _groups(self, chosen: Mapping[int, str], without: Sequence[int] = ()) -> list[Group]:
        read: list[Word] = []
        for place, word in enumerate(self._words[:-1] if self._tail else self._words):
            if place in chosen:
                read += _plain(chosen[place])
            elif place not in without:
                read.append(word)
        return [*grouped(read, self._synonyms), *([self._tail] if self._tail else [])]


def _plain(text: str) -> list[Word]:
    return [(word, "") for word in text.split()]
