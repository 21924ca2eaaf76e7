"""The benchmark of stored figures, run on a village: what it compares must be the same lines and the same sums."""

import pytest
from sqlalchemy import text

from benchmarks import compliance
from benchmarks.registers import SHOPS, SPAN, city
from marketplace.app import REACTIONS
from marketplace.uptake.refreshing import refresh_month

pytestmark = pytest.mark.usefixtures("any_day")


def test_duckdb_and_what_is_stored_are_asked_about_the_same_lines():
    with city(2_000):
        session = compliance._session()
        assert (
            refresh_month(compliance._unit(REACTIONS), SPAN.last, whole=True) == SHOPS + 8
        )  # those of the market
        months = session.execute(text("SELECT month, sum(lines) FROM uptake GROUP BY month")).all()
        assert [month for month, _ in months] == [str(SPAN.last)]
        with compliance._copied(session) as duck:
            assert duck.execute("SELECT count(*) FROM bought").fetchone() == (2_000,)
            *_, of_month = duck.execute("SELECT month, count(*) FROM bought GROUP BY 1 ORDER BY 1").fetchall()
        assert tuple(months[0]) == of_month
        names = session.execute(text("SELECT name FROM sqlite_master WHERE tbl_name = 'purchases'")).scalars()
        assert "ix_purchases_partner_producer_bought" in set(names)  # made again once all is written
