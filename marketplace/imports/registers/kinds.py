"""Rows of a register that are no purchase: totals, blank rows, signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from marketplace.imports.registers.headings import COMMON
from marketplace.imports.registers.titles import begins_returns, is_discount, is_income_tax
from marketplace.kernel.names import same_name
from marketplace.ports.sheets import Cell
from marketplace.sheets.cells import is_blank

BLANK, SUBTOTAL, GRAND_TOTAL = "blank", "subtotal", "grand_total"
HEADING, REPEATED_HEADER, SIGNATURE, VOID = "heading", "header", "signature", "void"
TAX, BASE, REST, OTHER_SHOP, OTHER_KIND = "tax", "tax_base", "footer", "other_shop", "other_kind"

TOTALS = re.compile(
    r"grandtotal|total|jumlah|jumlahtotal|totaljumlah|totalakhir|totalpembelian|jumlahpembelian|totalbayar"
    r"|(grandtotal|total|jumlah)\w*(termasuk|setelah|sesudah|include|incl|inc|dan)(ppn|pajak)"
)
OVERALL = re.compile(r"(grandtotal|totalkeseluruhan|jumlahkeseluruhan|totalsemua|totalseluruh)\w*")
PARTIAL = re.compile(r"(subtotal|subjumlah|jumlah|total)\w*")
TAXES = re.compile(r"(total|jumlah|nilai)?(ppn|vat|pajak)\w*")
BASES = re.compile(
    r"(total|jumlah|nilai)?(dpp|dasarpengenaan)\w*|(grandtotal|total|jumlah|subtotal)\w*"
    r"(sebelum|tanpa|belumtermasuk|exclude|excl|belum)(ppn|pajak)"
)
RESTS = re.compile(
    r"(diskon|potongan|pembulatan|ongkir|ongkos|biaya|materai|meterai|uangmuka|terbilang|dibayar|kembalian)\w*"
)


NO_GOODS = re.compile(
    r"(ppn|vat|pajak|(pot\w*)?pph(pasal)?)(\d+(persen)?)?|(total|nilai|jumlah)?(diskon|potongan|discount|disc|rabat|cashback)(\d*|nota|faktur|khusus|tambahan)"
    r"|ongkir|ongkoskirim|ongkosangkut|biaya(kirim|pengiriman|angkut|admin|administrasi|lain|lainlain)|pembulatan|uangmuka"
    r"|saldo\w*|(stok|stock|persediaan|sisa(stok|stock)?)(awal|akhir)\w*"
)
SUMMED = re.compile(
    r"(subtotal|grandtotal)\w*|(total|jumlah)(nota|faktur|hari\w*|harian|tgl\w*|tanggal\w*|per\w*|supplier|pemasok|bulan\w*"
    r"|minggu\w*|semua\w*|keseluruhan|seluruh\w*|pembelian|belanja|akhir|bayar|\d+)?"
)
HEADING_WORDS = frozenset(word for words in COMMON.values() for word in words.split())
LEAST_TITLES = 3


def kind_by_name(cells: Sequence[Cell]) -> str | None:
    """Subtotal, grand total or another line below the rows, by the first words in the row."""
    words, text = _first_words(cells)
    if is_income_tax(text):
        return REST
    if BASES.fullmatch(words):
        return BASE
    if TOTALS.fullmatch(words) or OVERALL.fullmatch(words) or (words == "totalppn" and "+" in text):
        return GRAND_TOTAL
    if TAXES.fullmatch(words):
        return TAX
    if PARTIAL.fullmatch(words):
        return SUBTOTAL
    return REST if RESTS.fullmatch(words) else None


def takes_off(cells: Sequence[Cell]) -> bool:
    """Whether a line below the rows is a discount on them all."""
    return is_discount(_first_words(cells)[1])


def _first_words(cells: Sequence[Cell]) -> tuple[str, str]:
    """The first text of a row that is more than digits: as a name, and as it is written."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    named = ((name, cell) for cell in texts if (name := same_name(cell)) and not name.isdigit())
    return next(named, ("", ""))


def kind_of_gap(cells: Sequence[Cell], number: int | None) -> str | None:
    """What a row is that lacks something every purchase has; nothing when it is a purchase with a hole.

    `number` is the column of running numbers: they are often printed in advance.
    """
    filled = [column for column, cell in enumerate(cells) if not is_blank(cell)]
    if not filled or filled == [number]:
        return BLANK
    if kind := kind_by_name(cells):
        return kind
    alone = len(filled) == 1 and re.search(r"[^\W\d_]", str(cells[filled[0]]))
    return HEADING if alone or section_of(cells) is not None else None


def names_of(cells: Sequence[Cell]) -> list[str]:
    """What the titles of a row say, however they are written; without blanks at its end."""
    names = [same_name(cell) if isinstance(cell, str) else "" for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def is_heading(cells: Sequence[Cell]) -> bool:
    """Whether these are titles of columns, perhaps of another table."""
    texts = [cell for cell in cells if isinstance(cell, str) and not is_blank(cell)]
    return sum(same_name(text) in HEADING_WORDS for text in texts) >= LEAST_TITLES and not any(
        sign.isdigit() for text in texts for sign in text
    )


def is_no_goods(item: str) -> bool:
    """Goods that are none: `Total nota`, `Jumlah hari ini`, `Diskon`, `PPN 11%`, `Ongkos kirim`, `Saldo akhir`."""
    return SUMMED.fullmatch(item) is not None or NO_GOODS.fullmatch(item) is not None


def section_of(cells: Sequence[Cell]) -> bool | None:
    """Whether a line of at most three words begins returns (True) or purchases; None where it begins neither."""
    filled = [cell for cell in cells if not is_blank(cell)]
    if len(filled) > 3 or not all(isinstance(cell, str | int) for cell in filled):
        return None
    said = [begins_returns(cell) for cell in filled if isinstance(cell, str)]
    return next((one for one in said if one is not None), None)
