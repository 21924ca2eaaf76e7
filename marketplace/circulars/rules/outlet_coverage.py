"""At least so many of the outlets have bought locally."""

from pydantic import BaseModel, Field

from marketplace.circulars.rules.base import (
    CHAIN,
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


@RULE_TYPES.add("outlet_coverage")
class OutletCoverage(RuleType):
    label = _l("Cakupan gerai")
    measure = "outlets_covered"
    subjects = PARTNER, CHAIN

    class Figures(BaseModel):
        least: Share = Field(title=_l("Paling sedikit (persen dari gerai)"))
        steps: ShareSteps = steps_field()
        subject: ClauseSubject | None = subject_field(PARTNER, CHAIN)

    def target(self, figures: Figures) -> Target:
        return Target(figures.least, WHOLE)

    def phrase(self, figures: Figures) -> Label:
        return _l("membeli produk lokal untuk paling sedikit %(share)s gerainya", share=figures.least.text)

    def advise(self, short: Label, until: str) -> Label:
        return _l(
            "Kurang %(short)s. Satu pembelian dari pembuat lokal di setiap gerai itu sebelum %(until)s sudah cukup.",
            short=short,
            until=until,
        )
