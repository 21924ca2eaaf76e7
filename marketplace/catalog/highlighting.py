"""Shows in a text what made a product match: the words found, and the stretch that has most of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from marketplace.adapters.search.words import words as words_in

Parts = Sequence[tuple[str, bool]]  # the text in pieces; True for what was looked for
WIDE = 110  # signs of a snippet
BEFORE = 32  # of them at most before the first word that was looked for
CUT = "…"
ENDS = (". ", "! ", "? ", "\n")  # of sentences, at which a snippet would rather begin

_WORD = re.compile(r"[^\W\d_]+|\d+")


def marked(text: str, words: Collection[str]) -> Parts:
    """The whole text. `words` are in lower case and without accents, as a search engine says them."""
    parts: list[tuple[str, bool]] = []
    place = 0
    for start, end, hit in _tokens(text, words):
        if hit:
            if place < start:
                parts.append((text[place:start], False))
            parts.append((text[start:end], True))
            place = end
    if place < len(text):
        parts.append((text[place:], False))
    return parts


def snippet(text: str, words: Collection[str]) -> Parts:
    """The stretch of about 110 signs with most of the words; nothing where none of them stands."""
    tokens = list(_tokens(text, words))
    starts = [place for place, (_, _, hit) in enumerate(tokens) if hit]
    if not starts:
        return []
    first = max(starts, key=lambda place: (_hits_from(text, tokens, place), -place))
    found, until, _ = tokens[first]
    ended = max(text.rfind(end, 0, found) for end in ENDS)
    begin = next(start for start, _, _ in tokens if start >= max(found - BEFORE, ended))
    end = max([until, *(end for start, end, _ in tokens if start >= begin and end - begin <= WIDE)])
    parts = list(marked(text[begin:end], words))
    if begin > tokens[0][0]:
        parts.insert(0, (CUT, False))
    if text[end:].strip(" ."):
        parts.append((CUT, False))
    return parts


def _hits_from(text: str, tokens: Sequence[tuple[int, int, bool]], place: int) -> int:
    """How many different words that were looked for a stretch shows that begins there."""
    begin = tokens[place][0]
    return len(
        {text[start:end].casefold() for start, end, hit in tokens[place:] if hit and end - begin <= WIDE}
    )


def _tokens(text: str, words: Collection[str]) -> Iterator[tuple[int, int, bool]]:
    for found in _WORD.finditer(text):
        word = found[0]
        plain = word.lower() if word.isascii() else "".join(words_in(word))
        yield found.start(), found.end(), plain in words
