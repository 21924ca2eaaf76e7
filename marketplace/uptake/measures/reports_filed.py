"""C12: whether declarations are sent, and how soon."""

from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.measures.base import (
    DAYS,
    MEASURES,
    REPORTS,
    Basis,
    Example,
    Gap,
    Measure,
    MeasuredFigure,
    Need,
)

DUE = _l(
    "Tidak memakai baris pembelian: yang dibaca ialah hari pernyataan belanja suatu bulan dikirim pertama kali. Yang"
    " jatuh tempo pada masa ini ialah laporan tentang bulan-bulan sebelumnya, satu bulan lebih awal."
)


@MEASURES.add("reports_filed")
class ReportsFiled(Measure):
    label = _l("Tertib melapor")
    definition = _l(
        "Banyaknya pernyataan belanja bulanan yang dikirim paling lambat sekian hari sesudah bulannya berakhir, dibagi"
        " yang jatuh tempo pada masa itu. Pernyataan yang ditarik dan belum diganti belum dikirim. Bulan"
        " sebelum mitra terdaftar tidak menjadi kewajiban."
    )
    formula = _l("pernyataan yang dikirim pada waktunya ÷ pernyataan yang jatuh tempo")
    rows = DUE
    whole, whole_unit = _l("laporan yang jatuh tempo"), REPORTS
    unit = REPORTS
    needs = (Need.FILINGS,)
    example = Example(
        story=_l("Untuk triwulan ini jatuh tempo 3 laporan; 2 dikirim pada waktunya, 1 belum dikirim."),
        basis=Basis(filed=(4, 9, None)),
        says=_l("Hasilnya %(numerator)s dari %(denominator)s."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        """Those that were sent at all; `values` are their days after the end of their month."""
        sent = tuple(days for days in basis.filed if days is not None)
        if not basis.filed:
            return MeasuredFigure(0, None, Gap.NOTHING_DUE)
        return MeasuredFigure(len(sent), len(basis.filed), values=sent)


@MEASURES.add("report_delay")
class ReportDelay(Measure):
    label = _l("Lama melapor")
    definition = _l(
        "Berapa hari sesudah bulannya berakhir pernyataan belanja dikirim; butirnya menyebut persentil yang dilihat,"
        " misalnya 90 persen laporan yang tercepat. Selama ada yang jatuh tempo dan belum dikirim tidak ada hasil."
    )
    formula = _l("persentil lama melapor, dalam hari")
    rows = DUE
    unit = DAYS
    needs = (Need.FILINGS,)
    example = Example(
        story=_l(
            "Tiga laporan dikirim 4, 9, dan 6 hari sesudah bulannya berakhir; butirnya melihat seluruhnya."
        ),
        basis=Basis(filed=(4, 9, 6)),
        says=_l("Hasilnya %(numerator)s: yang paling lama."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        """The slowest; `values` are all, from the soonest on."""
        sent = tuple(sorted(days for days in basis.filed if days is not None))
        if len(sent) < len(basis.filed) or not sent:
            gap = Gap.NOT_FILED if basis.filed else Gap.NOTHING_DUE
            return MeasuredFigure(sent[-1] if sent else 0, None, gap, values=sent)
        return MeasuredFigure(max(0, sent[-1]), values=sent)
