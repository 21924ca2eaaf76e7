"""Figures that change on later days, and of whom they are asked: fields that rules share."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

from pydantic import Field, PlainSerializer, PlainValidator
from pydantic_core import PydanticCustomError

from marketplace.circulars.rules.base import ClauseSubject, Share
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.reading import read_day, read_whole, unfit

WRITTEN = re.compile(r"\s*([^:=]+?)\s*[:=]\s*(.+?)\s*")
FORM = _l("%(title)s: “%(input)s” tidak dapat dibaca; tulis misalnya 1/1/2027: 20; 1/7/2027: 25.")
ORDER = _l("%(title)s: tulis tanggalnya berurutan, setiap tanggal sekali.")


class FigureStep(NamedTuple):
    """From this day on another figure is asked for."""

    from_on: date
    figure: int


class FigureSteps(tuple[FigureStep, ...]):
    """In the order of their days; as text what people type: `1/1/2027: 20; 1/7/2027: 25`."""

    __slots__ = ()

    def __str__(self) -> str:
        return "; ".join(f"{day}: {_typed(figure)}" for day, figure in self.dated())

    def dated(self) -> list[tuple[str, int]]:
        """Each figure with its day as people write it."""
        return [(f"{day.day}/{day.month}/{day.year}", figure) for day, figure in self]


def _typed(figure: int) -> str:
    if isinstance(figure, Share):
        return figure.text.removesuffix("\u00a0%")
    return f"{figure:,}".replace(",", ".")


def _reader(read: Callable[[object], int]) -> Callable[[object], FigureSteps | None]:
    """Of text, or of pairs as they are stored; nothing typed is no step."""

    def read_steps(cell: object) -> FigureSteps | None:
        if cell is None or isinstance(cell, FigureSteps):
            return cell
        steps = FigureSteps(
            FigureStep(read_day(day), _above_zero(read(figure))) for day, figure in _pairs(cell)
        )
        if any(later.from_on <= step.from_on for step, later in pairwise(steps)):
            raise unfit(ORDER)
        return steps

    return read_steps


def _pairs(cell: object) -> list[Any]:
    if isinstance(cell, list | tuple):
        return [(date.fromisoformat(str(day)), figure) for day, figure in cell]
    found = [WRITTEN.fullmatch(one) for one in str(cell).split(";") if one.strip()]
    if not found or None in found:
        raise unfit(FORM)
    return [one.groups() for one in found if one]


def _above_zero(figure: int) -> int:
    if figure <= 0:
        raise PydanticCustomError("greater_than", "not above zero", {"gt": 0})
    return figure


def _stored(steps: FigureSteps | None) -> list[tuple[str, int]] | None:
    return None if steps is None else [(day.isoformat(), int(figure)) for day, figure in steps]


ShareSteps = Annotated[FigureSteps | None, PlainValidator(_reader(Share.read)), PlainSerializer(_stored)]
RupiahSteps = Annotated[FigureSteps | None, PlainValidator(_reader(Rupiah.read)), PlainSerializer(_stored)]
CountSteps = Annotated[FigureSteps | None, PlainValidator(_reader(read_whole)), PlainSerializer(_stored)]

LONGEST = 200


def steps_field() -> Any:
    return Field(default=None, title=_l("Berubah bertahap"), json_schema_extra={"longest": LONGEST})


def subject_field(*subjects: ClauseSubject) -> Any:
    """Offered in forms; without an answer it is the first."""
    return Field(
        default=None, title=_l("Dinilai pada"), json_schema_extra={"choices": [one.value for one in subjects]}
    )
