"""What is owed and was paid as files: the columns of the pages that show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext

from marketplace.ordering.ageing import Age, Debtor, age_of
from marketplace.ordering.money import DueRow, ReceiptRow
from marketplace.ports.sheets import Cell, Column, Table
from marketplace.web.language import translate


def debtor_table(owing: Sequence[Debtor]) -> Table:
    columns = [
        Column(gettext("Toko"), width=28),
        Column(gettext("Gerai"), width=24),
        Column(gettext("Berutang sejak"), "day"),
        Column(gettext("Jatuh tempo"), "day"),
        *(Column(str(translate(age.label)), "rupiah") for age in Age),
        Column(gettext("Retur belum dipotong"), "rupiah"),
        Column(gettext("Sisa tagihan"), "rupiah"),
    ]
    rows: list[list[Cell]] = []
    sums = [0] * (len(Age) + 2)
    for one in owing:
        figures = [*(one.ages[age] for age in Age), -one.returns, one.owed - one.returns]
        rows.append([one.partner, one.outlet, one.since, one.due_on, *figures])
        sums = [before + more for before, more in zip(sums, figures, strict=True)]
    return Table(gettext("Piutang"), columns, rows, [gettext("Jumlah"), "", None, None, *sums])


def due_table(rows: Sequence[DueRow], today: date) -> Table:
    columns = [
        Column(gettext("Pembuat"), width=28),
        Column(gettext("Toko"), width=28),
        Column(gettext("Gerai"), width=24),
        Column(gettext("Serah terima"), width=20),
        Column(gettext("Tanggal"), "day"),
        Column(gettext("Jatuh tempo"), "day"),
        Column(gettext("Keadaan"), width=24),
        Column(gettext("Tagihan"), "rupiah"),
        Column(gettext("Sudah dibayar"), "rupiah", gettext("termasuk potongan")),
        Column(gettext("Sisa"), "rupiah"),
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
    return Table(gettext("Tagihan"), columns, lines, [gettext("Jumlah"), *blank, *sums])


def receipt_table(rows: Sequence[ReceiptRow]) -> Table:
    columns = [
        Column(gettext("Tanggal"), "day"),
        Column(gettext("Pembuat"), width=28),
        Column(gettext("Toko"), width=28),
        Column(gettext("Gerai"), width=24),
        Column(gettext("Serah terima"), width=20),
        Column(gettext("Cara bayar")),
        Column(gettext("Diterima"), "rupiah"),
        Column(gettext("Potongan"), "rupiah"),
        Column(gettext("Alasan potongan"), width=24),
        Column(gettext("Catatan"), width=32),
    ]
    lines = [
        (
            row.received_on,
            row.maker,
            row.partner,
            row.outlet,
            row.handover,
            str(translate(row.paid_by.label)),
            row.received,
            row.deducted,
            str(translate(row.because)),
            row.note,
        )
        for row in rows
    ]
    sums = [sum(row.received for row in rows), sum(row.deducted for row in rows)]
    return Table(
        gettext("Uang diterima"), columns, lines, [None, gettext("Jumlah"), *[None] * 4, *sums, "", ""]
    )


def _standing(row: DueRow, today: date) -> str:
    if not row.left:
        return str(gettext("Lunas"))
    if row.left < 0:
        return str(gettext("Retur belum dipotong"))
    return str(translate(age_of(row.due_on, today).label))
