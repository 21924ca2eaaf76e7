from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.errors import Refused
from marketplace.kernel.period import Month, MonthSpan

MONTHS = st.builds(Month, st.integers(2001, 2098), st.integers(1, 12))


@given(month=MONTHS)
def test_a_month_reads_back_and_holds_its_days(month):
    assert Month.parse(str(month)) == month
    assert month.first_day in month
    assert month.last_day in month
    assert month.last_day + timedelta(days=1) == month.next.first_day
    assert month.next.previous == month
    assert month.last_day + timedelta(days=1) not in month


@given(month=MONTHS, length=st.integers(1, 30))
def test_a_span_reads_back_and_counts_its_months(month, length):
    last = month
    for _ in range(length - 1):
        last = last.next if last.year < 2099 else last
    span = MonthSpan(month, last)
    assert MonthSpan.parse(str(span)) == span
    assert len(span) == len(list(span))
    assert all(each in span for each in span)
    assert month.previous not in span
    assert span.first_day in span
    assert span.last_day + timedelta(days=1) not in span


@given(month=MONTHS)
def test_every_month_stands_in_its_quarter_half_and_year(month):
    for span, months in ((month.quarter, 3), (month.half, 6), (month.whole_year, 12)):
        assert month in span
        assert len(span) == months
        assert (span.first.month - 1) % months == 0


def test_the_parts_of_a_year():
    august = Month(2026, 8)
    assert [str(span) for span in (august.quarter, august.half, august.whole_year)] == [
        "2026-07..2026-09", "2026-07..2026-12", "2026-01..2026-12",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-7", "07-2026", "", "Juli", "2026-07-01", "1999-01", "2026-07..", "..2026-07"]
)
def test_what_is_no_period_is_refused_with_an_example(text):
    with pytest.raises(Refused, match="tulis misalnya 2026-07"):
        MonthSpan.parse(text)
    with pytest.raises(Refused, match="tulis misalnya 2026-07"):
        Month.parse(text)


def test_a_span_ends_after_it_begins():
    with pytest.raises(Refused, match="berakhir sebelum mulai"):
        MonthSpan.parse("2026-09..2026-07")
    with pytest.raises(ValueError, match="is before"):
        MonthSpan(Month(2026, 9), Month(2026, 7))


def test_there_is_no_thirteenth_month():
    with pytest.raises(ValueError, match="no month"):
        Month(2026, 13)


def test_labels_are_for_people():
    assert Month(2026, 8).label == "Agustus 2026"
    assert MonthSpan.parse("2026-07..2026-09").label == "Juli 2026 s.d. September 2026"
    assert MonthSpan.parse("2026-07").label == "Juli 2026"
    assert Month.of(date(2026, 8, 31)) == Month(2026, 8)
    assert MonthSpan.of(Month(2026, 8)) == MonthSpan.parse("2026-08")
