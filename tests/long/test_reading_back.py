"""Each month of the demo, read back from everything that shows it."""

import pytest

from marketplace.compliance.freezing import read_document
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
            public = Tables(official.get("/uptake").text)
            assert_the_public_reads_the_same(papers, public, with_sums(rows, period["month"]))


def with_sums(rows, month):
    """The newest report of a month that has them."""
    texts = rows("SELECT document FROM reports WHERE month = :month ORDER BY id DESC", month=month)
    reports = [read_document(row["document"]) for row in texts]
    return next(one for one in reports if not one.figures.withheld)
