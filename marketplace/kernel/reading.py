"""Text becomes a value at the border, or an Indonesian sentence says why it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ValidationError
from pydantic_core import PydanticCustomError

from marketplace.kernel.labels import Label, _l
from marketplace.kernel.period import in_calendar

Model = TypeVar("Model", bound=BaseModel)

WHOLE = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)", re.ASCII)  # 12.500 or 12500, never 12.5

# 1.250.000,5 as Indonesians write, else 1,250,000.5; 1.250 is over a thousand, 1,250 is one and a quarter
INDONESIAN = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?", re.ASCII)
ENGLISH = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?", re.ASCII)
MINUS = "-−–"
IN_PARENTHESES = re.compile(r"\((.+)\)")

TIME = r"(?:[ t]+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?"
DAY_FIRST = re.compile(rf"(\d{{1,2}})([-/. ])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){TIME}", re.ASCII)
YEAR_FIRST = re.compile(rf"(\d{{4}})([-/])(\d{{1,2}})\2(\d{{1,2}}){TIME}", re.ASCII)
SPELLED = re.compile(
    rf"(?:[a-z']+, *)?(\d{{1,2}})[-/. ]+([a-z]+)\.?[-/., ]+(\d{{4}}|\d{{2}}){TIME}", re.ASCII
)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb peb februari pebruari february",
            "mar mrt maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu ags agt agst agustus aug august",
            "sep sept september",
            "okt oct oktober october",
            "nov nop november nopember",
            "des dec desember december",
        ),
        start=1,
    )
    for name in names.split()
}
SPREADSHEET_EPOCH = date(1899, 12, 30)
SERIALS = range(36526, 73051)  # 2000-01-01 up to 2100-01-01


def read_whole(cell: object) -> int:
    """12.500 is twelve and a half thousand here; pydantic by itself takes "1.000" for a one."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    if isinstance(cell, float) and cell.is_integer():  # a spreadsheet knows no other numbers
        return int(cell)
    if isinstance(cell, str) and WHOLE.fullmatch(cell.strip()):
        return int(cell.replace(".", ""))
    raise PydanticCustomError("whole", "not a whole number")


def read_decimal(cell: object) -> Decimal:
    """Exact; below zero with a minus before or after, or in parentheses, as ledgers have it."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return Decimal(cell)
    if isinstance(cell, float) and abs(cell) < 1e15:
        return Decimal(f"{cell:.15g}")  # the digits a spreadsheet shows: 0.1 + 0.2 is 0.3
    text, negative = unsigned(cell) if isinstance(cell, str) else ("", False)
    if not (written := INDONESIAN.fullmatch(text) or ENGLISH.fullmatch(text)):
        raise PydanticCustomError("decimal", "not a number")
    whole, decimals = written.groups()
    number = Decimal(f"{whole.replace('.', '').replace(',', '')}.{decimals or 0}")
    return -number if negative else number


def unsigned(text: str) -> tuple[str, bool]:
    """The text without its sign, and whether it was below zero. Two signs stay: no number has two."""
    text = text.strip()
    if inner := IN_PARENTHESES.fullmatch(text):
        return inner[1].strip(), True
    if text[:1] and text[0] in MINUS:
        return text[1:].strip(), True
    if text[-1:] and text[-1] in MINUS:
        return text[:-1].strip(), True
    return text, False


def read_day(cell: object) -> date:
    """12/08/2026 is the twelfth of August; a spreadsheet's own date, or its serial number, stays that day.

    Two digits of a year are of this century; months are Indonesian or English, whole or short. A day of another
    century is refused too.
    """
    day = _any_day(cell)
    if not in_calendar(day):
        raise PydanticCustomError("far_day", "a day of another century")
    return day


def _any_day(cell: object) -> date:
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    try:
        if isinstance(cell, int | float) and int(cell) in SERIALS:
            return SPREADSHEET_EPOCH + timedelta(days=int(cell))
        return _written_day(str(cell).strip().lower())
    except (ValueError, OverflowError):
        raise PydanticCustomError("day", "no such day") from None


def _written_day(text: str) -> date:
    if written := DAY_FIRST.fullmatch(text):
        day, _, month, year = written.groups()
    elif written := YEAR_FIRST.fullmatch(text):
        year, _, month, day = written.groups()
    elif written := SPELLED.fullmatch(text):
        day, month, year = written.groups()
        month = str(MONTHS.get(month, 0))
    else:
        raise ValueError(text)
    return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))


Whole = Annotated[int, BeforeValidator(read_whole)]
Day = Annotated[date, BeforeValidator(read_day)]

SENTENCES = {
    "missing": _l("%(title)s wajib diisi."),
    "whole": _l("%(title)s: “%(input)s” bukan bilangan bulat; tulis angkanya saja, misalnya 30 atau 12.500."),
    "decimal": _l("%(title)s: “%(input)s” bukan bilangan; tulis misalnya 12,5."),
    "rupiah": _l("%(title)s: “%(input)s” bukan jumlah rupiah; tulis misalnya 12.500."),
    "rupiah_cents": _l("%(title)s: “%(input)s” bukan jumlah rupiah bulat; tulis tanpa sen, misalnya 12.500."),
    "rupiah_short": _l("%(title)s: “%(input)s” disingkat; tulis lengkap, misalnya 1.250.000."),
    "quantity": _l("%(title)s: “%(input)s” bukan jumlah barang; tulis misalnya 24 atau 12,5."),
    "no_day": _l(
        "%(title)s: sel ini menjadi tanggal; ketik lagi dengan tanda petik di depan, misalnya '10-12."
    ),
    "day": _l("%(title)s: “%(input)s” bukan tanggal; tulis misalnya 31/12/2026."),
    "far_day": _l("%(title)s: tahun pada “%(input)s” di luar 2000 sampai 2099; periksa tahunnya."),
    "greater_than": _l("%(title)s harus lebih dari %(gt)s."),
    "less_than_equal": _l("%(title)s paling banyak %(le)s."),
}
UNFIT = "unfit"
OTHERWISE = _l("%(title)s: “%(input)s” tidak dapat dibaca.")


@dataclass(frozen=True)
class ParsedForm(Generic[Model]):
    """A value, or a complaint for each field that could not be read."""

    value: Model | None
    complaints: Mapping[str, Label]


def unfit(sentence: Label, **values: object) -> PydanticCustomError:
    """For what can be read and may not stand there; `sentence` may name %(title)s and %(input)s besides `values`."""
    return PydanticCustomError(UNFIT, "unfit", {"sentence": sentence, **values})


def read(model: type[Model], source: Mapping[str, object], context: object = None) -> ParsedForm[Model]:
    """Whatever is blank counts as missing. What cannot be read is complained of before what is unfit.

    `context` is what validators look words up in.
    """
    filled = {name: cell for name, cell in source.items() if cell is not None and str(cell).strip()}
    try:
        return ParsedForm(model.model_validate(filled, context=context), {})
    except ValidationError as error:
        return ParsedForm(None, dict(_complaints(model, error)))


def _complaints(model: type[BaseModel], error: ValidationError) -> Iterator[tuple[str, Label]]:
    titles = {field.alias or name: field.title or name for name, field in model.model_fields.items()}
    for problem in sorted(error.errors(), key=lambda one: one["type"] == UNFIT):
        name = str(problem["loc"][0])
        values = {"sentence": SENTENCES.get(problem["type"], OTHERWISE), **problem.get("ctx", {})}
        yield name, _l(values.pop("sentence"), title=titles[name], input=problem["input"], **values)
