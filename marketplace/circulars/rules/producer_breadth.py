"""At least so many different local makers are bought from."""

from pydantic import BaseModel, Field

from marketplace.circulars.rules.base import RULE_TYPES, RuleType, Target
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.reading import Whole


@RULE_TYPES.add("producer_breadth")
class ProducerBreadth(RuleType):
    label = _l("Jumlah pembuat lokal")
    measure = "local_producers"

    class Figures(BaseModel):
        least: Whole = Field(gt=0, title=_l("Paling sedikit (pembuat)"))

    def target(self, figures: Figures) -> Target:
        return Target(figures.least)

    def advise(self, short: Label, until: str) -> Label:
        return _l(
            "Kurang %(short)s. Satu pesanan dari setiap pembuat yang belum pernah Anda beli, sebelum %(until)s,"
            " sudah cukup.",
            short=short,
            until=until,
        )
