"""A file read in one of the ways in which it can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from marketplace.imports.reasons import RowReason
from marketplace.imports.registers.catalogue import Catalogue
from marketplace.imports.registers.footers import FoundTotal
from marketplace.imports.registers.judging import Judge
from marketplace.imports.registers.questions import Answers
from marketplace.imports.registers.rows import BadRow, RegisterRow
from marketplace.imports.registers.sheet_reader import SheetReader
from marketplace.imports.registers.survey import Survey
from marketplace.imports.registers.ways import Ways
from marketplace.kernel.labels import joined
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import MonthSpan
from marketplace.sheets.refused import Ref


def nobody() -> None:
    """Whom a file's progress is told to when nobody waits for it."""


@dataclass(frozen=True)
class Light:
    """In which a file is read: the months that are asked for, what the city knows, and the day it is.

    `tell` is called after every TOLD rows.
    """

    period: MonthSpan
    catalogue: Catalogue
    today: date
    answers: Answers = field(default_factory=dict)  # what is in a pack
    tell: Callable[[], None] = nobody


class FileReading:
    """All of its sheets but those left out."""

    def __init__(self, survey: Survey, light: Light, ways: Ways, keep: frozenset[Ref] = frozenset()) -> None:
        self.ways = ways
        self.judge = Judge(light.period, light.catalogue, light.today, ways, light.answers)
        self.sheets = [
            SheetReader(self.judge, found, ways, keep, light.tell)
            for found in survey.sheets
            if found.sheet.name not in ways.left_out
        ]
        for one in self.sheets:
            one.read()

    @cached_property
    def rows(self) -> list[RegisterRow]:
        return self.judge.finish(row for one in self.sheets for row in one.rows)

    @cached_property
    def bad(self) -> list[BadRow]:
        return [bad for one in self.sheets for bad in one.bad]

    @property
    def skipped(self) -> dict[str, int]:
        return dict(sum((one.skipped for one in self.sheets), Counter[str]()))

    @cached_property
    def net(self) -> Rupiah:
        return Rupiah(sum(row.net for row in self.rows))

    @cached_property
    def own_total(self) -> FoundTotal | None:
        """What the file itself says its rows come to, without VAT; None where a sheet with rows does not say."""
        totals = [one.footer.net(self.ways.vat) for one in self.sheets if one.rows or one.bad]
        found = [total for total in totals if total is not None]
        if not found or len(found) < len(totals):
            return None
        if len(found) == 1:
            return found[0]
        how = joined([total.how for total in found])
        return FoundTotal(Rupiah(sum(total.net for total in found)), how)

    @cached_property
    def agrees(self) -> bool | None:
        """Whether the file's own total is that of the rows, with or without the rupiah of those refused."""
        if self.own_total is None:
            return None
        off, near = self.own_total.net - self.net, max(1, len(self.rows))
        return any(abs(off - more) <= near for more in (0, self._refused))

    @property
    def mismatches(self) -> int:
        return sum(bad.reason is RowReason.TOTAL_MISMATCH for bad in self.bad)

    @property
    def result(self) -> Sequence[object]:
        """Equal for two ways that make no difference."""
        return [(row.ref, row.day, row.quantity, row.net) for row in self.rows]

    @cached_property
    def _refused(self) -> int:
        return sum(one.refused_rupiah for one in self.sheets)
