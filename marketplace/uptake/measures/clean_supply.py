"""C20: how much of the local purchases had valid papers on the day."""

from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.measures.base import (
    MEASURES,
    RUPIAH,
    Basis,
    Example,
    Gap,
    Measure,
    MeasuredFigure,
    Need,
    rupiah_of,
)
from marketplace.uptake.measures.examples import bought


@MEASURES.add("clean_supply")
class CleanSupply(Measure):
    label = _l("Pasokan bersurat lengkap")
    definition = _l(
        "Nilai pembelian lokal yang surat pembuat dan produknya berlaku pada tanggal pembelian, dibagi nilai seluruh"
        " pembelian lokal yang dihitung. Produk yang belum dikenali tidak menambah; bila dapat mengubah hasilnya,"
        " hasilnya belum ada."
    )
    formula = _l("rupiah dengan surat yang berlaku ÷ rupiah pembelian lokal yang dihitung")
    whole = _l("pembelian lokal yang dihitung")
    unit = RUPIAH
    needs = (Need.LINES,)
    example = Example(
        story=_l("Toko membeli Rp900.000 barang bersurat lengkap dan Rp100.000 yang suratnya sudah habis."),
        counted=(bought(900_000), bought(100_000, maker=2, certified=False)),
        says=_l("Hasilnya %(numerator)s dari %(denominator)s, yaitu %(share)s."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        clean, local = rupiah_of([line for line in counted if line.certified]), rupiah_of(counted)
        if local <= 0:
            return MeasuredFigure(clean, None, Gap.NOTHING_LOCAL)
        unknown = rupiah_of([line for line in counted if not line.certified and not line.product_known])
        return MeasuredFigure(clean, max(clean, local), open=max(0, unknown), waits=Gap.UNRECOGNISED)
