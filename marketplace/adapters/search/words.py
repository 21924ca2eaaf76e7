"""What a text and a question consist of; every engine of ours reads both through here."""

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONGEST_QUESTION = 200
MOST_WORDS = 12
SHORTEST_TYPO = 4
SHORTEST_DIGITS = 6

# Said so often that asking for them would only hide what is meant.
_SILENT = """
    ada adalah agar akan atau bagi bahwa dan dari dengan di dalam hanya ini itu ialah juga karena ke kepada
    lebih maka oleh para pada saat sangat sebagai secara serta telah tentang untuk yang yaitu
"""
SILENT = frozenset(_SILENT.split())


@dataclass(frozen=True)
class Question:
    """`words` as `(word, code)`: the code is the run of signs that the word stands in, without separators.

    `code` is the whole question read as one number.
    """

    words: Sequence[tuple[str, str]]
    code: str


def words(text: str) -> list[str]:
    """Lower case, accents off, letters and digits only: no sign of a query language survives this."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[^\W_]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def code(text: str) -> str:
    """A SKU, GTIN or certificate number without its separators: `P-IRT 206.187` is `PIRT206187`."""
    return "".join(words(text)).upper()


def code_forms(text: str) -> set[str]:
    """Every way a number may be asked for: whole, and without the label that stands before it."""
    digits = re.sub(r"\D", "", text)
    return {code(text)} | ({digits} if len(digits) >= SHORTEST_DIGITS else set())


def question(text: str) -> Question:
    """At most twelve words of the first 200 signs count, silent ones only when there is nothing else."""
    text = text[:LONGEST_QUESTION]
    pairs = [(word, code(run)) for run in text.split() for word in words(run)]
    loud = [pair for pair in pairs if pair[0] not in SILENT]
    digits = re.sub(r"\D", "", text)
    return Question((loud or pairs)[:MOST_WORDS], digits if len(digits) >= SHORTEST_DIGITS else code(text))


def near(word: str, vocabulary: Container[str]) -> list[str]:
    """Words one slip of the finger away; none for short words, where a slip makes another word."""
    if len(word) < SHORTEST_TYPO or len(word) > 40:
        return []
    return sorted({slip for slip in _slips(word) if slip in vocabulary})


def _slips(word: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        for letter in LETTERS:
            yield head + letter + tail
            yield head + letter + tail[1:]
        yield head + tail[1:]
        yield head + tail[1:2] + tail[:1] + tail[2:]
