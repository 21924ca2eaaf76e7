"""At least so much of the local purchases has valid papers on the day."""

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
from marketplace.kernel.labels import Label, _l


@RULE_TYPES.add("clean_supply")
class CleanSupplyRule(RuleType):
    label = _l("Pasokan bersurat lengkap")
    measure = "clean_supply"
    subjects = PARTNER, CHAIN, CITY

    class Figures(BaseModel):
        least: Share = Field(title=_l("Paling sedikit (persen dari pembelian lokal)"))
        steps: ShareSteps = steps_field()
        subject: ClauseSubject | None = subject_field(PARTNER, CHAIN, CITY)

    def target(self, figures: Figures) -> Target:
        return Target(figures.least, WHOLE)

    def phrase(self, figures: Figures) -> Label:
        return _l(
            "membeli paling sedikit %(share)s pasokan lokalnya dengan surat lengkap", share=figures.least.text
        )

    def advise(self, short: Label, until: str) -> Label:
        return _l(
            "Kurang %(short)s. Pilih produk yang suratnya masih berlaku untuk pembelian berikutnya sebelum %(until)s.",
            short=short,
            until=until,
        )
