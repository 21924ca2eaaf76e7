"""What is owed and was paid as files: the columns of the pages that show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from marketplace.kernel.labels import Label, _l
from marketplace.ordering.ageing import Age, Debtor, age_of
from marketplace.ordering.money import DueRow, ReceiptRow
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


def due_table(rows: Sequence[DueRow], today: date) -> Table:
    columns = [
        Column(_l("Pembuat"), width=28),
        Column(_l("Toko"), width=28),
        Column(_l("Gerai"), width=24),
        Column(_l("Serah terima"), width=20),
        Column(_l("Tanggal"), "day"),
        Column(_l("Jatuh tempo"), "day"),
        Column(_l("Keadaan"), width=24),
        Column(_l("Tagihan"), "rupiah"),
        Column(_l("Sudah dibayar"), "rupiah", _l("termasuk potongan")),
        Column(_l("Sisa"), "rupiah"),
    ]
    lines = [
        (
            row.maker,
            row.partner,
            row.outlet,
            row.handover,
            row.owed_on,
            row.due_on,
            _standing(row, today),
            row.amount,
            row.paid,
            row.left,
        )
        for row in rows
    ]
    sums = [sum(row.amount for row in rows), sum(row.paid for row in rows), sum(row.left for row in rows)]
    blank = [None] * 6
    return Table(_l("Tagihan"), columns, lines, [_l("Jumlah"), *blank, *sums])


def receipt_table(rows: Sequence[ReceiptRow]) -> Table:
    columns = [
        Column(_l("Tanggal"), "day"),
        Column(_l("Pembuat"), width=28),
        Column(_l("Toko"), width=28),
        Column(_l("Gerai"), width=24),
        Column(_l("Serah terima"), width=20),
        Column(_l("Cara bayar")),
        Column(_l("Diterima"), "rupiah"),
        Column(_l("Potongan"), "rupiah"),
        Column(_l("Alasan potongan"), width=24),
        Column(_l("Catatan"), width=32),
    ]
    lines = [
        (
            row.received_on,
            row.maker,
            row.partner,
            row.outlet,
            row.handover,
            row.paid_by.label,
            row.received,
            row.deducted,
            row.because,
            row.note,
        )
        for row in rows
    ]
    sums = [sum(row.received for row in rows), sum(row.deducted for row in rows)]
    return Table(_l("Uang diterima"), columns, lines, [None, _l("Jumlah"), *[None] * 4, *sums, "", ""])


def _standing(row: DueRow, today: date) -> Label:
    if not row.left:
        return _l("Lunas")
    if row.left < 0:
        return _l("Retur belum dipotong")
    return age_of(row.due_on, today).label
