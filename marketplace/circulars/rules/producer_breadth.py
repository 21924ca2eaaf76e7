"""At least so many different local makers are bought from, and of at least so many kelurahan where that is asked."""

from typing import Any

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
from marketplace.circulars.rules.steps import CountSteps, steps_field, subject_field
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.reading import Whole
from marketplace.uptake.measures.base import MAKERS, MeasuredFigure
from marketplace.uptake.measures.kelurahan import KELURAHAN


@RULE_TYPES.add("producer_breadth")
class ProducerBreadth(RuleType):
    label = _l("Jumlah pembuat lokal")
    measure = "local_producers"
    subjects = PARTNER, OUTLET, CHAIN, CITY

    class Figures(BaseModel):
        least: Whole = Field(gt=0, title=_l("Paling sedikit (pembuat)"))
        kelurahan: Whole | None = Field(default=None, gt=0, title=_l("Dari paling sedikit sekian kelurahan"))
        steps: CountSteps = steps_field()
        subject: ClauseSubject | None = subject_field(PARTNER, OUTLET, CHAIN, CITY)

    def target(self, figures: Figures) -> Target:
        return Target(figures.least)

    def short(self, figures: Any, reading: MeasuredFigure) -> int:
        """Makers that are missing: each new one may come from a kelurahan that is missing, too."""
        spread = max(0, (figures.kelurahan or 0) - reading.values[0]) if reading.values else 0
        return max(super().short(figures, reading), spread)

    def phrase(self, figures: Figures) -> Label:
        makers = MAKERS.spell(figures.least)
        if figures.kelurahan:
            return _l(
                "membeli dari paling sedikit %(makers)s di paling sedikit %(places)s",
                makers=makers,
                places=KELURAHAN.spell(figures.kelurahan),
            )
        return _l("membeli dari paling sedikit %(least)s", least=makers)

    def advise(self, short: Label, until: str) -> Label:
        return _l(
            "Kurang %(short)s. Satu pesanan dari setiap pembuat yang belum pernah Anda beli, sebelum %(until)s,"
            " sudah cukup.",
            short=short,
            until=until,
        )
