"""What is in one unit of sale, read from how makers write it, and what 100 g or 100 ml of it cost. Pure."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from marketplace.kernel.money import Rupiah, half_up
from marketplace.kernel.quantity import MILLI, read_exact
from marketplace.kernel.units import PACKS, Unit, UnitWord


class ContentBase(StrEnum):
    """What a content is counted in."""

    GRAM = "g"
    MILLILITRE = "ml"
    METRE = "m"
    PIECE = "pcs"


class Content(NamedTuple):
    """So many thousandths of a gram, millilitre, metre or piece."""

    amount: int
    base: ContentBase


class _Part(NamedTuple):
    amount: int
    base: ContentBase
    named: bool  # by a word, not a number alone


WEIGHED = {
    Unit.KG: (ContentBase.GRAM, 1000),
    Unit.LTR: (ContentBase.MILLILITRE, 1000),
    Unit.MTR: (ContentBase.METRE, 1),
}
MORE_WORDS = {"cc": UnitWord(Unit.LTR, 1), "cm": UnitWord(Unit.MTR, 10), "mm": UnitWord(Unit.MTR, 1)}
MORE_WORDS |= dict.fromkeys(
    ("ekor", "iris", "loyang", "lonjor", "porsi", "sisir", "siung", "slice", "tusuk"),
    UnitWord(Unit.PCS, MILLI),
)
PER_100 = 100 * MILLI
LONGEST = 80  # characters
MOST = 1_000_000 * MILLI  # a ton in one unit of sale is a dot mistaken for a comma

SAID_BEFORE = re.compile(r"(?:(?:isi|berat)(?: bersih)?|netto|neto|net|±|\+/-|[\s.:])*", re.IGNORECASE)
IN_ONE = re.compile(r"isi\b", re.IGNORECASE)
AFTERWARDS = re.compile(r"\s*\([^()]*\)$")  # 250 g (isi 10)
BETWEEN = re.compile(
    r"\s*[x×*@]\s*(?=\d)|\s+isi\s+(?=\d)", re.IGNORECASE
)  # 2 x 50 g, 10 saset @ 20 g, 1 dus isi 6
BELOW = re.compile(r"\s*[-−]\s*\d")
PART = re.compile(r"((?:\d+ )?[\d.,/]*[\d½¼¾])\s*([a-z]*)\.?", re.IGNORECASE)


@lru_cache(maxsize=4096)  # a page of the catalog asks for the same few hundred again and again
def read_content(text: str) -> Content | None:
    """`1,5 kg`, `250 gr`, `350 ml`, `2 x 50 g`, `5 sachet`, `isi 10`; None for `ukuran L`, `20 x 30 cm` or `200`.

    A dot before three digits parts thousands, as everywhere here: `1.500 g` are a kilogram and a half.
    """
    if len(text) > LONGEST:
        return None
    whole = AFTERWARDS.sub("", text.strip())
    parts = [_part(part) for part in BETWEEN.split(SAID_BEFORE.sub("", whole, count=1))]
    read = [part for part in parts if part]
    measures = [part.base for part in read if part.base is not ContentBase.PIECE]
    is_content = len(measures) < 2 and (IN_ONE.match(whole) or any(part.named for part in read))
    if len(read) < len(parts) or not is_content:
        return None
    amount = MILLI
    for part in read:
        amount = amount * part.amount // MILLI
    return Content(amount, measures[0] if measures else ContentBase.PIECE) if 0 < amount < MOST else None


def says_nothing(text: str) -> bool:
    """Whether its numbers are all zero, or below: `0 g`, `-5 ml`. What has none, such as `ukuran L`, says a size."""
    digits = re.findall(r"[0-9½¼¾]", text)
    return bool(BELOW.match(text)) or (bool(digits) and set(digits) == {"0"})


def price_per_100(price: Rupiah, content: Content | None) -> Rupiah | None:
    """Rupiah for 100 g or 100 ml when a unit costs `price`, half up; None for what is neither weighed nor poured."""
    if content is None or content.base not in (ContentBase.GRAM, ContentBase.MILLILITRE):
        return None
    return Rupiah(half_up(price * PER_100, content.amount))


def _part(text: str) -> _Part | None:
    """A number with its unit; a number alone counts pieces."""
    if not (written := PART.fullmatch(text.strip())):
        return None
    word = written[2].lower()
    pack = (PACKS.get(word) or MORE_WORDS.get(word)) if word else UnitWord(None, MILLI)
    if pack is None:
        return None
    base, larger = WEIGHED.get(pack.unit, (ContentBase.PIECE, 1)) if pack.unit else (ContentBase.PIECE, 1)
    try:
        return _Part(int(read_exact(written[1]) * pack.milli * larger), base, bool(word))
    except PydanticCustomError:
        return None
