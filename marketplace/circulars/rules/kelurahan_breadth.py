"""Makers of at least so many different kelurahan are bought from."""

from pydantic import BaseModel, Field

from marketplace.circulars.rules.base import CHAIN, CITY, PARTNER, RULE_TYPES, ClauseSubject, RuleType, Target
from marketplace.circulars.rules.steps import CountSteps, steps_field, subject_field
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.reading import Whole
from marketplace.uptake.measures.kelurahan import KELURAHAN


@RULE_TYPES.add("kelurahan_breadth")
class KelurahanBreadth(RuleType):
    label = _l("Sebaran kelurahan")
    measure = "local_kelurahan"
    subjects = PARTNER, CHAIN, CITY

    class Figures(BaseModel):
        least: Whole = Field(gt=0, title=_l("Paling sedikit (kelurahan)"))
        steps: CountSteps = steps_field()
        subject: ClauseSubject | None = subject_field(PARTNER, CHAIN, CITY)

    def target(self, figures: Figures) -> Target:
        return Target(figures.least)

    def phrase(self, figures: Figures) -> Label:
        return _l("membeli dari pembuat di paling sedikit %(least)s", least=KELURAHAN.spell(figures.least))

    def advise(self, short: Label, until: str) -> Label:
        return _l(
            "Kurang %(short)s. Pesan dari pembuat di kelurahan yang belum pernah Anda beli, sebelum %(until)s.",
            short=short,
            until=until,
        )
