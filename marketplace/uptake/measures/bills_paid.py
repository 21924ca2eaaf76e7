"""C07: whether makers are paid in time."""

from collections.abc import Sequence
from datetime import date

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import Bill, LedgerLine
from marketplace.uptake.measures.base import (
    BILLS,
    DAYS,
    MEASURES,
    Basis,
    Example,
    Gap,
    Measure,
    MeasuredFigure,
    Need,
)

LARGEST = 10_000_000  # rupiah before tax; Permendag 70/2013 shortens the term of small suppliers up to this
BILL = date(2026, 8, 3)
ROWS = _l(
    "Tidak memakai baris pembelian: yang dibaca ialah tagihan barang dari serah terima yang disepakati, sampai"
    " Rp10.000.000 sebelum PPN, yang batas bayarnya (15 hari sejak barang dan notanya ada) jatuh pada masa ini."
    " Hari lunas ialah hari pada bukti bayar, sesudah pembuat membenarkannya."
)


def _small(basis: Basis) -> Sequence[Bill]:
    return [bill for bill in basis.billed if bill.rupiah <= LARGEST]


def _days(bill: Bill, day: date) -> int:
    """0 where it was paid before."""
    return max(0, (day - bill.since).days)


def _paid(bills: Sequence[Bill]) -> tuple[int, ...]:
    return tuple(sorted(_days(bill, bill.paid_on) for bill in bills if bill.paid_on))


def _claimed(bills: Sequence[Bill]) -> int:
    """How many were paid in time as the shop says, and no maker has answered."""
    return sum(not bill.paid_on and bill.claimed_on <= bill.payable_by for bill in bills if bill.claimed_on)


@MEASURES.add("bills_paid")
class BillsPaid(Measure):
    label = _l("Pembayaran tepat waktu")
    definition = _l(
        "Banyaknya tagihan pembuat sampai Rp10.000.000 yang lunas dalam sekian hari sejak barang diterima dan notanya"
        " ada, dibagi semua tagihan seperti itu yang batas bayarnya jatuh pada masa ini. Yang dibayar sebagian belum"
        " lunas."
    )
    formula = _l("tagihan yang lunas pada waktunya ÷ tagihan yang batas bayarnya jatuh pada masa ini")
    rows = ROWS
    whole, whole_unit = _l("tagihan yang harus lunas"), BILLS
    unit = BILLS
    needs = (Need.INVOICES,)
    example = Example(
        story=_l(
            "Tiga tagihan harus lunas pada bulan ini: dua dibayar sesudah 6 dan 14 hari, yang ketiga belum."
        ),
        basis=Basis(
            billed=(
                Bill(1, BILL, 400_000, date(2026, 8, 9), None),
                Bill(2, BILL, 900_000, date(2026, 8, 17), None),
                Bill(3, BILL, 250_000, None, None),
            )
        ),
        says=_l("Hasilnya %(numerator)s dari %(denominator)s."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        """Those that are paid at all; `values` are their days."""
        bills = _small(basis)
        if not bills:
            return MeasuredFigure(0, None, Gap.NOTHING_PAYABLE)
        paid = _paid(bills)
        return MeasuredFigure(
            len(paid), len(bills), open=_claimed(bills), waits=Gap.PROOFS_UNANSWERED, values=paid
        )


@MEASURES.add("days_to_pay")
class DaysToPayBills(Measure):
    label = _l("Lama membayar")
    definition = _l(
        "Berapa hari sejak barang diterima dan notanya ada sampai tagihan pembuat lunas; butirnya menyebut persentil"
        " yang dilihat, misalnya 90 persen tagihan yang tercepat. Selama ada yang belum lunas tidak ada hasil."
    )
    formula = _l("persentil lama membayar, dalam hari")
    rows = ROWS
    unit = DAYS
    needs = (Need.INVOICES,)
    example = Example(
        story=_l("Tiga tagihan lunas sesudah 6, 14, dan 9 hari; butirnya melihat seluruhnya."),
        basis=Basis(
            billed=tuple(
                Bill(number, BILL, 400_000, date(2026, 8, day), None)
                for number, day in enumerate((9, 17, 12), start=1)
            )
        ),
        says=_l("Hasilnya %(numerator)s: yang paling lama."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        """The slowest; `values` are all, from the soonest on."""
        bills = _small(basis)
        paid = _paid(bills)
        if len(paid) < len(bills) or not paid:
            gap = Gap.UNPAID if bills else Gap.NOTHING_PAYABLE
            return MeasuredFigure(paid[-1] if paid else 0, None, gap, values=paid)
        return MeasuredFigure(paid[-1], values=paid)
