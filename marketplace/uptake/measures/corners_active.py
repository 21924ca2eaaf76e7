"""C18: how many offices restocked their corner for local goods."""

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
    rupiah_of,
)
from marketplace.uptake.measures.examples import bought


@MEASURES.add("corners_active")
class CornersActive(Measure):
    label = _l("Pojok UMKM aktif")
    definition = _l(
        "Banyaknya kantor yang membeli dari pembuat lokal dalam 30 hari terakhir masa itu, dibagi kantor yang diikat."
        " MB2 belum mencatat Pojok UMKM tersendiri: pembelian kantor dihitung sebagai isi ulang pojoknya."
        " Yang masih ditunggu: daftar Pojok UMKM tiap kantor dan tanggal isi ulangnya."
    )
    formula = _l("kantor dengan pembelian yang dihitung dalam 30 hari terakhir ÷ kantor yang diikat")
    whom = _l("Seluruh kota: semua mitra yang jenisnya disebut butirnya dan tidak dikecualikan.")
    whole, whole_unit = _l("mitra yang diikat"), PARTNERS
    unit = PARTNERS
    needs = (Need.LINES, Need.DAYS)
    last_days = 30
    example = Example(
        story=_l("Butir ini mengikat 5 kantor; 4 kantor membeli dari pembuat lokal dalam 30 hari terakhir."),
        basis=Basis(members=(*[MemberLines(False, (bought(50_000),))] * 4, MemberLines(False, ()))),
        says=_l("Hasilnya %(numerator)s dari %(denominator)s, yaitu %(share)s."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        if not basis.members:
            return MeasuredFigure(0, None, Gap.NOBODY)
        active = sum(rupiah_of(member.counted) > 0 for member in basis.members)
        return MeasuredFigure(active, len(basis.members))
