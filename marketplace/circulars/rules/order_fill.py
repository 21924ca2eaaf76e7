"""At least so much of what makers promised comes in time; an appeal, never an obligation."""

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
from marketplace.kernel.labels import _l


@RULE_TYPES.add("order_fill")
class OrderFillRule(RuleType):
    label = _l("Pesanan terpenuhi tepat waktu")
    measure = "order_fill"
    subjects = PARTNER, CHAIN, CITY
    advisory_only = True

    class Figures(BaseModel):
        least: Share = Field(title=_l("Paling sedikit (persen dari nilai pesanan)"))
        steps: ShareSteps = steps_field()
        subject: ClauseSubject | None = subject_field(PARTNER, CHAIN, CITY)

    def target(self, figures: Figures) -> Target:
        return Target(figures.least, WHOLE)
