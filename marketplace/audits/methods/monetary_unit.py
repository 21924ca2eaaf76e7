"""Every so-manieth rupiah, from a drawn one on: large documents are likelier, and none above the interval is passed."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.audits.drawing import Draws
from marketplace.audits.methods.base import METHODS, Chosen, Sample, SamplingMethod
from marketplace.audits.population import AuditDocument, worth
from marketplace.kernel.labels import Label, _l


class MonetaryUnit(SamplingMethod):
    label = _l("Satuan rupiah")
    explained = _l(
        "Dokumen bernilai besar lebih mungkin terpilih. Hasilnya perkiraan salah saji dalam rupiah dengan batas atas."
    )

    units_are_rupiah = True

    def choose(self, population: Sequence[AuditDocument], size: int, draws: Draws) -> Sample:
        """Every `interval`-th rupiah; a document of an interval or more is taken for certain.

        Each other is hit at most once, with a probability of its net over the interval.
        """
        interval = max(worth(population) // size, 1)
        hit = draws.below(interval) + 1  # rupiah are counted from 1
        chosen, before = list[Chosen](), 0
        for place, document in enumerate(population):
            last = before + document.net
            if document.net >= interval:
                chosen.append(Chosen(place, certain=True))
            elif hit <= last:
                chosen.append(Chosen(place, number=hit))
            before = last
            hit += max(0, (last - hit) // interval + 1) * interval
        return Sample(chosen, interval)

    def why(self, number: int) -> Label:
        return _l("rupiah ke-%(number)s jatuh pada dokumen ini", number=f"{number:,}".replace(",", "."))


METHODS.add("monetary_unit")(MonetaryUnit())  # stored with each plan: it stays
