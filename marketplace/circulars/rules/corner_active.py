"""At least so many offices restock their corner for local goods within thirty days."""

from pydantic import BaseModel, Field

from marketplace.circulars.rules.base import CITY, RULE_TYPES, WHOLE, RuleType, Share, Target
from marketplace.circulars.rules.steps import ShareSteps, steps_field
from marketplace.kernel.labels import Label, _l


@RULE_TYPES.add("corner_active")
class CornerActive(RuleType):
    label = _l("Pojok UMKM aktif")
    measure = "corners_active"
    subjects = (CITY,)

    class Figures(BaseModel):
        least: Share = Field(title=_l("Paling sedikit (persen dari kantor)"))
        steps: ShareSteps = steps_field()

    def target(self, figures: Figures) -> Target:
        return Target(figures.least, WHOLE)

    def phrase(self, figures: Figures) -> Label:
        return _l("mengisi ulang pojok UMKM pada paling sedikit %(share)s kantor", share=figures.least.text)

    def advise(self, short: Label, until: str) -> Label:
        return _l(
            "Kurang %(short)s. Ingatkan kantor yang belum mengisi pojoknya, sebelum %(until)s.",
            short=short,
            until=until,
        )
