"""At least so many rupiah are spent at local makers, in all or for each of the staff."""

from pydantic import BaseModel, Field

from marketplace.circulars.rules.base import (
    CHAIN,
    CITY,
    OUTLET,
    PARTNER,
    RULE_TYPES,
    ClauseSubject,
    RuleType,
    Target,
)
from marketplace.circulars.rules.steps import RupiahSteps, steps_field, subject_field
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.uptake.measures.base import RUPIAH


@RULE_TYPES.add("minimum_spend")
class MinimumSpend(RuleType):
    label = _l("Belanja lokal minimum")
    measure = "local_spend"
    subjects = PARTNER, OUTLET, CHAIN, CITY

    class Figures(BaseModel):
        least: Rupiah = Field(gt=0, title=_l("Paling sedikit (Rp)"))
        per_employee: bool = Field(default=False, title=_l("Untuk setiap pegawai"))
        steps: RupiahSteps = steps_field()
        subject: ClauseSubject | None = subject_field(PARTNER, OUTLET, CHAIN, CITY)

    def measure_for(self, figures: Figures) -> str:
        return "local_spend_per_employee" if figures.per_employee else self.measure

    def subjects_for(self, figures: Figures) -> tuple[ClauseSubject, ...]:
        """Staff is of a partner, not of its outlets."""
        return (PARTNER, CHAIN) if figures.per_employee else self.subjects

    def target(self, figures: Figures) -> Target:
        return Target(figures.least)

    def phrase(self, figures: Figures) -> Label:
        amount = RUPIAH.spell(figures.least)
        if figures.per_employee:
            return _l("membelanjakan paling sedikit %(amount)s untuk setiap pegawainya", amount=amount)
        return _l("membelanjakan paling sedikit %(amount)s", amount=amount)

    def advise(self, short: Label, until: str) -> Label:
        return _l(
            "Kurang %(short)s. Belanjakan sebesar itu pada pembuat lokal sebelum %(until)s.",
            short=short,
            until=until,
        )
