"""What a text and a question consist of; every engine of ours reads both through here."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from marketplace.kernel.quantity import MILLI, read_exact
from marketplace.kernel.units import PACKS, Unit

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

MEASURED = {Unit.KG: "g", Unit.LTR: "ml"}  # what a thousandth of each is called
MEASURES = {word: pack for word, pack in PACKS.items() if pack.unit in MEASURED}
MEASURES |= dict.fromkeys(("cc", "mililiter"), PACKS["ml"])

_MEASURE = re.compile(r"(?<![\w.,/-])([\d½¼¾][\d.,]*)\s*([a-z]+)\b")
_WORD = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True)
class SearchedWords:
    """`words` as `(word, code)`: the code is the run of signs that the word stands in, without separators.

    A word that stands alone has none. `code` is the whole question read as one number. `pack` is a weight or volume
    in it, see `measure`, which is no word of it then, unless there is no other.
    """

    words: Sequence[tuple[str, str]]
    code: str
    pack: str = ""


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


def question(text: str) -> SearchedWords:
    """At most twelve words of the first 200 signs count, silent ones only when there is nothing else."""
    text = text[:LONGEST_QUESTION]
    pack, rest = measure(text)
    pairs = _pairs(text)
    found = list(_loud(_pairs(rest))) or list(_loud(pairs)) or pairs
    digits = re.sub(r"\D", "", text)
    return SearchedWords(found[:MOST_WORDS], digits if len(digits) >= SHORTEST_DIGITS else code(text), pack)


def measure(text: str) -> tuple[str, str]:
    """The first weight or volume in a text, in thousandths of a gram or millilitre, and what else the text says.

    `gula 1,5 kg` is `1500000g` of gula; nothing where none is named.
    """
    plain = text.casefold()
    for found in _MEASURE.finditer(plain):
        if pack := _content(*found.groups()):
            return pack, f"{plain[: found.start()]} {plain[found.end() :]}"
    return "", text


def _content(number: str, word: str) -> str:
    pack = MEASURES.get(word)
    if pack is None or pack.unit is None:
        return ""
    try:
        return f"{int(read_exact(number) * pack.milli * MILLI)}{MEASURED[pack.unit]}"
    except ValueError:  # a number such as 1.2.3
        return ""


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(word, _run(word, code(run))) for run in text.split() for word in words(run)]


def _run(word: str, run: str) -> str:
    return "" if run == word.upper() and not word.isdigit() else run


def _loud(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    before = ""
    for word, run in pairs:
        if word not in SILENT and not (before.isdigit() and word in UNITS):
            yield word, run
        before = word
