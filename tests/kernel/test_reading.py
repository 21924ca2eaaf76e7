from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from pydantic_core import PydanticCustomError

from marketplace.kernel.period import MONTH_NAMES
from marketplace.kernel.reading import SPREADSHEET_EPOCH, Day, Whole, read, read_day, read_decimal, read_whole

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@given(day=DAYS)
def test_numeric_days_read_back(day):
    for text in (f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day:%y}", f"{day:%d-%m-%Y}", f"{day:%d.%m.%Y}",
                 day.isoformat(), f"{day:%Y/%m/%d}", f"{day:%d/%m/%Y} 09:14", f"{day:%Y-%m-%d}T23:59:59"):  # fmt: skip
        assert read_day(text) == day


@given(day=DAYS)
def test_spelled_days_read_back(day):
    name, english = MONTH_NAMES[day.month - 1], ENGLISH[day.month - 1]
    for text in (
        f"{day.day} {name} {day.year}",
        f"{day:%d}-{name[:3]}-{day:%y}",
        f"Senin, {day.day} {name} {day.year}",
        f"{day.day} {english.upper()} {day.year}",
        f"{day.day} {name[:3]}. {day.year}",
    ):
        assert read_day(text) == day


@given(day=DAYS)
def test_days_of_a_spreadsheet_read_back(day):
    serial = (day - SPREADSHEET_EPOCH).days
    assert read_day(serial) == read_day(float(serial)) == read_day(serial + 0.75) == day
    assert read_day(day) == read_day(datetime.combine(day, time(23, 59))) == day


@pytest.mark.parametrize("text", ["01-Agu-26", "1 Agt 2026", "1 Agustus 2026", "01-Aug-26", "1 ags 26"])
def test_august_has_many_names(text):
    assert read_day(text) == date(2026, 8, 1)


@pytest.mark.parametrize(
    "cell",
    ["31/06/2026", "30/02/2026", "31 September 2026", "2026/13/07", "2026-02-30", "", "besok", "12", 12, 0, -1, 1e9,
     float("nan"), float("inf"), "1/2", "01/07-2026", "1 Foo 2026", "46240", None, True, "2026-W01-1", "20260701"],
)  # fmt: skip
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(PydanticCustomError) as refused:
        read_day(cell)
    assert refused.value.type == "day"


@given(number=st.decimals(-(10**9), 10**9, places=2))
def test_decimals_read_back_in_both_locales(number):
    english = f"{number:,.2f}"
    indonesian = english.replace(",", " ").replace(".", ",").replace(" ", ".")
    assert read_decimal(english) == read_decimal(indonesian) == number


@given(number=st.floats(-1e9, 1e9))
def test_a_float_becomes_the_digits_a_spreadsheet_shows(number):
    assert float(read_decimal(number)) == pytest.approx(number, rel=1e-14)


def test_a_point_before_three_digits_separates_thousands_and_a_comma_decimals():
    assert (read_decimal("1.250"), read_decimal("1,250")) == (Decimal(1250), Decimal("1.25"))


@pytest.mark.parametrize("cell", ["12.5", "1.00", "satu", 1.5, None, True, "1.0000"])
def test_what_is_not_whole_is_refused(cell):
    with pytest.raises(PydanticCustomError):
        read_whole(cell)


def test_complaints_name_the_field_and_an_example():
    class Form(BaseModel):
        day: Day = Field(title="Tanggal")
        packs: Whole = Field(title="Isi", gt=0)
        note: str = Field(title="Catatan")

    assert read(Form, {"day": "31/06/2026", "packs": "0", "note": "  "}).complaints == {
        "day": "Tanggal: “31/06/2026” bukan tanggal; tulis misalnya 31/12/2026.",
        "packs": "Isi harus lebih dari 0.",
        "note": "Catatan wajib diisi.",
    }
    assert read(Form, {"day": "1/7/26", "packs": "1.000", "note": "x"}).value.packs == 1000


@pytest.mark.parametrize(
    "cell",
    ["31/12/1999", "1999-12-31", "01/01/2100", "0001-01-01", "9999-12-31", date(1, 1, 1), date(2100, 1, 1)],
)
def test_a_day_of_another_century_is_refused_by_its_year(cell):
    with pytest.raises(PydanticCustomError) as refused:
        read_day(cell)
    assert refused.value.type == "far_day"
