from datetime import date, timedelta

import pytest

from marketplace.ordering.shelf_life import too_short

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "left, least, says",
    [
        (-1, None, "sudah lewat tanggal baik sebelum"),
        (0, None, None),
        (29, 30, "masa simpan tinggal 29 hari, gerai ini meminta sekurangnya 30 hari"),
        (30, 30, None),
        (0, 0, None),
    ],
)
def test_goods_must_keep_as_long_as_the_outlet_asks(left, least, says):
    assert too_short(DAY + timedelta(days=left), least, DAY) == says


def test_a_day_that_is_not_known_is_for_the_shop_to_judge():
    assert too_short(None, 30, DAY) is None
