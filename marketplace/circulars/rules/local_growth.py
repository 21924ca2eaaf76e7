"""Local purchases grow by at least so much against the period before, or the same one a year ago."""

from typing import Any

from pydantic import BaseModel, Field

from marketplace.circulars.rules.base import (
    CHAIN,
    CITY,
    PARTNER,
    RULE_TYPES,
    WHOLE,
    ClauseSubject,
    RuleType,
    Share,
    Target,
)
from marketplace.circulars.rules.steps import ShareSteps, steps_field, subject_field
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.period import Month, MonthSpan


@RULE_TYPES.add("local_growth")
class GrowthRule(RuleType):
    label = _l("Pertumbuhan belanja lokal")
    measure = "local_growth"
    subjects = PARTNER, CHAIN, CITY

    class Figures(BaseModel):
        least: Share = Field(title=_l("Tumbuh paling sedikit (persen)"))
        year_ago: bool = Field(default=False, title=_l("Dibanding masa yang sama setahun lalu"))
        steps: ShareSteps = steps_field()
        subject: ClauseSubject | None = subject_field(PARTNER, CHAIN, CITY)

    def target(self, figures: Figures) -> Target:
        """Of the earlier purchases: 10 % of growth are 110 %."""
        return Target(WHOLE + figures.least, WHOLE)

    def phrase(self, figures: Figures) -> Label:
        if figures.year_ago:
            return _l(
                "menaikkan belanja lokal paling sedikit %(share)s dibanding masa yang sama setahun lalu",
                share=figures.least.text,
            )
        return _l(
            "menaikkan belanja lokal paling sedikit %(share)s dibanding masa sebelumnya",
            share=figures.least.text,
        )

    def earlier(self, figures: Any, read: MonthSpan, length: int) -> MonthSpan:
        months = 12 if figures.year_ago else length
        return MonthSpan(_back(read.first, months), _back(read.last, months))

    def advise(self, short: Label, until: str) -> Label:
        return _l(
            "Kurang %(short)s dibanding masa sebelumnya yang dinaikkan. Belanjakan sebesar itu sebelum %(until)s.",
            short=short,
            until=until,
        )


def _back(month: Month, months: int) -> Month:
    year, number = divmod(month.year * 12 + month.month - 1 - months, 12)
    return Month(year, number + 1)
