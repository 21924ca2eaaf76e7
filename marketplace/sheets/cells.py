"""Readers of cells that people filled in, as validators for the fields of a pydantic model."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.names import same_name
from marketplace.kernel.reading import unfit
from marketplace.ports.sheets import Cell

MOST_QUOTED = 60  # characters of a cell in a sentence
Member = TypeVar("Member", bound=Labelled)


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_of(cell: object) -> str:
    """As a person reads it: one blank between words, no decimals that a spreadsheet put to a number."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else " ".join(str(cell).replace("\0", "").split())


Words = Annotated[str, BeforeValidator(text_of)]  # a number typed into a spreadsheet is its digits


def typed_text(cell: object) -> str:
    """As it would be typed, with its line breaks: a number is its digits; nothing that cannot be seen."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    plain = "" if cell is None else unicodedata.normalize("NFC", str(cell))
    text = plain.replace("\r\n", "\n").replace("_x000D_\n", "\n")
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n").strip()


def typed_words(cell: object) -> str:
    """A spreadsheet that took 10-12 for a day has lost what was typed."""
    if isinstance(cell, date):
        raise PydanticCustomError("no_day", "a day where words are asked for")
    return typed_text(cell)


TypedWords = Annotated[str, BeforeValidator(typed_words)]


def text(most: int, *, lines: bool = False) -> BeforeValidator:
    """Words of at most so many characters, on one line unless `lines`."""

    def read(cell: object) -> str:
        typed = typed_words(cell)
        plain = typed if lines else " ".join(typed.split())
        if len(plain) > most:
            sentence = _l("%(title)s paling panjang %(most)s huruf; ini %(count)s.")
            raise unfit(sentence, most=most, count=len(plain))
        return plain

    return BeforeValidator(read)


def between(least: int, most: int) -> AfterValidator:
    def check(number: int) -> int:
        if not least <= number <= most:
            text = f"{most:,}".replace(",", ".")
            raise unfit(_l("%(title)s antara %(least)s dan %(most)s."), least=least, most=text)
        return number

    return AfterValidator(check)


def looked_up(
    find: Callable[[str, Any], object], sentence: Label, *, blank: object = None
) -> BeforeValidator:
    """What `find` gives for the words, with the context of the reading; where it is None, `sentence` says why."""

    def read(cell: object, info: ValidationInfo) -> object:
        typed = typed_words(cell)
        if not typed:
            return blank
        if (found := find(typed, info.context)) is None:
            raise unfit(sentence, text=typed[:MOST_QUOTED])
        return found

    return BeforeValidator(read)


def choice(options: Mapping[str, object], sentence: Label) -> BeforeValidator:
    """One of `options`, which are by their names through `same_name`."""
    return looked_up(lambda typed, _: options.get(same_name(typed)), sentence)


def by_name(members: Iterable[Member]) -> Mapping[str, Member]:
    """Each by its label and by its stored word, through `same_name`."""
    return {same_name(word): one for one in members for word in (one.value, one.label)}
