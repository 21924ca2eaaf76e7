"""At least so many of the partners have a memorandum in force."""

from pydantic import BaseModel, Field

from marketplace.circulars.rules.base import CITY, RULE_TYPES, WHOLE, RuleType, Share, Target
from marketplace.circulars.rules.steps import ShareSteps, steps_field
from marketplace.kernel.labels import Label, _l


@RULE_TYPES.add("mou_coverage")
class MouCoverage(RuleType):
    label = _l("MoU berlaku")
    measure = "memoranda_in_force"
    subjects = (CITY,)

    class Figures(BaseModel):
        least: Share = Field(title=_l("Paling sedikit (persen dari mitra)"))
        steps: ShareSteps = steps_field()

    def target(self, figures: Figures) -> Target:
        return Target(figures.least, WHOLE)

    def phrase(self, figures: Figures) -> Label:
        return _l("punya MoU yang berlaku pada paling sedikit %(share)s mitra", share=figures.least.text)

    def advise(self, short: Label, until: str) -> Label:
        return _l(
            "Kurang %(short)s. Perbarui MoU yang sudah berakhir sebelum %(until)s.", short=short, until=until
        )
