"""C22: how many of the partners have a memorandum in force."""

from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.measures.base import (
    MEASURES,
    PARTNERS,
    Basis,
    Example,
    Gap,
    Measure,
    MeasuredFigure,
    MemberLines,
    Need,
)


@MEASURES.add("memoranda_in_force")
class MemorandaInForce(Measure):
    label = _l("MoU berlaku")
    definition = _l(
        "Banyaknya mitra dengan MoU yang sudah disetujuinya dan berlaku pada hari terakhir bulan itu, dibagi mitra"
        " yang diikat."
    )
    formula = _l("mitra dengan MoU yang berlaku ÷ mitra yang diikat")
    whom = _l("Seluruh kota: semua mitra yang jenisnya disebut butirnya dan tidak dikecualikan.")
    rows = _l("Tidak memakai baris pembelian: yang dibaca ialah MoU pada hari terakhir bulan itu.")
    whole, whole_unit = _l("mitra yang diikat"), PARTNERS
    unit = PARTNERS
    needs = (Need.MEMORANDA,)
    example = Example(
        story=_l("Butir ini mengikat 10 mitra; MoU 9 di antaranya berlaku, satu sudah berakhir."),
        basis=Basis(members=(*[MemberLines(True, ())] * 9, MemberLines(False, ()))),
        says=_l("Hasilnya %(numerator)s dari %(denominator)s, yaitu %(share)s."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        if not basis.members:
            return MeasuredFigure(0, None, Gap.NOBODY)
        return MeasuredFigure(sum(one.under_mou for one in basis.members), len(basis.members))
