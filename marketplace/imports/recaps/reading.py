"""A recap read by the reader of registers, and told apart by shop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from marketplace.imports.reasons import FileNote, RowReason, Warn
from marketplace.imports.recaps.sheets import RECAP, RecapSheets, WrittenTotal, recap_sheets
from marketplace.imports.registers.catalogue import Catalogue
from marketplace.imports.registers.file_reading import FileReading, Light, nobody
from marketplace.imports.registers.footers import Footer
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.questions import UNASKED, Answers, Question
from marketplace.imports.registers.reader import columns_of, hopeless, whole_register
from marketplace.imports.registers.rows import BadRow, PurchaseRegister, RegisterRow
from marketplace.imports.registers.sheet_reader import NO_SHOP
from marketplace.imports.registers.survey import Survey, surveyed
from marketplace.kernel.errors import Refused
from marketplace.kernel.gc_pause import gc_paused
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah, spell
from marketplace.kernel.period import MonthSpan
from marketplace.ports.sheets import Book
from marketplace.sheets.refused import Ref

SHAPES = {"recap": RECAP}
ALL_SHEETS = {"sheets": "all"}  # a row that another sheet repeats is refused as its twin


@dataclass(frozen=True, kw_only=True)
class RecapPart:
    """What a recap says of one shop, as it writes the name first. `rows` have a day, `claims` none of their own."""

    text: str
    rows: Sequence[RegisterRow]
    claims: Sequence[RegisterRow]
    bad: Sequence[BadRow]
    printed: Rupiah | None = None  # its total in the file, without VAT

    @property
    def net(self) -> Rupiah:
        return Rupiah(sum(row.net for row in (*self.rows, *self.claims)))

    @property
    def off(self) -> Rupiah | None:
        """By how much its total in the file differs from the rows that are taken."""
        return None if self.printed is None else Rupiah(self.printed - self.net)


@dataclass(frozen=True, kw_only=True)
class RecapFile:
    """`register` has all rows of all shops, with the questions of the file; `parts` in the order of the file."""

    register: PurchaseRegister
    parts: Sequence[RecapPart]


def read_recap_file(
    book: Book,
    *,
    period: MonthSpan,
    catalogue: Catalogue | None = None,
    today: date = date.max,
    answers: Answers = UNASKED,
    tell: Callable[[], None] = nobody,
) -> RecapFile:
    """Every row is good, bad for the first reason that applies, or skipped; nothing is written anywhere. `tell` is
    called as rows are read.

    Refused when no sheet can be read or none names a shop, and without days for more than a month or one that runs.
    """
    sheets, plain = _readable(book, period, today)
    shapes, everything = SHAPES, {**answers, **ALL_SHEETS}
    light = Light(period, catalogue or Catalogue(), today, everything, tell)
    with gc_paused():
        columns = columns_of(sheets.book, shapes, light, everything, plain)
        register = _of_file(whole_register(columns, light), answers, columns.notes)
    if columns.look.found is None:  # which column is which is asked first
        return RecapFile(register=register, parts=())
    return _by_shop(register, columns.look.found.reading, sheets)


def refuse_unreadable_recap(book: Book, *, period: MonthSpan, today: date) -> None:
    """Before anybody reads the rows. Refused as `read_recap_file` is for all of them."""
    _readable(book, period, today)


def _readable(book: Book, period: MonthSpan, today: date) -> tuple[RecapSheets, Survey]:
    sheets = recap_sheets(book, period.last_day)
    if sheets.undated:
        _refuse_undated(period, today)
    plain = surveyed(sheets.book, SHAPES)
    if not plain.sheets or hopeless(plain):
        raise Refused(
            _l("Tidak ada lembar dengan kolom toko, nama IKM, produk, jumlah dan nilai."), field="file"
        )
    return sheets, plain


def _by_shop(register: PurchaseRegister, reading: FileReading, sheets: RecapSheets) -> RecapFile:
    shops = _shops(reading, sheets)
    rows = [row for row in register.rows if row.ref in shops]
    bad = [
        *_as_written(register.bad, reading, sheets),
        *_without_shop(register, reading, sheets, shops),
    ]
    parts = list(_parts(rows, bad, shops, reading, sheets))
    register = replace(
        register,
        rows=rows,
        bad=bad,
        headings=register.headings[: sheets.widths[reading.sheets[0].found.sheet.name]],
        notes=[*register.notes, *_notes(sheets, parts)],
    )
    return RecapFile(register=register, parts=parts)


def _refuse_undated(period: MonthSpan, today: date) -> None:
    if period.first != period.last:
        raise Refused(
            _l("Rekap ini tidak memuat tanggal, jadi bulannya harus satu; bagi per bulan, lalu unggah lagi."),
            field="file",
        )
    if period.last_day > today:
        raise Refused(
            _l("Rekap tanpa tanggal baru dapat dicatat setelah %(month)s berakhir.", month=period.last.label),
            field="file",
        )


def _of_file(register: PurchaseRegister, answers: Answers, notes: Sequence[FileNote]) -> PurchaseRegister:
    """Without the question that is answered for every recap."""
    return replace(
        register,
        answers=answers,
        questions=_but_of_sheets(register.questions),
        answered=_but_of_sheets(register.answered),
        answerable={key: values for key, values in register.answerable.items() if key not in ALL_SHEETS},
        notes=[*notes, *register.notes],
    )


def _but_of_sheets(questions: Sequence[Question]) -> Sequence[Question]:
    return [one for one in questions if one.key.value not in ALL_SHEETS]


def _shops(reading: FileReading, sheets: RecapSheets) -> Mapping[Ref, str]:
    prefixes = {one.found.sheet.name: one.found.prefix for one in reading.sheets}
    return {
        f"{prefixes[name]}r{number}": shop
        for (name, number), shop in sheets.shops.items()
        if name in prefixes
    }


def _as_written(bad: Sequence[BadRow], reading: FileReading, sheets: RecapSheets) -> Iterator[BadRow]:
    """Without what the sheet got, but for the shop."""
    widths = {one.found.prefix: sheets.widths[one.found.sheet.name] for one in reading.sheets}
    for one in bad:
        prefix = str(one.ref).rpartition("r")[0]
        yield replace(one, cells=one.cells[: widths[prefix]])


def _without_shop(
    register: PurchaseRegister, reading: FileReading, sheets: RecapSheets, shops: Mapping[Ref, str]
) -> Iterator[BadRow]:
    lost = {row.ref for row in register.rows if row.ref not in shops}
    for one in reading.sheets if lost else ():
        width = sheets.widths[one.found.sheet.name]
        for number, cells in enumerate(one.found.sheet.rows, 1):
            if (ref := f"{one.found.prefix}r{number}") in lost:
                yield BadRow(ref, NO_SHOP.note, cells[:width], RowReason.MISSING_SHOP)


def _parts(
    rows: Sequence[RegisterRow],
    bad: Sequence[BadRow],
    shops: Mapping[Ref, str],
    reading: FileReading,
    sheets: RecapSheets,
) -> Iterator[RecapPart]:
    undated = tuple(
        f"{one.found.prefix}r" for one in reading.sheets if one.found.sheet.name in sheets.undated
    )
    good: defaultdict[str, list[RegisterRow]] = defaultdict(list)
    refused: defaultdict[str, list[BadRow]] = defaultdict(list)
    for row in rows:
        good[shops[row.ref]].append(row)
    for one in bad:
        if one.ref in shops:
            refused[shops[one.ref]].append(one)
    printed = _printed(reading, sheets.totals)
    for text in dict.fromkeys(shops.values()):
        claims = [row for row in good[text] if str(row.ref).startswith(undated)] if undated else []
        without_day = {row.ref for row in claims}
        yield RecapPart(
            text=text,
            rows=[row for row in good[text] if row.ref not in without_day],
            claims=claims,
            bad=refused[text],
            printed=printed.get(text),
        )


def _printed(reading: FileReading, totals: Sequence[WrittenTotal]) -> Mapping[str, Rupiah]:
    """What the file says each shop comes to; a shop with a total that cannot be read has none."""
    found: dict[str, list[Rupiah | None]] = {}
    sheets = {one.found.sheet.name: one for one in reading.sheets}
    for total in totals:
        one = sheets.get(total.place[0])
        if one is None:
            continue
        column = one.found.layout.columns.get(Field.TOTAL, -1)
        cell = total.cells[column] if 0 <= column < len(total.cells) else None
        amount = one.pricer.total(cell)
        net = Footer([amount]).net(reading.ways.vat) if isinstance(amount, int) else None
        found.setdefault(total.shop, []).append(net.net if net else None)
    return {shop: Rupiah(sum(one or 0 for one in some)) for shop, some in found.items() if None not in some}


def _notes(sheets: RecapSheets, parts: Sequence[RecapPart]) -> Iterator[FileNote]:
    if sheets.above:
        sentence = _l("%(rows)s baris tanpa nama toko dibaca milik toko di atasnya.", rows=sheets.above)
        yield FileNote(Warn.SHOP_ABOVE, sentence)
    for part in parts:
        if (
            part.printed is not None
            and part.off
            and abs(part.off) > max(1, len(part.rows) + len(part.claims))
        ):
            sentence = _l(
                "%(shop)s: total di berkas %(printed)s, baris yang diambil berjumlah %(net)s.",
                shop=part.text,
                printed=spell(part.printed),
                net=spell(part.net),
            )
            yield FileNote(Warn.TOTAL_DIFFERS, sentence)
