"""C03: how many different local products a partner bought."""

from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.measures.base import (
    MEASURES,
    PRODUCTS,
    Basis,
    Example,
    Measure,
    MeasuredFigure,
    count_eligible,
)
from marketplace.uptake.measures.examples import bought


@MEASURES.add("local_skus")
class LocalSkus(Measure):
    label = _l("Ragam produk lokal")
    definition = _l(
        "Banyaknya produk berbeda pada pembelian yang dihitung. Ukuran dan kemasan dari satu produk adalah satu"
        " jenis; barang yang tidak dikenal dibedakan menurut pembuat dan namanya. Produk yang seluruhnya"
        " diretur tidak dihitung."
    )
    formula = _l("banyaknya produk berbeda")
    unit = PRODUCTS
    example = Example(
        story=_l("Toko membeli keripik dua kali, kopi sekali, dan sambal yang seluruhnya diretur."),
        counted=(
            bought(300_000),
            bought(150_000),
            bought(200_000, maker=2),
            bought(80_000, maker=3),
            bought(-80_000, maker=3),
        ),
        says=_l("Hasilnya %(numerator)s."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        return MeasuredFigure(count_eligible(counted, lambda line: line.item))
