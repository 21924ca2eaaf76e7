"""What a judged month can be handed over as. One file each in this folder; all of them say the same totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import ClassVar

from marketplace.compliance.figures import ReportFigures, figures_of
from marketplace.compliance.models import Report
from marketplace.compliance.months import MonthResult
from marketplace.compliance.public_purchases import PublicPurchase
from marketplace.kernel.fingerprints import fingerprint, spelled
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.period import Month
from marketplace.kernel.registry import Registry
from marketplace.ports.toolbox import Toolbox


@dataclass(frozen=True, kw_only=True)
class ReportPaper:
    """A month to be handed over: from its report, or provisional from the books of today.

    `open_matters` were open when it was published, for the `reason` that was given. `purchases` of public offices are
    there for a format that reads them.
    """

    result: MonthResult
    made_on: date
    report: Report | None = None
    signer: str = ""
    address: str = ""  # where its authenticity can be asked
    open_matters: tuple[str, ...] = ()
    reason: str = ""
    purchases: Sequence[PublicPurchase] = ()

    @cached_property
    def figures(self) -> ReportFigures:
        return figures_of(self.result)

    @property
    def key_mark(self) -> str:
        """The fingerprint of the office's key, `4f2a 91c7 …`; nothing before a report is signed."""
        if self.report is None:
            return ""
        return spelled(fingerprint(self.report.public_key))

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
    reads_purchases: ClassVar[bool] = False  # so that they are read for it

    def write(self, tools: Toolbox, paper: ReportPaper) -> bytes:
        raise LookupError(f"{type(self).__name__} writes nothing")

    def pieces(self, tools: Toolbox, paper: ReportPaper) -> Iterable[bytes]:
        """The same bytes; one after another, from a generator, where all at once would take much memory."""
        return [self.write(tools, paper)]


FORMATS: Registry[type[Format]] = Registry(__package__ or "")
