"""The benchmark of the journal on a few purchases: what it times is an entry of each."""

import pytest
from sqlalchemy import create_engine, text

from benchmarks.journal import MOST, WARM, _compare


@pytest.fixture
def server(sqlite):
    return sqlite


def test_every_purchase_is_written_with_its_entry(database_url):
    figure = _compare("SQLite", database_url, 5)
    assert (figure.bound, figure.ok) == (f"≤ {MOST:g}×", figure.ratio <= MOST)
    assert figure.ratio == pytest.approx(figure.value / figure.baseline)
    with create_engine(database_url).connect() as connection:
        counted = "SELECT count(*) FROM journal WHERE action = 'PurchaseRecorded'"
        assert connection.execute(text(counted)).scalar_one() == WARM + 5
