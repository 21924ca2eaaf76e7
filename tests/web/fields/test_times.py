from datetime import time

import pytest

from marketplace.web.fields.times import HourField


@pytest.mark.parametrize(
    ("typed", "read"),
    [("08.30", time(8, 30)), ("8:05", time(8, 5)), ("23:59", time(23, 59)), ("09:00:00", time(9))],
)
def test_an_hour_is_read_as_people_write_it(sent, typed, read):
    field = sent(HourField("Mulai"), typed)

    assert field.data == read
    assert field.errors == []


@pytest.mark.parametrize("typed", ["24:00", "8", "jam delapan", "08.60"])
def test_anything_else_stays_as_it_was_typed(sent, typed):
    field = sent(HourField("Mulai"), typed)

    assert field.errors == [f"Mulai: “{typed}” bukan jam; tulis misalnya 08.30."]
    assert field._value() == typed


def test_an_hour_is_needed(sent):
    assert sent(HourField("Mulai"), "").errors == ["Mulai wajib diisi."]
