"""Thousands or decimals: 1.250 may be over a thousand, or one and a quarter; and whether rupiah are written whole."""

from __future__ import annotations

from collections import Counter
from statistics import median

from marketplace.imports.reasons import Warn
from marketplace.imports.registers.asking.base import ASKING, Doubt, Option, plain_note
from marketplace.imports.registers.cells import Price
from marketplace.imports.registers.file_reading import FileReading
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.numbers import COMMA, DOT, tally
from marketplace.imports.registers.survey import Survey
from marketplace.kernel.labels import _l
from marketplace.kernel.money import MILLION

LABELS = {
    DOT: _l("1.250 berarti seribu dua ratus lima puluh; 1,250 berarti satu seperempat"),
    COMMA: _l("1,250 berarti seribu dua ratus lima puluh; 1.250 berarti satu seperempat"),
}
OTHER = {DOT: COMMA, COMMA: DOT}
LEAST_PRICE, MOST_PRICE = (
    100 * MILLION,
    5_000_000 * MILLION,
)  # beyond these a price may be in thousands, or not


@ASKING.add("numbers")
def numbers(survey: Survey, first: FileReading) -> Doubt | None:
    """Cells that can be read in one way only decide for those of their kind; a price has no thousandths."""
    money = tally(survey.cells(Field.PRICE, Field.TOTAL, Field.TAX) | survey.discount_cells())
    counts = tally(survey.cells(Field.QUANTITY))
    of_money = _of_money(money, scaled=survey.scaled)
    of_counts = _of_counts(counts, money)
    if of_money == DOT == of_counts:
        return _scale(survey, first)
    plain = {"money": "" if of_money == DOT else of_money, "counts": "" if of_counts == DOT else of_counts}
    about = _l("Di berkas ini 1.250 dan 1,250 berarti apa?")
    if of_money and of_counts:
        value = of_money if of_money == of_counts else COMMA
        said = Option(value, LABELS[value], plain)
        options = [Option(DOT, LABELS[DOT]), said] if value == COMMA else [said]
        return Doubt(about=about, options=options, settled=value, note=plain_note(Warn.NUMBERS_READ))
    options = [
        Option(style, LABELS[style], {"money": of_money or style, "counts": of_counts or style})
        for style in (DOT, COMMA)
    ]
    return Doubt(about=about, options=options, note=plain_note(Warn.NUMBERS_READ))


def _of_money(seen: Counter[str], *, scaled: bool) -> str:
    """`dot`, `comma`, or nothing where both stay possible."""
    unclear = seen["dot?"] + seen["comma?"]
    if not unclear:
        return DOT
    if scaled:
        return _only(seen[DOT], seen[COMMA])
    for sign, style in ((DOT, COMMA), (COMMA, DOT)):  # a decimal dot makes thousands of commas
        decimals = seen[f"{style} decimals"]
        if seen[f"{sign}?"] and decimals:
            if seen[f"{style} thousandths"] == decimals:
                return style
            return "" if not seen[sign] else DOT
    return DOT


def _of_counts(seen: Counter[str], money: Counter[str]) -> str:
    if not seen["dot?"] + seen["comma?"]:
        return DOT
    thousands = (money[DOT] + money["dot?"], money[COMMA] + money["comma?"])
    own = _only(seen[DOT], seen[COMMA])
    if any(thousands):
        by_money = _only(*thousands)
        return by_money if not own or own == by_money else ""
    return own


def _only(dots: int, commas: int) -> str:
    if bool(dots) == bool(commas):
        return ""
    return DOT if dots else COMMA


def _scale(survey: Survey, first: FileReading) -> Doubt | None:
    """Prices of a few rupiah may be thousands; thousands that come to millions a piece may be rupiah."""
    read = first.judge.cells.price(1)
    prices = [
        price.millionths for cell in survey.cells(Field.PRICE) if isinstance(price := read(cell), Price)
    ]
    if not prices:
        return None
    middle = median(prices) * (1_000 if survey.scaled else 1)
    if LEAST_PRICE <= middle <= MOST_PRICE or (not survey.scaled and middle > MOST_PRICE):
        return None
    options = [
        Option("thousands", _l("Nilai ditulis dalam ribuan rupiah"), {"scale": 1_000}),
        Option("rupiah", _l("Nilai ditulis dalam rupiah"), {"scale": 1}),
    ]
    return Doubt(
        about=_l("Nilai di berkas ini ditulis dalam rupiah atau ribuan rupiah?"),
        options=options if survey.scaled else options[::-1],
        note=plain_note(Warn.SCALED),
    )
