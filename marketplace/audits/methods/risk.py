"""Documents that something points at are likelier. What is found says nothing of the others: nothing is projected."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.audits.drawing import Draws
from marketplace.audits.methods.base import METHODS, Chosen, Sample, SamplingMethod
from marketplace.audits.population import AuditDocument
from marketplace.audits.risks import risks_of, weight_of
from marketplace.kernel.labels import Label, _l


class RiskWeighted(SamplingMethod):
    label = _l("Menurut risiko")
    explained = _l(
        "Dokumen dengan tanda risiko lebih mungkin terpilih. Hasilnya hanya tentang dokumen yang diperiksa."
    )
    projects = False
    weighs_risks = True

    def choose(self, population: Sequence[AuditDocument], size: int, draws: Draws) -> Sample:
        """One after the other, each with a chance of its weight among those that are left."""
        weights = _Weights([weight_of(document) for document in population])
        found = []
        for number in range(1, size + 1):
            place = weights.take(draws.below(weights.total))
            found.append(Chosen(place, number=number, risks=risks_of(population[place])))
        return Sample(sorted(found, key=lambda one: one.place))

    def why(self, number: int) -> Label:
        return _l("undian berbobot risiko ke-%(number)s", number=number)


class _Weights:
    """Weights of places, of which one is taken out at a time: a binary tree of their sums."""

    def __init__(self, weights: Sequence[int]) -> None:
        self._leaves = 1 << max(len(weights) - 1, 0).bit_length()
        self._sums = [0] * self._leaves + [*weights] + [0] * (self._leaves - len(weights))
        for node in range(self._leaves - 1, 0, -1):
            self._sums[node] = self._sums[2 * node] + self._sums[2 * node + 1]

    @property
    def total(self) -> int:
        return self._sums[1]

    def take(self, at: int) -> int:
        """The place on which this number below the total falls; it is not taken again."""
        node = 1
        while node < self._leaves:
            node *= 2
            if at >= self._sums[node]:
                at -= self._sums[node]
                node += 1
        place, weight = node - self._leaves, self._sums[node]
        while node:
            self._sums[node] -= weight
            node //= 2
        return place


METHODS.add("risk")(RiskWeighted())  # stored with each plan: it stays
