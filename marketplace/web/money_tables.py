"""Who owes how much as a file: the columns of the page that shows it."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.ordering.ageing import Debtor
from marketplace.ordering.money import Age
from marketplace.ordering.statements import StatementOfAccount
from marketplace.ports.sheets import Cell, Column, Table


def debtor_table(owing: Sequence[Debtor]) -> Table:
    columns = [
        Column(_l("Toko"), width=28),
        Column(_l("Gerai"), width=24),
        Column(_l("Berutang sejak"), "day"),
        Column(_l("Jatuh tempo"), "day"),
        *(Column(age.label, "rupiah") for age in Age),
        Column(_l("Retur belum dipotong"), "rupiah"),
        Column(_l("Sisa tagihan"), "rupiah"),
    ]
    rows: list[list[Cell]] = []
    sums = [0] * (len(Age) + 2)
    for one in owing:
        figures = [*(one.ages[age] for age in Age), -one.returns, one.owed - one.returns]
        rows.append([one.partner, one.outlet, one.since, one.due_on, *figures])
        sums = [before + more for before, more in zip(sums, figures, strict=True)]
    return Table(_l("Piutang"), columns, rows, [_l("Jumlah"), "", None, None, *sums])


def statement_table(of: StatementOfAccount) -> Table:
    """From the opening balance to the closing one; money that came stands below zero."""
    columns = [
        Column(_l("Tanggal"), "day"),
        Column(_l("Untuk"), width=28),
        Column(_l("Serah terima atau catatan"), width=24),
        Column(_l("Nota"), width=20),
        Column(_l("Bertambah atau berkurang"), "rupiah"),
        Column(_l("Sisa tagihan"), "rupiah"),
    ]
    rows: list[list[Cell]] = [[of.month.first_day, _l("Saldo awal"), "", "", None, of.opening]]
    rows += [[one.day, one.what, one.reference, one.invoice, one.amount, one.balance] for one in of.entries]
    rows.append([of.until, _l("Saldo akhir"), "", "", None, of.closing])
    return Table(_l("Rekening"), columns, rows, [])
