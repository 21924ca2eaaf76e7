from datetime import UTC, datetime

from sqlalchemy import literal, select

from marketplace.db.base import UtcDateTime
from marketplace.db.wib import wib_month


def test_a_month_begins_at_midnight_in_metro(session):
    eve, midnight = datetime(2028, 2, 29, 16, 59, 59, tzinfo=UTC), datetime(2028, 2, 29, 17, tzinfo=UTC)
    months = (wib_month(literal(moment, UtcDateTime())) for moment in (eve, midnight))

    assert tuple(session.execute(select(*months)).one()) == ("2028-02", "2028-03")
