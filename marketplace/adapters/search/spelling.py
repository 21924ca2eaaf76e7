"""Slips of the finger: what a word that nobody knows was probably meant to be.

A word is kept under itself and under itself with one letter left out; a slip leaves a word that shares one of these
with what was meant. What shares none is looked for by its pairs of letters.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

SHORTEST = 4  # in shorter words a slip makes another word
LONGEST = 40
MOST = 8


def deletions(word: str) -> set[str]:
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def pairs(word: str) -> set[str]:
    """The two letters at each place, with the ends marked; no deletion of a word looks like one of them."""
    marked = f"^{word}$"
    return {f"^{marked[place : place + 2]}" for place in range(len(marked) - 1)}


def may_slip(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and not any(sign.isdigit() for sign in word)


def closest(word: str, found: Mapping[str, int]) -> list[str]:
    """Of these words and how many products are named by them: those near enough, nearest and best known first."""
    ranked = []
    for other, count in found.items():
        apart = distance(word, other)
        if 0 < apart <= _most(word):
            alike = SequenceMatcher(None, word, other).ratio()
            ranked.append((apart, word[0] != other[0], -round(alike, 2), -count, other))
    return [other for *_, other in sorted(ranked)[:MOST]]


def halves(word: str) -> list[tuple[str, str]]:
    """Where the space may have been forgotten."""
    return [(word[:place], word[place:]) for place in range(3, len(word) - 2)]


def distance(one: str, other: str) -> int:
    """Letters added, lost, changed, or changed places with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        earlier, before, row = before, row, [place]
        for there, counterpart in enumerate(other, 1):
            cost = min(before[there] + 1, row[-1] + 1, before[there - 1] + (letter != counterpart))
            if place > 1 and there > 1 and letter == other[there - 2] and one[place - 2] == counterpart:
                cost = min(cost, earlier[there - 2] + 1)
            row.append(cost)
    return row[-1]


def _most(word: str) -> int:
    """Slips that a word of so many letters may have; with two in six another word is meant: sarung is no sabun."""
    return 1 if len(word) < 7 else 2 if len(word) < 9 else 3


class Speller:
    """Over words and how many products are named by them."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._under: dict[str, list[str]] = defaultdict(list)
        for word in counts:
            if may_slip(word) or len(word) == SHORTEST - 1:
                for handle in deletions(word):
                    self._under[handle].append(word)
        self._paired: dict[str, list[str]] = {}

    def slips(self, word: str) -> list[str]:
        """What it may have been meant to be, likeliest first; two words where a space is missing."""
        if not may_slip(word):
            return []
        near = closest(word, self._counted(deletions(word), self._under))
        apart = [f"{head} {tail}" for head, tail in halves(word) if {head, tail} <= self._counts.keys()]
        if near or apart:
            return [*near, *apart]
        return closest(word, self._counted(pairs(word), self._by_pairs(), least=len(word) // 2))

    def _counted(
        self, handles: Iterable[str], under: Mapping[str, list[str]], least: int = 1
    ) -> Mapping[str, int]:
        shared: dict[str, int] = defaultdict(int)
        for handle in handles:
            for other in under.get(handle, ()):
                shared[other] += 1
        return {other: self._counts[other] for other, times in shared.items() if times >= least}

    def _by_pairs(self) -> Mapping[str, list[str]]:
        if not self._paired:
            paired = defaultdict(list)
            for word in self._counts:
                if may_slip(word):
                    for pair in pairs(word):
                        paired[pair].append(word)
            self._paired = paired
        return self._paired
