"""Weighs products by the words they are found by, where an engine can say which products have a word."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, partial, reduce
from itertools import chain, takewhile
from operator import add
from typing import Protocol

from marketplace.adapters.search.querying import Group, SearchTerm, Word, grouped
from marketplace.adapters.search.spelling import Speller
from marketplace.adapters.search.stemming import stem
from marketplace.adapters.search.words import code_forms, measure, question, words
from marketplace.ports.search import MOST_HITS, SearchDocument

# A word weighs what it weighs in each place where it stands; a text makes found and weighs nothing.
NAME, ROOT, KIND, MAKER, CODE = 8.0, 4.0, 3.0, 2.0, 16.0
PACK = 4.0  # that a question asks for; it makes nothing found, and a name weighs more
PER_WORD = 0.01  # of two products that match alike, the one whose name says less besides comes first
MOST_KEPT = 400_000  # weights of words that were asked for before
MOST_CONTINUED, MOST_COMPLETED = 50, 20
FIELDS = ("name", "kind", "maker", "text", "code", "pack")


def fields_of(document: SearchDocument) -> Mapping[str, list[str]]:
    """The words of each field; an index holds them plainly and none of our code."""
    codes = {form for written in document.codes for form in code_forms(written)}
    return {
        "name": words(document.name),
        "kind": words(document.kind),
        "maker": words(document.maker),
        "text": words(document.text),
        "code": sorted(codes),
        "pack": sorted({*document.packs, measure(document.name)[0]} - {""}),
    }


class Postings(Protocol):
    """Of one moment: it never changes."""

    def having(self, field: str, word: str) -> Iterable[int]:
        """Products that have this word there."""

    def lexicon(self, field: str) -> Mapping[str, int]:
        """Every word there, and how many products have it."""

    def length(self, product_id: int) -> int:
        """Words of its name."""


class Weighed:
    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._kept: dict[Word, Mapping[int, float]] = {}
        self._room = MOST_KEPT

    def best(self, groups: Sequence[Group], code: str = "", pack: str = "") -> Sequence[int]:
        parts = sorted(map(self._weights, groups), key=len)
        found: Collection[int] = parts[0].keys()
        for part in parts[1:]:
            found = part.keys() & found
        order = sorted(found)
        scores = reduce(_sum, ([part[one] for one in order] for part in parts))
        weight = {
            one: score - PER_WORD * self._postings.length(one)
            for one, score in zip(order, scores, strict=True)
        }
        for one in self._postings.having("code", code) if code else ():
            weight[one] = weight.get(one, 0) + CODE
        for one in weight.keys() & set(self._postings.having("pack", pack) if pack else ()):
            weight[one] += PACK
        return sorted(sorted(weight), key=weight.__getitem__, reverse=True)[:MOST_HITS]

    def known(self, groups: Sequence[Group]) -> Sequence[bool]:
        return [bool(self._weights(group)) for group in groups]

    def names(self, word: str) -> bool:
        return word in self._called

    def continued(self, word: str) -> Sequence[str]:
        return self._begun(word, self._called, self._sorted)[:MOST_CONTINUED]

    def numbered(self, start: str) -> Sequence[int]:
        codes = self._codes[bisect_left(self._codes, start) :]
        found = (self._postings.having("code", one) for one in takewhile(partial(_begins, start), codes))
        return sorted(set().union(*found))[:MOST_HITS]

    def slips(self, word: str) -> Sequence[str]:
        return self._speller.slips(word)

    def forms(self, groups: Sequence[Group]) -> frozenset[str]:
        typed = {word for group in groups for term in group for word, _ in term.words}
        return frozenset(typed.union(*(self._by_root.get(stem(word), ()) for word in typed)))

    def complete(self, text: str, limit: int) -> list[str]:
        typed = words(text)
        if not typed or not text[-1:].isalnum():
            return []
        before = question(" ".join(typed[:-1])).words
        among = None if not before else set(self.best(grouped(before, {})))
        counts = {}
        for word in self._begun(typed[-1], self._names, self._sorted)[:MOST_COMPLETED]:
            having = set(self._postings.having("name", word))
            if count := len(having if among is None else having & among):
                counts[word] = count
        chosen = sorted(counts, key=lambda word: (-counts[word], word))[:limit]
        return [" ".join([*typed[:-1], word]) for word in chosen]

    def _weights(self, group: Group) -> Mapping[int, float]:
        first, *others = group
        weights = self._of_term(first)
        for other in others:
            more = self._of_term(other)
            weights = {**more, **{one: max(weight, more.get(one, 0)) for one, weight in weights.items()}}
        return weights

    def _of_term(self, term: SearchTerm) -> Mapping[int, float]:
        every = [self._of_word(word) for word in term.words]
        if len(every) == 1 and term.share == 1:
            return every[0]
        every.sort(key=len)
        first, *rest = every
        return {
            one: term.share * min([weight, *(part[one] for part in rest)])
            for one, weight in first.items()
            if all(one in part for part in rest)
        }

    def _of_word(self, word: Word) -> Mapping[int, float]:
        if (kept := self._kept.get(word)) is not None:
            return kept
        text, run = word
        having, alike = self._postings.having, self._by_root.get(stem(text), ())
        weights: dict[int, float] = {}
        for form in alike:
            weights.update(dict.fromkeys(having("text", form), 0))
        for form in alike:
            weights.update(dict.fromkeys(having("name", form), ROOT))
        weights.update(dict.fromkeys(having("name", text), NAME))
        for field, more in (("kind", KIND), ("maker", MAKER)):
            beside = dict.fromkeys(chain.from_iterable(having(field, form) for form in alike), more)
            both = {one: weights[one] + more for one in weights.keys() & beside.keys()}
            weights |= beside
            weights |= both
        if run:
            weights.update(dict.fromkeys(having("code", run), CODE))
        self._cache(word, weights)
        return weights

    def _cache(self, word: Word, weights: Mapping[int, float]) -> None:
        """Everything is forgotten when the room is used up: what is asked for often is soon back."""
        self._room -= len(weights) + 1
        if self._room < 0:
            self._kept, self._room = {}, MOST_KEPT - len(weights)
        self._kept[word] = weights

    @staticmethod
    def _begun(start: str, counts: Mapping[str, int], ordered: Sequence[str]) -> list[str]:
        found = []
        for word in ordered[bisect_left(ordered, start) :]:
            if not word.startswith(start):
                break
            if word in counts and word != start:
                found.append(word)
        return sorted(found, key=lambda word: (-counts[word], word))

    @cached_property
    def _names(self) -> Mapping[str, int]:
        return self._postings.lexicon("name")

    @cached_property
    def _called(self) -> Mapping[str, int]:
        """Words of names, makers and categories, and how many products each names."""
        counts = Counter(self._names)
        for field in ("kind", "maker"):
            counts.update(self._postings.lexicon(field))
        return counts

    @cached_property
    def _sorted(self) -> Sequence[str]:
        return sorted(self._called)

    @cached_property
    def _codes(self) -> Sequence[str]:
        return sorted(self._postings.lexicon("code"))

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._called)

    @cached_property
    def _by_root(self) -> Mapping[str, Sequence[str]]:
        alike: dict[str, list[str]] = defaultdict(list)
        for word in self._called.keys() | self._postings.lexicon("text").keys():
            alike[stem(word)].append(word)
        return alike


def _begins(start: str, word: str) -> bool:
    return word.startswith(start)


def _sum(one: Sequence[float], other: Sequence[float]) -> list[float]:
    return list(map(add, one, other))
