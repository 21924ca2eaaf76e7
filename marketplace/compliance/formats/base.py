"""What a judged month can be handed over as. One file each in this folder; all of them say the same totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from marketplace.compliance.models import Report
from marketplace.compliance.months import MonthResult
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.period import Month
from marketplace.kernel.registry import Registry
from marketplace.ports.toolbox import Toolbox


@dataclass(frozen=True, kw_only=True)
class ReportPaper:
    """A month to be handed over: from its report, or provisional from the books of today."""

    result: MonthResult
    made_on: date
    report: Report | None = None
    signer: str = ""
    address: str = ""  # where its authenticity can be asked

    @property
    def month(self) -> Month:
        return Month.parse(self.result.month)

    @property
    def number(self) -> str:
        return self.report.number if self.report else str(_l("SEMENTARA %(month)s", month=self.result.month))


class Format:
    label: ClassVar[Label]
    suffix: ClassVar[str]
    media_type: ClassVar[str]
    published_only: ClassVar[bool] = False

    def write(self, tools: Toolbox, paper: ReportPaper) -> bytes:
        raise LookupError(f"{type(self).__name__} writes nothing")


FORMATS: Registry[type[Format]] = Registry(__package__ or "")
