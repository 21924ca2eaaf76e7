"""Finds the heading of a sheet and tells which column holds what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.names import same_name
from marketplace.ports.sheets import Cell, Sheet

HEADING_WITHIN = 40  # rows; above it stand letterheads and instructions


class Field(Labelled):
    """In the order in which columns are given away: `Jumlah` is a quantity only where no `Qty` stands."""

    NUMBER = "number", _l("No")
    DAY = "day", _l("Tanggal")
    DOCUMENT = "document", _l("No Faktur")
    SELLER = "seller", _l("Nama Pemasok")
    BARCODE = "barcode", _l("Barcode")
    ITEM = "item", _l("Nama Barang")
    QUANTITY = "quantity", _l("Qty")
    UNIT = "unit", _l("Satuan")
    PRICE = "price", _l("Harga Satuan")
    PERCENT = "percent", _l("Diskon %")
    DISCOUNT = "discount", _l("Diskon (Rp)")
    TAX = "tax", _l("PPN")
    TOTAL = "total", _l("Jumlah Harga")
    NOTE = "note", _l("Keterangan")


NEEDED = (Field.DAY, Field.SELLER, Field.ITEM, Field.QUANTITY, Field.PRICE)

# The best word of a field first.
COMMON: Mapping[Field, str] = {
    Field.NUMBER: "no nomor nourut",
    Field.DAY: "tanggal tgl tanggalterima tglterima tanggalfaktur tglfaktur tanggalnota tglnota tanggalbeli "
    "tglbeli tanggalpembelian tglpembelian tanggaltransaksi tgltransaksi tanggalmasuk tglmasuk date",
    Field.DOCUMENT: "nofaktur nomorfaktur nonota nomornota nobukti nomorbukti nofakturnota notransaksi "
    "nodokumen noinvoice invoiceno invoice faktur nota bukti kwitansi nokwitansi",
    Field.SELLER: "namasupplier namapemasok supplier pemasok namaikm ikm namaprodusen produsen namapenjual "
    "penjual dariikmpemasok namavendor vendor namadistributor distributor dari",
    Field.BARCODE: "barcode kodebarcode barkode gtin ean ean13",
    Field.ITEM: "namabarang namaproduk namaitem produk barang item uraianbarang uraian deskripsi jenisbarang "
    "nameofthegoods",
    Field.QUANTITY: "qty qtybeli kuantitas kwantitas banyaknya jumlahbarang jmlbarang jumlahbeli banyak jml "
    "volume quantity jumlah",
    Field.UNIT: "satuan sat satuanbeli uom unit",
    Field.PRICE: "hargabeli hargasatuan hrgbeli hrgsatuan hargabelisatuan hargapersatuan hargaunit unitprice "
    "hargapokok harga buyingprice price",
    Field.PERCENT: "diskonpersen discpersen potonganpersen",
    Field.DISCOUNT: "diskonrp discrp potonganrp diskon potongan discount disc",
    Field.TAX: "ppn ppnrp pajak vat",
    Field.TOTAL: "netto jumlahnetto totalnetto nilainetto jumlahharga totalharga hargatotal jumlahrp totalrp "
    "nilairp total nilai jumlah amount",
    Field.NOTE: "keterangan ket catatan status details",
}


@dataclass(frozen=True)
class Layout:
    """Where a sheet's heading stands, and in which column each field."""

    heading: int  # index of its first row
    first: int  # index of the first row below it
    columns: Mapping[Field, int]
    titles: Mapping[Field, str] = field(default_factory=dict)  # as the file writes them

    @property
    def width(self) -> int:
        return max(self.columns.values()) + 1


def find_layout(
    sheet: Sheet, words: Mapping[Field, Sequence[str]]
) -> tuple[Layout | None, tuple[Field, ...]]:
    """The layout with most fields, one row of headings or two; and the fields that the best one lacks."""
    candidates = [layout for layout in _layouts(sheet.rows[: HEADING_WITHIN + 1], words) if layout.columns]
    if not candidates:
        return None, NEEDED
    best = max(candidates, key=lambda one: (_needed_in(one), len(one.columns), one.heading - one.first))
    lacking = tuple(need for need in NEEDED if need not in best.columns)
    return (None if lacking else best), lacking


def _needed_in(layout: Layout) -> int:
    return sum(need in layout.columns for need in NEEDED)


def _layouts(rows: Sequence[Sequence[Cell]], words: Mapping[Field, Sequence[str]]) -> Iterator[Layout]:
    known = {word for some in words.values() for word in some}
    for index, row in enumerate(rows):
        if (titles := _titles(row)) and len([title for title in titles if title]) > 1:
            below = _titles(rows[index + 1]) if index + 1 < len(rows) else []
            yield _layout(index, 1, [(title, _key(title, known)) for title in titles], words)
            yield _layout(index, 2, _two_levels(titles, below, known), words)


def _titles(row: Sequence[Cell]) -> list[str]:
    return [" ".join(cell.split()) if isinstance(cell, str) else "" for cell in row]


def _two_levels(above: list[str], below: list[str], known: set[str]) -> list[tuple[str, str]]:
    """`Harga` over `Satuan` is `Harga Satuan`; a merged cell fills its first column only."""
    keyed, over = [], ""
    width = max(len(above), len(below))
    for top, sub in zip(_padded(above, width), _padded(below, width), strict=True):
        over = top if top or not sub else over
        joined = _key(f"{over} {sub}", known)
        if sub and joined in known:
            keyed.append((f"{over} {sub}", joined))
        else:
            keyed.append((sub or top, _key(sub or top, known)))
    return keyed


def _padded(titles: list[str], width: int) -> list[str]:
    return titles + [""] * (width - len(titles))


def _key(title: str, known: set[str]) -> str:
    """`Diskon (Rp)` is known as diskonrp; of `Pemasok (IKM)` only the first word is."""
    whole = same_name(title.replace("%", " persen "))
    return whole if whole in known else same_name(re.sub(r"\(.*?\)", "", title))


def _layout(
    heading: int, height: int, keyed: Sequence[tuple[str, str]], words: Mapping[Field, Sequence[str]]
) -> Layout:
    free: dict[str, int] = {}
    for column, (_, key) in enumerate(keyed):
        if key:
            free.setdefault(key, column)
    columns: dict[Field, int] = {}
    for each in Field:
        word = next((word for word in words.get(each, ()) if word in free), None)
        if word is not None:
            columns[each] = free.pop(word)
    return Layout(
        heading, heading + height, columns, {each: keyed[column][0] for each, column in columns.items()}
    )
