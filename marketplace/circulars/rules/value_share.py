"""At least so much of what a partner spends goes to local makers."""

from pydantic import BaseModel, Field

from marketplace.circulars.rules.base import RULE_TYPES, WHOLE, RuleType, Share, Target
from marketplace.kernel.labels import Label, _l


@RULE_TYPES.add("value_share")
class ValueShare(RuleType):
    label = _l("Porsi nilai belanja lokal")
    measure = "local_share"

    class Figures(BaseModel):
        least: Share = Field(title=_l("Paling sedikit (persen dari seluruh belanja)"))

    def target(self, figures: Figures) -> Target:
        return Target(figures.least, WHOLE)

    def advise(self, short: Label, until: str) -> Label:
        return _l(
            "Kurang %(short)s. Alihkan belanja sebesar itu ke pembuat lokal sebelum %(until)s.",
            short=short,
            until=until,
        )
