"""At least so many different local products are bought."""

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
from marketplace.uptake.measures.base import PRODUCTS


@RULE_TYPES.add("local_sku_count")
class LocalSkuCount(RuleType):
    label = _l("Ragam produk lokal")
    measure = "local_skus"
    subjects = PARTNER, OUTLET, CHAIN

    class Figures(BaseModel):
        least: Whole = Field(gt=0, title=_l("Paling sedikit (jenis produk)"))
        steps: CountSteps = steps_field()
        subject: ClauseSubject | None = subject_field(PARTNER, OUTLET, CHAIN)

    def target(self, figures: Figures) -> Target:
        return Target(figures.least)

    def phrase(self, figures: Figures) -> Label:
        return _l("membeli paling sedikit %(least)s", least=PRODUCTS.spell(figures.least))

    def advise(self, short: Label, until: str) -> Label:
        return _l(
            "Kurang %(short)s. Pesan produk lokal yang belum Anda beli sebelum %(until)s.",
            short=short,
            until=until,
        )
