"""Each month of the demo, read back from everything that shows it."""

import pytest

from tests.journeys.conftest import app, city, demo_pattern, rows, seated_people, shared_folder
from tests.journeys.papers import Tables
from tests.journeys.reading_back import Papers, assert_the_public_reads_the_same, assert_they_agree
from tests.journeys.walking import STRANGER

__all__ = ["app", "city", "demo_pattern", "rows", "shared_folder"]

pytestmark = pytest.mark.long


def test_every_month_says_the_same_everywhere(app, rows):
    official = seated_people(app, rows, ("penyetuju", STRANGER))["penyetuju"].client
    for period in rows("SELECT month FROM periods ORDER BY month"):
        papers = Papers(official, period["month"])
        assert_they_agree(papers)
        if papers.document:
            assert_the_public_reads_the_same(papers, Tables(official.get("/uptake").text))
