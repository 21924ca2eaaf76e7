"""Declarations are sent within so many days after their month: most of them, or all but the slowest."""

from dataclasses import replace

from pydantic import BaseModel, Field

from marketplace.circulars.rules.base import RULE_TYPES, WHOLE, PercentileCeiling, RuleType, Share, Target
from marketplace.circulars.rules.steps import CountSteps, ShareSteps, steps_field
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.reading import Whole
from marketplace.uptake.measures.base import MeasuredFigure


@RULE_TYPES.add("reporting_discipline")
class ReportingDiscipline(RuleType):
    label = _l("Tertib melapor")
    measure = "reports_filed"

    class Figures(BaseModel):
        least: Share = Field(title=_l("Paling sedikit (persen dari laporan)"))
        days: Whole = Field(default=10, gt=0, le=28, title=_l("Dikirim dalam (hari sesudah bulannya)"))
        steps: ShareSteps = steps_field()

    def target(self, figures: Figures) -> Target:
        return Target(figures.least, WHOLE)

    def phrase(self, figures: Figures) -> Label:
        return _l(
            "mengirim paling sedikit %(share)s laporannya dalam %(days)s hari sesudah bulannya",
            share=figures.least.text,
            days=figures.days,
        )

    def refined(self, figures: Figures, reading: MeasuredFigure) -> MeasuredFigure:
        return replace(reading, numerator=sum(days <= figures.days for days in reading.values))

    def advise(self, short: Label, until: str) -> Label:
        return _l("Kurang %(short)s yang dikirim pada waktunya, dinilai %(until)s.", short=short, until=until)


@RULE_TYPES.add("report_delay")
class ReportDelayCeiling(PercentileCeiling):
    label = _l("Lama melapor")
    measure = "report_delay"

    class Figures(BaseModel):
        most: Whole = Field(gt=0, title=_l("Paling lama (hari sesudah bulannya)"))
        percentile: Share = Field(default=Share(9_000), title=_l("Untuk laporan tercepat sebanyak (persen)"))
        steps: CountSteps = steps_field()

    def phrase(self, figures: Figures) -> Label:
        return _l(
            "mengirim %(share)s laporan tercepatnya paling lama %(days)s hari sesudah bulannya",
            share=figures.percentile.text,
            days=figures.most,
        )
