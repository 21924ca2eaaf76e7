"""What stands on a paper of a trade, in words and figures, ready to be set: on A4 or on a roll of 80 mm."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from marketplace.kernel.money import Rupiah, spell
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.papers import Contents
from marketplace.ordering.spelling import amount, long_day, moment, sentence_of, units
from marketplace.ordering.states import CANCELLED, OrderState, PaperKind, Side
from marketplace.ordering.terms import Term


class PaperLine(NamedTuple):
    """An item: what is said of it in small letters, a cell for each head, and its rupiah."""

    name: str
    details: Sequence[str]
    cells: Sequence[str]
    value: str


@dataclass(frozen=True)
class Body:
    """The table of a paper. `narrow` cells are figures only."""

    heads: Sequence[str]
    value: str
    rows: Sequence[PaperLine]
    totals: Sequence[tuple[str, str]]


def typeset(contents: Contents, *, size: str, mark: str, printed: str, address: str) -> dict[str, Any]:
    """`mark` tells the original from a copy and both from a preview; `address` is where the QR leads."""
    paper = contents.paper
    body = BODIES[paper.kind](contents)
    return {
        "size": size,
        "title": str(paper.kind.label),
        "number": paper.number,
        "mark": mark,
        "preview": mark == PREVIEW,
        "issuer": {"name": contents.issuer.name, "lines": contents.issuer.lines},
        "parties": _parties(contents),
        "facts": [list(pair) for pair in _facts(contents)],
        "heads": list(body.heads),
        "value": body.value,
        "rows": [
            {"name": row.name, "details": list(row.details), "cells": list(row.cells), "value": row.value}
            for row in body.rows
        ],
        "totals": [list(pair) for pair in body.totals],
        "notes": list(_notes(contents)),
        "standing": sentence_of(contents),
        "signatures": _signatures(contents),
        "address": address,
        "printed": printed,
    }


PREVIEW = "PRATINJAU"


def mark_of(copy: int, *, official: bool = False) -> str:
    """An official's print is always a copy: the originals are the two sides'."""
    if official:
        return f"SALINAN ke-{copy} untuk Dinas"
    return "ASLI" if copy == 1 else f"SALINAN ke-{copy - 1}"


def _parties(contents: Contents) -> list[dict[str, Any]]:
    maker, shop = ("Pembuat", contents.maker), ("Toko", contents.shop)
    return [{"role": role, "name": party.name, "lines": party.lines} for role, party in (maker, shop)]


def _facts(contents: Contents) -> Iterator[tuple[str, str]]:
    order, handover = contents.order, contents.handover
    yield "Tanggal", long_day(contents.paper.issued_at)
    yield "Pembuat", contents.locality
    if handover is None and order is not None:
        yield "Keadaan", str((order.ending or order.state).label)
        if order.needed_on:
            yield "Dibutuhkan", long_day(order.needed_on)
        if order.promised_on:
            yield "Dijanjikan", long_day(order.promised_on)
        yield "Ketentuan", _terms(contents.term)
        return
    if handover is None:
        return
    if contents.paper.number != handover.number:
        yield "Serah terima", handover.number
    if order is not None:
        yield "Pesanan", order.number
    if handover.sent_at:
        yield "Dikirim", moment(handover.sent_at)
    yield "Ketentuan", _terms(contents.term)
    billed = contents.paper.kind is not PaperKind.CONSIGNMENT and (contents.amount or 0) > 0
    if contents.due_on and billed:
        yield "Jatuh tempo", long_day(contents.due_on)


def _terms(term: Term) -> str:
    model = str(term.model.label)
    if term.consigns:
        loss = "pembuat" if term.loss_on is Side.MAKER else "toko"
        return f"{model}; yang terjual dibayar dalam {term.days_to_pay} hari; barang hilang ditanggung {loss}"
    return f"{model}; dibayar dalam {term.days_to_pay} hari sesudah disepakati"


def _notes(contents: Contents) -> Iterator[str]:
    of = contents.of
    if of.note:
        yield f"Catatan: {of.note}"
    if isinstance(of, Handover):
        return
    if of.state is CANCELLED and of.cancelled_because:
        yield f"Dibatalkan: “{of.cancelled_because}”"
    if of.state is OrderState.PROPOSED:
        yield "Pembuat mengusulkan perubahan yang belum dijawab toko; jumlah di atas adalah yang dipesan."


def _signatures(contents: Contents) -> list[dict[str, str]]:
    maker, shop = contents.maker.name, contents.shop.name
    kind = contents.paper.kind
    if kind is PaperKind.ORDER:
        pairs = [("Pemesan", shop), ("Pembuat", maker)]
    elif kind is PaperKind.RETURN:
        pairs = [("Yang mengembalikan", shop), ("Yang menerima kembali", maker)]
    elif kind is PaperKind.SETTLEMENT:
        pairs = [("Pembuat", maker), ("Toko", shop)]
    else:
        pairs = [("Yang menyerahkan", maker), ("Yang menerima", shop)]
    return [{"role": role, "name": name} for role, name in pairs]


def _order(contents: Contents) -> Body:
    order = contents.order
    lines = [line for line in order.lines if line.quantity] if order else []
    rows = [
        PaperLine(
            line.name, [], [units(line.quantity, line.unit), spell(line.unit_price)], spell(line.amount)
        )
        for line in lines
    ]
    called = "Nilai titipan, belum tagihan" if contents.term.consigns else "Jumlah pesanan"
    fee = order.delivery_fee if order and not contents.term.consigns else 0
    bringing = [("Ongkos kirim", spell(fee))] if fee else []
    return Body(("Jumlah", "Harga"), "Nilai", rows, [(called, spell(order.total if order else 0)), *bringing])


def _lines(contents: Contents) -> Sequence[HandoverLine]:
    return contents.handover.lines if contents.handover else []


def _batch(line: HandoverLine) -> list[str]:
    parts = [f"Batch {line.batch}"] if line.batch else []
    return parts + ([f"Baik sebelum {long_day(line.best_before)}"] if line.best_before else [])


def _delivery(contents: Contents) -> Body:
    """As it left: what was accepted stands on the receipt."""
    lines = [line for line in _lines(contents) if line.brought]
    rows = [
        PaperLine(
            line.name,
            _batch(line),
            [units(line.brought, line.unit), spell(line.unit_price)],
            spell(line.brought * line.unit_price),
        )
        for line in lines
    ]
    total = sum(line.brought * line.unit_price for line in lines)
    return Body(("Dibawa", "Harga"), "Nilai", rows, [("Nilai kiriman", spell(total))])


def _receipt(contents: Contents) -> Body:
    lines = [line for line in _lines(contents) if line.brought]
    rows = [
        PaperLine(
            line.name,
            [*_batch(line), *_rejected(line)],
            [
                units(line.brought, line.unit),
                units(line.accepted or 0, line.unit),
                f"{line.rejected or 0}",
                spell(line.unit_price),
            ],
            spell((line.accepted or 0) * line.unit_price),
        )
        for line in lines
    ]
    total = sum((line.accepted or 0) * line.unit_price for line in lines)
    return Body(("Dibawa", "Diterima", "Ditolak", "Harga"), "Nilai", rows, [("Nilai diterima", spell(total))])


def _rejected(line: HandoverLine) -> list[str]:
    if not line.rejected or line.reject_reason is None:
        return []
    return [f"Ditolak {units(line.rejected, line.unit)}: {line.reject_reason.label.lower()}"]


def _consigned(contents: Contents) -> Body:
    """What lies there from now on and is still the maker's."""
    lines = [line for line in _lines(contents) if line.accepted]
    rows = [
        PaperLine(
            line.name,
            [*_batch(line), *_rejected(line)],
            [units(line.accepted or 0, line.unit), spell(line.unit_price)],
            spell((line.accepted or 0) * line.unit_price),
        )
        for line in lines
    ]
    total = sum((line.accepted or 0) * line.unit_price for line in lines)
    return Body(("Dititipkan", "Harga"), "Nilai", rows, [("Nilai titipan, belum tagihan", spell(total))])


def _round(contents: Contents) -> Body:
    agreed = any(line.accepted is not None for line in _lines(contents))
    heads = (
        "Saldo",
        "Sisa",
        "Ditarik",
        "Hilang",
        "Terjual",
        "Diterima" if agreed else "Dibawa",
        "Saldo baru",
    )
    rows = [_round_row(line) for line in _lines(contents)]
    total = contents.handover.value if contents.handover else Rupiah(0)
    return Body(heads, "Terjual (Rp)", rows, [("Yang harus dibayar", amount(total))])


def _round_row(line: HandoverLine) -> PaperLine:
    came = line.brought if line.accepted is None else line.accepted
    counted = line.counted or 0
    details = [
        f"{units(1, line.unit).partition(' ')[2]}, {spell(line.unit_price)}",
        *_batch(line),
        *_rejected(line),
    ]
    if line.taken_back and line.take_back_reason:
        details.append(f"Ditarik {line.taken_back}: {line.take_back_reason.label.lower()}")
    figures = (line.opening or 0, counted, line.taken_back, line.lost, line.sold_so, came, counted + came)
    return PaperLine(
        line.name, details, [str(figure) for figure in figures], spell(line.sold_so * line.unit_price)
    )


def _settlement(contents: Contents) -> Body:
    handover = contents.handover
    rows = [row for line in _lines(contents) if handover for row in _settled(line, handover)]
    total = contents.amount if contents.amount is not None else (handover.value if handover else Rupiah(0))
    label = "Dipotong dari tagihan" if total < 0 else "Yang harus dibayar"
    return Body(("Dasar", "Harga"), "Nilai", rows, [(label, amount(total))])


def _settled(line: HandoverLine, handover: Handover) -> Iterator[PaperLine]:
    """One row for each reason that money moves."""
    back = f": {line.take_back_reason.label.lower()}" if line.take_back_reason else ""
    parts = [("Diterima", line.accepted or 0, 1, ""), ("Diretur", line.taken_back, -1, back)]
    if handover.consigned:
        borne = line.owed_units(handover.loss_on) - line.sold_so
        parts = [("Terjual", line.sold or 0, 1, ""), ("Hilang, ditanggung toko", borne, 1, "")]
    for word, count, sign, why in parts:
        if count:
            cells = [f"{word} {units(count, line.unit)}{why}", spell(line.unit_price)]
            yield PaperLine(line.name, [], cells, amount(sign * count * line.unit_price))


def _return(contents: Contents) -> Body:
    lines = [line for line in _lines(contents) if line.taken_back]
    rows = [
        PaperLine(
            line.name,
            [f"Alasan: {line.take_back_reason.label.lower()}"] if line.take_back_reason else [],
            [units(line.taken_back, line.unit), spell(line.unit_price)],
            spell(line.taken_back * line.unit_price),
        )
        for line in lines
    ]
    total = sum(line.taken_back * line.unit_price for line in lines)
    consigned = contents.handover is not None and contents.handover.consigned
    label = "Nilai barang titip yang ditarik, bukan tagihan" if consigned else "Dipotong dari tagihan"
    return Body(("Diretur", "Harga"), "Nilai", rows, [(label, spell(total))])


BODIES: Mapping[PaperKind, Callable[[Contents], Body]] = {
    PaperKind.ORDER: _order,
    PaperKind.DELIVERY: _delivery,
    PaperKind.ROUND: _round,
    PaperKind.RETURN: _return,
    PaperKind.RECEIPT: _receipt,
    PaperKind.CONSIGNMENT: _consigned,
    PaperKind.SETTLEMENT: _settlement,
}
