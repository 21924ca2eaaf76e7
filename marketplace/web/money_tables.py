"""Who owes how much as a file: the columns of the page that shows it."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.ordering.ageing import Debtor
from marketplace.ordering.money import Age
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
