"""Rule types a circular may lay down. One file each in this folder.

Every rule so far asks for *at least so much*, and is judged on whole numbers: no rounded percentage decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Self

from pydantic import BaseModel
from pydantic_core import PydanticCustomError, core_schema

from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.reading import read_decimal
from marketplace.kernel.registry import Registry
from marketplace.uptake.measures.base import MeasuredFigure

WHOLE = 10_000  # basis points


class Outcome(Labelled):
    MET = "met", _l("Terpenuhi")
    NOT_MET = "not_met", _l("Belum terpenuhi")
    NO_DATA = "no_data", _l("Belum ada data")
    NOT_APPLICABLE = "not_applicable", _l("Tidak berlaku")
    EXEMPT = "exempt", _l("Dikecualikan")


MET, NOT_MET, NO_DATA, NOT_APPLICABLE, EXEMPT = Outcome


class Share(int):
    """A share in basis points. Text is read as a percentage, '12,5 %'; a number is what was stored."""

    @classmethod
    def read(cls, cell: object) -> Self:
        if isinstance(cell, int) and not isinstance(cell, bool):
            points = cell
        else:
            exact = read_decimal(cell.strip().removesuffix("%") if isinstance(cell, str) else cell) * 100
            if exact != int(exact):
                raise PydanticCustomError("share", "more than two decimals of a percent")
            points = int(exact)
        if not 0 < points <= WHOLE:
            raise PydanticCustomError("share", "not a share between 0 and 100 percent")
        return cls(points)

    @property
    def text(self) -> str:
        """`15 %`, `12,5 %`."""
        whole, rest = divmod(int(self), 100)
        return f"{whole}{f',{rest:02}'.rstrip('0') if rest else ''}\u00a0%"

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.read, serialization=core_schema.plain_serializer_function_ser_schema(int)
        )


class Target(NamedTuple):
    """What is asked for, exact: 18 products are (18, 1), 15 % are (1500, 10000)."""

    parts: int
    of: int = 1


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`shortfall` is what is missing, in the unit of the measure; zero once the target is met."""

    outcome: Outcome
    target: Target
    shortfall: int | None


class RuleType:
    """`Figures` are what a circular fixes; `judge(figures, reading)` holds a figure against them."""

    label: ClassVar[Label]
    Figures: ClassVar[type[BaseModel]]
    measure: ClassVar[str]  # a file in uptake/measures

    def measure_for(self, figures: Any) -> str:
        """Which measure these figures ask for; most rules know only one."""
        return self.measure

    def target(self, figures: Any) -> Target:
        raise LookupError(f"{type(self).__name__} asks for nothing")

    def judge(self, figures: Any, reading: MeasuredFigure) -> Verdict:
        """Met when numerator ÷ denominator ≥ target, compared as whole numbers."""
        target = self.target(figures)
        if reading.gap:
            return Verdict(outcome=NO_DATA, target=target, shortfall=None)
        base = 1 if reading.denominator is None else reading.denominator
        needed = -(-target.parts * base // target.of)  # rounded up: a part of a rupiah cannot be bought
        short = max(0, needed - reading.numerator)
        return Verdict(outcome=NOT_MET if short else MET, target=target, shortfall=short)

    def advise(self, short: Label, until: str) -> Label:
        """What to do next, in one sentence; `short` is the shortfall with its unit."""
        return _l("Kurang %(short)s sebelum %(until)s.", short=short, until=until)


RULE_TYPES: Registry[type[RuleType]] = Registry(__package__ or "")
