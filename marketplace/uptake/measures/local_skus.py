"""C03: how many different local products a partner bought."""

from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.measures.base import (
    MEASURES,
    PRODUCTS,
    Basis,
    Measure,
    MeasuredFigure,
    count_eligible,
)


@MEASURES.add("local_skus")
class LocalSkus(Measure):
    label = _l("Ragam produk lokal")
    definition = _l(
        "Banyaknya produk berbeda pada pembelian yang dihitung. Ukuran dan kemasan dari satu produk adalah satu"
        " jenis; barang yang tidak dikenal dibedakan menurut pembuat dan namanya. Produk yang seluruhnya"
        " diretur tidak dihitung."
    )
    unit = PRODUCTS

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        return MeasuredFigure(count_eligible(counted, lambda line: line.item))
