"""No more than so much of what was delivered comes back; an appeal, never an obligation."""

from pydantic import BaseModel, Field

from marketplace.circulars.rules.base import (
    CHAIN,
    CITY,
    PARTNER,
    RULE_TYPES,
    WHOLE,
    AtMost,
    ClauseSubject,
    Share,
    Target,
)
from marketplace.circulars.rules.steps import ShareSteps, steps_field, subject_field
from marketplace.kernel.labels import Label, _l


@RULE_TYPES.add("return_rate")
class ReturnCeiling(AtMost):
    label = _l("Tingkat retur")
    measure = "return_rate"
    subjects = PARTNER, CHAIN, CITY
    advisory_only = True

    class Figures(BaseModel):
        most: Share = Field(title=_l("Paling banyak (persen dari pembelian lokal)"))
        steps: ShareSteps = steps_field()
        subject: ClauseSubject | None = subject_field(PARTNER, CHAIN, CITY)

    def target(self, figures: Figures) -> Target:
        return Target(figures.most, WHOLE)

    def phrase(self, figures: Figures) -> Label:
        return _l("mengembalikan paling banyak %(share)s pembelian lokalnya", share=figures.most.text)
