"""What a text and a question consist of; every engine of ours reads both through here."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_QUESTION = 200
LONGEST_WORD = 80  # letters; what is longer is no word, and more than some engine takes
MOST_WORDS = 12
SHORTEST_DIGITS = 6
SHORTEST_START = 3  # of a SKU

# Said so often that asking for them would only hide what is meant. `oleh` is not here: oleh-oleh is what shops sell.
# The last two lines are what people wish for beside the goods.
_SILENT = """
    ada adalah agar akan and atau bagi bahwa dan dari dengan di dalam for hanya ini itu ialah juga karena ke kepada
    lebih maka of para pada saat sangat sebagai secara serta telah tentang untuk with yang yaitu
    beli cari dekat diskon enak eceran grosir harga jual lezat murah promo terbaik terdekat terenak terlaris termurah
    terpercaya
"""
SILENT = frozenset(_SILENT.split())

# After a number the unit may be written in any way, or nowhere: 250 gr asks for 250.
_UNITS = """
    g gr gram grm kg kilo kilogram ml mililiter cc l lt ltr liter pcs biji buah bungkus bks sachet
"""
UNITS = frozenset(_UNITS.split())

_WORD = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True)
class Question:
    """`words` as `(word, code)`: the code is the run of signs that the word stands in, without separators.

    A word that stands alone has none. `code` is the whole question read as one number.
    """

    words: Sequence[tuple[str, str]]
    code: str


def words(text: str) -> list[str]:
    """Lower case, accents off, letters apart from digits: no sign of a query language survives this."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    found = _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))
    return [word[:LONGEST_WORD] for word in found]


def code(text: str) -> str:
    """A SKU, GTIN or certificate number without its separators: `P-IRT 206.187` is `PIRT206187`."""
    return "".join(words(text)).upper()


def code_forms(text: str) -> set[str]:
    """Every way a number may be asked for: whole, and without the label that stands before it."""
    digits = re.sub(r"\D", "", text)
    return {code(text)} | ({digits} if len(digits) >= SHORTEST_DIGITS else set())


def begins_a_number(code: str) -> bool:
    """Whether it may be a number that is not yet typed to its end."""
    return len(code) >= SHORTEST_START and any(sign.isdigit() for sign in code)


def question(text: str) -> Question:
    """At most twelve words of the first 200 signs count, silent ones only when there is nothing else."""
    text = text[:LONGEST_QUESTION]
    pairs = [(word, _run(word, code(run))) for run in text.split() for word in words(run)]
    loud = list(_loud(pairs))
    digits = re.sub(r"\D", "", text)
    return Question((loud or pairs)[:MOST_WORDS], digits if len(digits) >= SHORTEST_DIGITS else code(text))


def _run(word: str, run: str) -> str:
    return "" if run == word.upper() and not word.isdigit() else run


def _loud(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    before = ""
    for word, run in pairs:
        if word not in SILENT and not (before.isdigit() and word in UNITS):
            yield word, run
        before = word
