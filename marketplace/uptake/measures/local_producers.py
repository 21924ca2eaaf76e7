"""C04: from how many local makers a partner bought."""

from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.measures.base import (
    MAKERS,
    MEASURES,
    Basis,
    Example,
    Measure,
    MeasuredFigure,
    count_eligible,
)
from marketplace.uptake.measures.examples import bought


@MEASURES.add("local_producers")
class LocalProducers(Measure):
    label = _l("Jumlah pembuat lokal")
    definition = _l(
        "Banyaknya pembuat berbeda pada pembelian yang dihitung. Pembuat yang barangnya seluruhnya diretur"
        " tidak dihitung."
    )
    formula = _l("banyaknya pembuat berbeda")
    unit = MAKERS
    example = Example(
        story=_l("Toko membeli dari tiga pembuat, dan barang salah satunya diretur seluruhnya."),
        counted=(
            bought(300_000),
            bought(200_000, maker=2),
            bought(90_000, maker=3),
            bought(-90_000, maker=3),
        ),
        says=_l("Hasilnya %(numerator)s."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        """`values` are the kelurahan they come from."""
        makers = count_eligible(counted, lambda line: line.producer_id)
        return MeasuredFigure(makers, values=(count_eligible(counted, lambda line: line.kelurahan),))
