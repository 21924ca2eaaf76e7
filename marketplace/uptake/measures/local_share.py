"""C01: of every rupiah a partner spent, how much went to local makers."""

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


@MEASURES.add("local_share")
class LocalShare(Measure):
    label = _l("Porsi belanja lokal")
    definition = _l(
        "Nilai pembelian yang dihitung dibagi total belanja yang dinyatakan mitra pada masa yang sama. Rupiah"
        " di luar PPN dan potongan; retur mengurangi. Tanpa pernyataan tidak ada hasil. Pernyataan yang lebih kecil"
        " daripada pembelian yang dihitung ditolak."
    )
    formula = _l("rupiah pembelian yang dihitung ÷ rupiah total belanja yang dinyatakan")
    whole = _l("seluruh belanja yang dinyatakan")
    unit = RUPIAH
    needs = (Need.LINES, Need.TOTALS)
    example = Example(
        story=_l(
            "Toko menyatakan belanja Rp20.000.000, membeli Rp3.500.000 dari pembuat lokal, dan meretur Rp500.000."
        ),
        counted=(bought(3_500_000), bought(-500_000)),
        basis=Basis(total=20_000_000),
        says=_l("Hasilnya %(numerator)s dari %(denominator)s, yaitu %(share)s."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        local = rupiah_of(counted)
        if basis.total is None:
            return MeasuredFigure(local, None, basis.gap or Gap.NOT_DECLARED)
        if basis.total == 0 and local <= 0:
            return MeasuredFigure(local, 0, Gap.NOTHING_BOUGHT)
        return MeasuredFigure(local, basis.total, Gap.DECLARED_TOO_LOW if local > basis.total else None)


@MEASURES.add("meeting_food_share")
class MeetingFoodShare(LocalShare):
    """C15."""

    label = _l("Porsi konsumsi rapat lokal")
    definition = _l(
        "Nilai pembelian lokal dalam kategori konsumsi rapat dibagi bagian total belanja yang dinyatakan kantor untuk"
        " kategori itu. Tanpa rincian per kategori tidak ada hasil."
    )
    formula = _l("rupiah konsumsi rapat yang dihitung ÷ rupiah konsumsi rapat yang dinyatakan")
    whom = _l("Kantor dan badan usaha daerah yang disebut butirnya.")
    whole = _l("belanja kategori itu yang dinyatakan")
    needs = (Need.LINES, Need.PARTS)
    example = Example(
        story=_l(
            "Kantor menyatakan konsumsi rapat Rp4.000.000; Rp3.000.000 di antaranya dari pembuat lokal."
        ),
        counted=(bought(3_000_000),),
        basis=Basis(total=4_000_000),
        says=_l("Hasilnya %(numerator)s dari %(denominator)s, yaitu %(share)s."),
    )


@MEASURES.add("input_share")
class InputShare(LocalShare):
    """C19."""

    label = _l("Porsi bahan baku lokal")
    definition = _l(
        "Nilai bahan baku dari pembuat lokal dibagi bagian total belanja yang dinyatakan untuk kategori bahan baku."
        " Tanpa rincian per kategori tidak ada hasil."
    )
    formula = _l("rupiah bahan baku yang dihitung ÷ rupiah bahan baku yang dinyatakan")
    whom = _l("Hotel, rumah makan, dan kafe yang disebut butirnya.")
    whole = _l("belanja kategori itu yang dinyatakan")
    needs = (Need.LINES, Need.PARTS)
    example = Example(
        story=_l("Hotel menyatakan bahan baku Rp30.000.000; Rp9.000.000 di antaranya dari pembuat lokal."),
        counted=(bought(9_000_000),),
        basis=Basis(total=30_000_000),
        says=_l("Hasilnya %(numerator)s dari %(denominator)s, yaitu %(share)s."),
    )
