"""Every document as likely as any other: for how many are wrong, whatever they are worth."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.audits.drawing import Draws
from marketplace.audits.methods.base import METHODS, Chosen, Sample, SamplingMethod
from marketplace.audits.population import AuditDocument
from marketplace.kernel.labels import Label, _l


class SimpleRandom(SamplingMethod):
    label = _l("Acak")
    explained = _l(
        "Setiap dokumen sama mungkin terpilih. Hasilnya batas atas banyaknya dokumen keliru; rupiahnya hanya perkiraan."
    )

    def choose(self, population: Sequence[AuditDocument], size: int, draws: Draws) -> Sample:
        left = list(range(len(population)))
        found = []
        for number in range(1, size + 1):
            at = draws.below(len(left))
            left[at], left[-1] = left[-1], left[at]
            found.append(Chosen(left.pop(), number=number))
        return Sample(sorted(found, key=lambda one: one.place))

    def why(self, number: int) -> Label:
        return _l("undian ke-%(number)s", number=number)


METHODS.add("random")(SimpleRandom())  # stored with each plan: it stays
