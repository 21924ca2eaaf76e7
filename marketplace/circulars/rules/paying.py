"""Makers are paid within so many days: most of their bills, or all but the slowest. Program clause C07."""

from dataclasses import replace

from pydantic import BaseModel, Field

from marketplace.circulars.rules.base import (
    CHAIN,
    CITY,
    PARTNER,
    RULE_TYPES,
    WHOLE,
    ClauseSubject,
    PercentileCeiling,
    RuleType,
    Share,
    Target,
)
from marketplace.circulars.rules.steps import CountSteps, ShareSteps, steps_field, subject_field
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.reading import Whole
from marketplace.uptake.measures.base import MeasuredFigure


@RULE_TYPES.add("paid_in_time")
class PaidInTime(RuleType):
    """Bills are looked at once their 15 days are over, so no longer term can be asked for."""

    label = _l("Pembayaran tepat waktu")
    measure = "bills_paid"
    subjects = PARTNER, CHAIN, CITY

    class Figures(BaseModel):
        least: Share = Field(title=_l("Paling sedikit (persen dari tagihan)"))
        days: Whole = Field(
            default=15, gt=0, le=15, title=_l("Lunas dalam (hari sejak barang dan notanya ada)")
        )
        steps: ShareSteps = steps_field()
        subject: ClauseSubject | None = subject_field(PARTNER, CHAIN, CITY)

    def target(self, figures: Figures) -> Target:
        return Target(figures.least, WHOLE)

    def phrase(self, figures: Figures) -> Label:
        return _l(
            "melunasi paling sedikit %(share)s tagihan pembuat dalam %(days)s hari",
            share=figures.least.text,
            days=figures.days,
        )

    def refined(self, figures: Figures, reading: MeasuredFigure) -> MeasuredFigure:
        return replace(reading, numerator=sum(days <= figures.days for days in reading.values))

    def advise(self, short: Label, until: str) -> Label:
        return _l(
            "Kurang %(short)s yang lunas pada waktunya. Bayar tagihan yang belum lunas sebelum batasnya, dinilai"
            " %(until)s.",
            short=short,
            until=until,
        )


@RULE_TYPES.add("days_to_pay")
class DaysToPayCeiling(PercentileCeiling):
    label = _l("Lama membayar")
    measure = "days_to_pay"

    class Figures(BaseModel):
        most: Whole = Field(gt=0, title=_l("Paling lama (hari sejak barang dan notanya ada)"))
        percentile: Share = Field(default=Share(9_000), title=_l("Untuk tagihan tercepat sebanyak (persen)"))
        steps: CountSteps = steps_field()

    def phrase(self, figures: Figures) -> Label:
        return _l(
            "melunasi %(share)s tagihan tercepatnya paling lama %(days)s hari",
            share=figures.percentile.text,
            days=figures.most,
        )
