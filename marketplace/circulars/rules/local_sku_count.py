"""At least so many different local products are bought."""

from pydantic import BaseModel, Field

from marketplace.circulars.rules.base import RULE_TYPES, RuleType, Target
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.reading import Whole


@RULE_TYPES.add("local_sku_count")
class LocalSkuCount(RuleType):
    label = _l("Ragam produk lokal")
    measure = "local_skus"

    class Figures(BaseModel):
        least: Whole = Field(gt=0, title=_l("Paling sedikit (jenis produk)"))

    def target(self, figures: Figures) -> Target:
        return Target(figures.least)

    def advise(self, short: Label, until: str) -> Label:
        return _l(
            "Kurang %(short)s. Pesan produk lokal yang belum Anda beli sebelum %(until)s.",
            short=short,
            until=until,
        )
