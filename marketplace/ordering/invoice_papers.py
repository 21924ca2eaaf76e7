"""What stands on an invoice, a credit note and a kuitansi, ready to be set on A4 or on a roll of 80 mm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from marketplace.kernel.money import Rupiah, spell
from marketplace.kernel.terbilang import rupiah_in_words
from marketplace.ordering.invoices import InvoiceLineRow, InvoiceRow
from marketplace.ordering.kuitansi import KuitansiFacts
from marketplace.ordering.spelling import amount, long_day, units
from marketplace.ordering.statements import StatementEntry, StatementOfAccount

NO_TAX_INVOICE = "Nota ini bukan faktur pajak."
STAMP_ABOVE = 5_000_000  # rupiah: UU 10/2020, art. 3, asks for a stamp duty of Rp10.000 above this


def typeset_invoice(
    row: InvoiceRow, lines: Sequence[InvoiceLineRow], *, size: str, address: str, account: str
) -> dict[str, Any]:
    """Words in Indonesian, whoever prints; `address` is where the QR leads, `account` where the shop pays, in short."""
    return _paper(
        size=size,
        title=str(row.kind.label),
        number=row.number,
        mark="BATAL" if row.cancelled else "NOTA",
        preview=row.cancelled,
        issuer=(row.seller, row.seller_lines.splitlines()),
        parties=[("Pembuat", row.seller, row.seller_lines), ("Toko", row.buyer, row.buyer_lines)],
        facts=list(_facts(row, account)),
        heads=["Serah terima", "Jumlah", "Harga"],
        value="Nilai",
        rows=[_line(line) for line in lines],
        totals=list(_totals(row)),
        notes=[f"Alasan: {row.reason}"] if row.reason else [],
        standing=NO_TAX_INVOICE,
        signatures=[{"role": "Hormat kami", "name": row.seller}],
        address=address,
        printed=f"terbit {long_day(row.issued_on)}",
    )


def typeset_kuitansi(of: KuitansiFacts, *, size: str, address: str) -> dict[str, Any]:
    """With the amount in words, and above Rp5.000.000 a place for the stamp."""
    stamp = of.amount > STAMP_ABOVE
    return _paper(
        size=size,
        title="Kuitansi",
        number=of.reference,
        mark="KUITANSI",
        preview=False,
        issuer=(of.payee, []),
        parties=[("Sudah terima dari", of.payer, ""), ("Penerima", of.payee, "")],
        facts=[["Tanggal", long_day(of.paid_on)], ["Cara bayar", of.way]],
        heads=[],
        value="Nilai",
        rows=[{
            "name": "Pembayaran" if of.handovers else "Uang muka",
            "details": list(of.handovers),
            "cells": [],
            "value": spell(of.amount),
        }],
        totals=[["Jumlah", spell(of.amount)]],
        notes=[f"Terbilang: {rupiah_in_words(of.amount)}."],
        standing="Sah sesudah ditandatangani penerima" + (" di atas meterai Rp10.000." if stamp else "."),
        signatures=[
            {"role": "Penerima (tempel meterai Rp10.000 di sini)" if stamp else "Penerima", "name": of.payee},
            {"role": "Pembayar", "name": of.payer},
        ],
        address=address,
        printed=long_day(of.paid_on),
    )  # fmt: skip


def typeset_statement(of: StatementOfAccount, *, address: str) -> dict[str, Any]:
    """The statement of account on A4: balances from the opening to the closing one, and how late what is left is."""
    opening = {"name": "Saldo awal", "details": [], "cells": ["", ""], "value": amount(of.opening)}
    rest = [(str(age.label), left) for age, left in of.ages.items() if left]
    rest += [("Retur belum dipotong", -of.returns)] if of.returns else []
    rest += [("Titipan toko", -of.credit)] if of.credit else []
    where = [["Bayar ke", of.account]] if of.account and of.closing > 0 else []
    return _paper(
        size="a4",
        title="Rekening",
        item="Tanggal dan untuk apa",
        number=str(of.month.label),
        mark="REKENING",
        preview=False,
        issuer=(of.maker, []),
        parties=[("Pembuat", of.maker, ""), ("Toko", of.shop, "")],
        facts=[["Sampai", long_day(of.until)], *([label, amount(left)] for label, left in rest), *where],
        heads=["Nota", "Jumlah"],
        value="Saldo",
        rows=[opening, *(_entry(one) for one in of.entries)],
        totals=[["Saldo akhir, yang masih harus dibayar toko", amount(of.closing)]],
        notes=[],
        standing="Daftar ini dihitung dari serah terima dan uang yang dicatat di MB2, dan bukan tagihan baru.",
        signatures=[],
        address=address,
        printed=f"sampai {long_day(of.until)}",
    )


def _entry(one: StatementEntry) -> dict[str, Any]:
    return {
        "name": f"{long_day(one.day)} · {one.what}",
        "details": [one.reference] if one.reference else [],
        "cells": [one.invoice, amount(Rupiah(one.amount))],
        "value": amount(Rupiah(one.balance)),
    }


def _paper(
    *, issuer: tuple[str, Sequence[str]], parties: Sequence[tuple[str, str, str]], **given: Any
) -> dict[str, Any]:
    """As templates/documents/paper.typ reads it."""
    return given | {
        "issuer": {"name": issuer[0], "lines": list(issuer[1])},
        "parties": [
            {"role": role, "name": name, "lines": lines.splitlines()} for role, name, lines in parties
        ],
    }


def _facts(row: InvoiceRow, account: str) -> Iterator[list[str]]:
    yield ["Tanggal", long_day(row.issued_on)]
    if row.total > 0:
        yield ["Jatuh tempo", long_day(row.due_on)]
    if row.seller_tax_number:
        yield ["PKP", row.seller_tax_number]
    if account:
        yield ["Bayar ke", account]
    yield ["Keadaan", str(row.stands)]


def _line(line: InvoiceLineRow) -> dict[str, Any]:
    return {
        "name": line.name,
        "details": [long_day(line.handed_over_on)],
        "cells": [line.handover, units(line.quantity, line.unit), spell(line.unit_price)],
        "value": amount(line.amount),
    }


def _totals(row: InvoiceRow) -> Iterator[list[str]]:
    if row.ppn or row.delivery:
        yield ["Barang sebelum PPN" if row.ppn else "Barang", amount(row.goods)]
    if row.delivery:
        yield ["Ongkos kirim", amount(row.delivery)]
    if row.ppn:
        yield ["DPP", amount(row.tax_base)]
        yield ["PPN", amount(row.ppn)]
    yield ["Jumlah", amount(row.total)]
