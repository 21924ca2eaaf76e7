"""Cells become values. A register says the same things over and over: each distinct cell is read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from functools import lru_cache, partial
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from marketplace.adapters.identifiers import gtin
from marketplace.imports.reasons import Fault, RowReason
from marketplace.imports.registers.catalogue import Catalogue, KnownMaker, KnownProduct
from marketplace.imports.registers.numbers import plainly
from marketplace.imports.registers.titles import NO_RETURN, marks_return
from marketplace.imports.registers.ways import Ways
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import MILLION, Rupiah, half_up, read_millionths
from marketplace.kernel.names import same_name
from marketplace.kernel.period import MonthSpan
from marketplace.kernel.quantity import MILLI, Quantity, read_exact
from marketplace.kernel.reading import DAY_FIRST, read_day
from marketplace.kernel.units import Unit, UnitWord, read_unit
from marketplace.ports.sheets import Cell
from marketplace.sheets.cells import text_of

SERIAL = re.compile(r"\d{5}", re.ASCII)  # a date cell saved as text: 46240
NOTHING = frozenset({"", "-", "–", "—"})
# -2 pcs, 20pouch, 2 dus @24, 2 dus isi 24 pcs, (2) pcs, 2- pcs
AMOUNT_AND_UNIT = re.compile(
    r"(?P<amount>[-−–(]?[\d.,/½¼¾ ]*[\d½¼¾]\)?-?)\s*(?P<unit>[^\W\d_][^\d@]*?)"
    r"(?:\s*(?:@|\bisi\b|/)\s*(?P<content>\d+)\s*(?P<of>[^\W\d_]*)\.?)?"
)
# DUS@40, DUS ISI 40, dus (40), dus/40 pcs
BOXED = re.compile(
    r"(?P<unit>\D+?)\s*(?:@|\bisi\b|[/(x×.:-]|\s)\s*(?:@|isi\b)?\s*(?P<content>\d+)\s*(?P<of>[^\d)]*)\)?"
)
VOIDED = ("batal", "dibatalkan", "void", "cancel")
NAKED_PACK = UnitWord(None, MILLI)
MOST_RUPIAH = 10**12  # of a price or a line; beyond that it is a barcode in the wrong column
MOST_UNITS = 10**9
RETURN_CODES = frozenset({"rt", "rtr", "rb", "ret", "rtb", "retb", "rj"})
AS_WRITTEN = Ways()
TOO_DEAR = _l("Harga “%(cell)s” terlalu besar; mungkin itu barcode.")


class Measured(NamedTuple):
    quantity: Quantity
    unit: Unit | None  # None: in whatever the product is sold
    packs: Quantity | None = None  # as written, where that is another count: 2 of `2 lusin`; one of `500 gr`


class Seller(NamedTuple):
    text: str
    name: str  # through same_name
    maker: KnownMaker | None


class ItemName(NamedTuple):
    text: str
    name: str


class Price(NamedTuple):
    millionths: int
    rounded: Rupiah


class Barcode(NamedTuple):
    text: str
    wrong: bool  # a check digit, or digits lost on the way
    product: KnownProduct | None


memo = lru_cache(maxsize=None, typed=True)  # by type too: a ticked box is no 1, though Python has them equal


class Cells:
    """Every kind of cell of one register, each with its memory."""

    def __init__(
        self, period: MonthSpan, catalogue: Catalogue, today: date = date.max, ways: Ways = AS_WRITTEN
    ) -> None:
        self._ways = ways
        self._period, self._catalogue, self._today = period, catalogue, today
        self._first, self._last = period.first_day, period.last_day
        self.day, self.seller, self.barcode = memo(self._day), memo(self._seller), memo(self._barcode)
        self.measure = memo(partial(_measure, ways.counts) if ways.counts else read_measure)
        self.percent, self.item, self.text = memo(read_percent), memo(_item), memo(text_of)
        self.is_void, self.is_return, self.name = memo(_is_void), memo(_is_return), memo(_name)
        self.is_flagged = memo(_is_flagged)
        self.price, self.amount = memo(self._price), memo(self._amount)

    def _price(self, scale: int) -> Callable[[Cell], Price | Fault]:
        """A reader of prices that stand in rupiah, or in thousands of them."""
        plain = scale == 1 and not self._ways.money
        return memo(read_price if plain else partial(_scaled_price, self._ways.money, scale))

    def _amount(self, scale: int) -> Callable[[Cell], Rupiah | Fault | None]:
        plain = scale == 1 and not self._ways.money
        return memo(read_amount if plain else partial(_scaled_amount, self._ways.money, scale))

    def _day(self, cell: Cell) -> date | Fault:
        if self._ways.month_first and isinstance(cell, str):
            cell = _month_first(cell)
        elif self._ways.swapped and isinstance(cell, date) and cell.day <= 12:
            cell = date(cell.year, cell.day, cell.month)
        try:
            day = read_day(int(cell) if isinstance(cell, str) and SERIAL.fullmatch(cell.strip()) else cell)
        except PydanticCustomError:
            if not text_of(cell):
                return Fault(RowReason.BAD_DATE, _l("Tanggal kosong; tulis misalnya 31/07/2026."))
            return Fault(
                RowReason.BAD_DATE,
                _l("“%(cell)s” bukan tanggal; tulis misalnya 31/07/2026.", cell=text_of(cell)),
            )
        if self._first <= day <= min(self._last, self._today):
            return day
        if self._first <= day <= self._last:
            return Fault(
                RowReason.BAD_DATE,
                _l("Tanggal %(day)s belum tiba; tulis tanggal pada nota.", day=f"{day:%d/%m/%Y}"),
            )
        sentence = _l(
            "Tanggal %(day)s di luar masa %(period)s; perbaiki tanggalnya atau impor pada masanya.",
            day=f"{day:%d/%m/%Y}",
            period=self._period.label,
        )
        return Fault(RowReason.OUT_OF_PERIOD, sentence)

    def _seller(self, cell: Cell) -> Seller:
        text = text_of(cell)
        name = same_name(text)
        return Seller(text if name else "", name, self._catalogue.maker(name))

    def _barcode(self, cell: Cell) -> Barcode:
        if (text := text_of(cell)) in NOTHING:
            return Barcode("", False, None)
        number = gtin(text)
        return Barcode(number or text, number is None, self._catalogue.by_gtin(number) if number else None)


def _item(cell: Cell) -> ItemName:
    """`Gula 1 kg; kemasan baru`: a remark after a semicolon is no part of the name."""
    text = text_of(cell).split(";")[0].strip()
    return ItemName(text, same_name(text))


def _is_void(cell: Cell) -> bool:
    """`BATAL`, `batal, salah input`; a return that came to nothing is none."""
    name = same_name(text_of(cell))
    return name.startswith(VOIDED) and "retur" not in name


def _is_return(cell: Cell) -> bool:
    text = text_of(cell)
    return marks_return(text) or same_name(text) in RETURN_CODES


def _is_flagged(cell: Cell) -> bool:
    """A tick or a word in a column of returns; a number counts them and is no mark."""
    name = same_name(text_of(cell))
    return name not in NO_RETURN and not name.isdigit()


def _name(cell: Cell) -> str:
    return same_name(text_of(cell))


def _measure(style: str, cell: Cell, unit_cell: Cell = None) -> Measured | Fault:
    return read_measure(plainly(cell, style), unit_cell)


def _month_first(text: str) -> str:
    found = DAY_FIRST.fullmatch(text.strip().lower())
    if found is None:
        return text
    first, sign, second, year = found.groups()
    return f"{second}{sign}{first}{sign}{year}"


def _scaled_price(style: str, scale: int, cell: Cell) -> Price | Fault:
    price = read_price(plainly(cell, style))
    if isinstance(price, Fault):
        return price
    millionths = price.millionths * scale
    if millionths > MOST_RUPIAH * MILLION:
        return Fault(RowReason.BAD_PRICE, _l(TOO_DEAR, cell=text_of(cell)))
    return Price(millionths, Rupiah(half_up(millionths, MILLION)))


def _scaled_amount(style: str, scale: int, cell: Cell) -> Rupiah | Fault | None:
    return read_amount(plainly(cell, style), scale)


def read_price(cell: Cell) -> Price | Fault:
    """Above zero; without tax it may have decimals."""
    try:
        price = read_millionths(cell)
    except PydanticCustomError as error:
        return Fault(RowReason.BAD_PRICE, _no_price(text_of(cell), error.type))
    if price > MOST_RUPIAH * MILLION:
        return Fault(RowReason.BAD_PRICE, _l(TOO_DEAR, cell=text_of(cell)))
    if price > 0:
        return Price(price, Rupiah(half_up(price, MILLION)))
    return Fault(RowReason.BAD_PRICE, _l("Harga “%(cell)s” harus lebih dari nol.", cell=text_of(cell)))


def _no_price(text: str, problem: str) -> Label:
    if text in NOTHING:
        return _l("Harga satuan kosong; tulis misalnya 12.500.")
    if problem == "rupiah_short":
        return _l("Harga “%(cell)s” disingkat; tulis lengkap, misalnya 12.500.", cell=text)
    return _l("“%(cell)s” bukan harga; tulis misalnya 12.500.", cell=text)


def read_amount(cell: Cell, scale: int = 1) -> Rupiah | Fault | None:
    """Rounded half up; nothing where the cell is empty or a dash. `scale` where thousands of rupiah are written."""
    try:
        return Rupiah(half_up(read_millionths(cell) * scale, MILLION))
    except PydanticCustomError:
        if (text := text_of(cell)) in NOTHING:
            return None
        sentence = _l("“%(cell)s” bukan jumlah rupiah; tulis misalnya 12.500.", cell=text)
        return Fault(RowReason.TOTAL_MISMATCH, sentence)


def read_percent(cell: Cell) -> Fraction | Fault | None:
    """`12,5` or `12,5%` of a hundred; of `10+5` the second is taken from what the first leaves."""
    text = text_of(cell)
    if text in NOTHING:
        return None
    try:
        if not isinstance(cell, str):
            return read_exact(cell) / 100
        left = Fraction(1)
        for part in text.split("+"):
            left *= 1 - read_exact(part.strip(" %")) / 100
        return 1 - left
    except PydanticCustomError:
        sentence = _l("“%(cell)s” bukan persen diskon; tulis misalnya 5 atau 12,5.", cell=text)
        return Fault(RowReason.TOTAL_MISMATCH, sentence)


def read_share(cell: Cell) -> Fraction | Fault | None:
    """`0,1` of one, as a spreadsheet keeps what it shows as `10%`."""
    share = read_percent(cell)
    return share * 100 if isinstance(share, Fraction) else share


def are_shares(cells: Iterable[Cell]) -> bool:
    """Whether all numbers in a column of discounts are below one: 0.1 is then 10% rather than a tenth of it."""
    shares = [share for cell in cells if (share := read_share(cell))]
    return bool(shares) and all(isinstance(share, Fraction) and abs(share) < 1 for share in shares)


def read_measure(cell: Cell, unit_cell: Cell = None) -> Measured | Fault:
    """How much, in base units: a dozen is 12 pieces, `2 dus @24` are 48; a sack is an unknown unit."""
    if not (text := text_of(cell)):
        return Fault(RowReason.BAD_QTY, _l("Jumlah barang kosong; tulis misalnya 24 atau 12,5."))
    amount, word, content = cell, text_of(unit_cell), None
    if isinstance(cell, str) and (written := AMOUNT_AND_UNIT.fullmatch(text)):
        amount, content = written["amount"], written["content"]
        word = written["unit"] if not content else written["of"]
    elif boxed := BOXED.fullmatch(word):
        content, word = boxed["content"], boxed["of"]
    try:
        exact = read_exact(amount)
    except PydanticCustomError:
        return Fault(
            RowReason.BAD_QTY, _l("“%(cell)s” bukan jumlah barang; tulis misalnya 24 atau 12,5.", cell=text)
        )
    pack = read_unit(word) if same_name(word) else NAKED_PACK
    if not exact * int(content or 1):
        return Fault(RowReason.BAD_QTY, _l("Jumlah barang nol; isi jumlah yang dibeli atau hapus barisnya."))
    if pack is None:
        sentence = _l(
            "Isi satuan “%(unit)s” tidak diketahui; tulis misalnya pcs, kg, lusin, atau dus @24.", unit=word
        )
        return Fault(RowReason.UNKNOWN_UNIT, sentence)
    milli = exact * pack.milli * int(content or 1)
    if milli.denominator != 1:
        sentence = _l("“%(cell)s” lebih halus dari seperseribu satuan; bulatkan, misalnya 0,333.", cell=text)
        return Fault(RowReason.BAD_QTY, sentence)
    if abs(milli) > MOST_UNITS * MILLI:
        return Fault(
            RowReason.BAD_QTY, _l("Jumlah barang “%(cell)s” terlalu besar; mungkin itu barcode.", cell=text)
        )
    return Measured(Quantity(milli.numerator), pack.unit, _packs(exact, pack, int(content or 1)))


def _packs(exact: Fraction, pack: UnitWord, content: int) -> Quantity | None:
    """As many as are written; grams and millilitres are one pack of so much, as nobody prices a gram."""
    if pack.milli == MILLI and content == 1:
        return None
    packs = exact * MILLI if pack.milli > 1 else Fraction(MILLI if exact > 0 else -MILLI)
    return Quantity(packs.numerator) if packs.denominator == 1 else None
