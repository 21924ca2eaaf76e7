"""Cells that people filled in, as words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, TypeVar

from pydantic import BeforeValidator

from marketplace.kernel.labels import Labelled
from marketplace.kernel.names import same_name
from marketplace.ports.sheets import Cell

Member = TypeVar("Member", bound=Labelled)


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_of(cell: object) -> str:
    """As a person reads it: one blank between words, no decimals that a spreadsheet put to a number."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else " ".join(str(cell).replace("\0", "").split())


Words = Annotated[str, BeforeValidator(text_of)]  # a number typed into a spreadsheet is its digits


def by_name(members: Iterable[Member]) -> Mapping[str, Member]:
    """Each by its label and by its stored word, through `same_name`."""
    return {same_name(word): one for one in members for word in (one.value, one.label)}
