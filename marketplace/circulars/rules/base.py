"""Rule types a circular may lay down. One file each in this folder.

A rule asks for *at least so much* unless it is an `AtMost`, and is judged on whole numbers: no rounded percentage
decides. Coverage and growth are shares too: of outlets, or of an earlier period.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, NamedTuple, Self

from pydantic import BaseModel
from pydantic_core import PydanticCustomError, core_schema

from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.period import MonthSpan
from marketplace.kernel.reading import read_decimal
from marketplace.kernel.registry import Registry
from marketplace.uptake.measures.base import Gap, MeasuredFigure

WHOLE = 10_000  # basis points


class Outcome(Labelled):
    """`UNDER_REVIEW`: it could be met or not met once what is open of the month is decided."""

    MET = "met", _l("Terpenuhi")
    NOT_MET = "not_met", _l("Belum terpenuhi")
    NO_DATA = "no_data", _l("Belum ada data")
    NOT_APPLICABLE = "not_applicable", _l("Tidak berlaku")
    EXEMPT = "exempt", _l("Dikecualikan")
    UNDER_REVIEW = "under_review", _l("Masih diperiksa")


MET, NOT_MET, NO_DATA, NOT_APPLICABLE, EXEMPT, UNDER_REVIEW = Outcome


class ClauseSubject(Labelled):
    """Of whom a clause asks its figure: of each partner, of each of its outlets, of a chain as one, or of the city."""

    PARTNER = "partner", _l("Setiap mitra")
    OUTLET = "outlet", _l("Setiap gerai")
    CHAIN = "chain", _l("Jaringan sebagai satu kesatuan")
    CITY = "city", _l("Seluruh kota")


PARTNER, OUTLET, CHAIN, CITY = ClauseSubject


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
    """`shortfall` is what is missing, or what is too much, in the unit of the measure; zero once the target is met.

    `gap` says why nobody can tell.
    """

    outcome: Outcome
    target: Target
    shortfall: int | None
    gap: Gap | None = None


class RuleType:
    """`Figures` are what a circular fixes; `judge(figures, reading)` holds a figure against them.

    The target is the figure named `asked`, which `steps` of the figures may change on later days. `subjects` are whom
    it can be asked of, the first where a clause does not say. A rule that is `advisory_only` never binds and never
    moves a score; one that `needs_scope` is about some categories of goods. A period has `shortest` months or more.
    """

    label: ClassVar[Label]
    Figures: ClassVar[type[BaseModel]]
    measure: ClassVar[str]  # a file in uptake/measures
    asked: ClassVar[str] = "least"
    subjects: ClassVar[tuple[ClauseSubject, ...]] = (PARTNER,)
    ceiling: ClassVar[bool] = False
    advisory_only: ClassVar[bool] = False
    needs_scope: ClassVar[bool] = False
    shortest: ClassVar[int] = 1
    share_of_spending: ClassVar[bool] = False

    def measure_for(self, figures: Any) -> str:
        """Which measure these figures ask for; most rules know only one."""
        return self.measure

    def subjects_for(self, figures: Any) -> tuple[ClauseSubject, ...]:
        """Whom these figures can be asked of."""
        return self.subjects

    def subject_of(self, figures: Any) -> ClauseSubject:
        return getattr(figures, "subject", None) or self.subjects[0]

    def on(self, figures: Any, day: date) -> Any:
        """The figures as they hold on a day, after the last step up to it."""
        steps = [step for step in getattr(figures, "steps", None) or () if step.from_on <= day]
        return figures.model_copy(update={self.asked: steps[-1].figure}) if steps else figures

    def earlier(self, figures: Any, read: MonthSpan, length: int) -> MonthSpan | None:
        """The months that `read` ones of a period of this length are compared with."""
        return None

    def refined(self, figures: Any, reading: MeasuredFigure) -> MeasuredFigure:
        """The reading as these figures want it, where a measure tells more than one."""
        return reading

    def target(self, figures: Any) -> Target:
        raise LookupError(f"{type(self).__name__} asks for nothing")

    def judge(self, figures: Any, reading: MeasuredFigure) -> Verdict:
        """Met when numerator ÷ denominator ≥ target, compared as whole numbers.

        Nobody can tell where what is `open` of the reading would make it so.
        """
        target = self.target(figures)
        if reading.gap:
            return Verdict(outcome=NO_DATA, target=target, shortfall=None, gap=reading.gap)
        short = self.short(figures, reading)
        if 0 < short <= reading.open:
            return Verdict(outcome=NO_DATA, target=target, shortfall=None, gap=reading.waits)
        return Verdict(outcome=NOT_MET if short else MET, target=target, shortfall=short)

    def short(self, figures: Any, reading: MeasuredFigure) -> int:
        target = self.target(figures)
        base = 1 if reading.denominator is None else reading.denominator
        needed = -(-target.parts * base // target.of)  # rounded up: a part of a rupiah cannot be bought
        return max(0, needed - reading.numerator)

    def phrase(self, figures: Any) -> Label | None:
        """What is asked, as the end of "Toko wajib …"; None where its name and its figures have to say it."""
        return None

    def advise(self, short: Label, until: str) -> Label:
        """What to do next, in one sentence; `short` is the shortfall with its unit."""
        return _l("Kurang %(short)s sebelum %(until)s.", short=short, until=until)


class AtMost(RuleType):
    """A ceiling: met when numerator ÷ denominator ≤ target."""

    asked = "most"
    ceiling = True

    def short(self, figures: Any, reading: MeasuredFigure) -> int:
        """What is too much."""
        target = self.target(figures)
        base = 1 if reading.denominator is None else reading.denominator
        return max(0, reading.numerator - target.parts * base // target.of)

    def advise(self, short: Label, until: str) -> Label:
        return _l("Lebih %(short)s dari batas; turunkan sebelum %(until)s.", short=short, until=until)


class PercentileCeiling(AtMost):
    """The `percentile` of the figures' `values` by nearest rank: of ten, 90 percent are within the ninth."""

    def target(self, figures: Any) -> Target:
        return Target(figures.most)

    def refined(self, figures: Any, reading: MeasuredFigure) -> MeasuredFigure:
        if reading.gap or not reading.values:
            return reading
        rank = -(-figures.percentile * len(reading.values) // WHOLE)
        return replace(reading, numerator=max(0, reading.values[rank - 1]))


RULE_TYPES: Registry[type[RuleType]] = Registry(__package__ or "")
