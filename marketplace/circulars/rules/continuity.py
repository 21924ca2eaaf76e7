"""Local purchases in at least so many months of a period; an appeal, never an obligation."""

from pydantic import BaseModel, Field

from marketplace.circulars.rules.base import (
    CHAIN,
    OUTLET,
    PARTNER,
    RULE_TYPES,
    ClauseSubject,
    RuleType,
    Target,
)
from marketplace.circulars.rules.steps import CountSteps, steps_field, subject_field
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.reading import Whole


@RULE_TYPES.add("continuity")
class ContinuityRule(RuleType):
    label = _l("Kesinambungan belanja lokal")
    measure = "months_bought"
    subjects = PARTNER, OUTLET, CHAIN
    advisory_only = True

    class Figures(BaseModel):
        least: Whole = Field(gt=0, title=_l("Paling sedikit (bulan)"))
        steps: CountSteps = steps_field()
        subject: ClauseSubject | None = subject_field(PARTNER, OUTLET, CHAIN)

    def target(self, figures: Figures) -> Target:
        return Target(figures.least)

    def phrase(self, figures: Figures) -> Label:
        return _l("membeli produk lokal dalam paling sedikit %(least)s bulan", least=figures.least)
