"""From how many kelurahan a partner bought: whether the whole city has a share in it."""

from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import Line
from marketplace.uptake.measures.base import MEASURES, Basis, Measure, Reading, Unit, count_kept

KELURAHAN = Unit("kelurahan", _l("kelurahan"))


@MEASURES.add("local_kelurahan")
class LocalKelurahan(Measure):
    label = _l("Sebaran kelurahan")
    definition = _l(
        "Banyaknya kelurahan berbeda, menurut tempat produksi pembuatnya, pada pembelian yang dihitung. Kelurahan"
        " yang barangnya seluruhnya diretur tidak dihitung; pembuat tanpa kelurahan tidak menambah."
    )
    unit = KELURAHAN

    def measure(self, counted: Sequence[Line], basis: Basis) -> Reading:
        return Reading(count_kept(counted, lambda line: line.kelurahan))
