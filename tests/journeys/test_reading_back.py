"""Screen, letter, PDF, workbook, CSV, open data and public page of a month are read back: they say the same.

In the gate the newest published month and the one that is provisional; all months in tests/long.
"""

import pytest

from tests.journeys.conftest import seated_people
from tests.journeys.papers import Tables
from tests.journeys.reading_back import Papers, assert_the_public_reads_the_same, assert_they_agree
from tests.journeys.walking import STRANGER


@pytest.fixture(scope="module")
def official(app, rows):
    return seated_people(app, rows, ("penyetuju", STRANGER))["penyetuju"].client


@pytest.fixture(scope="module")
def periods(rows):
    return rows("SELECT month, state FROM periods ORDER BY month")


@pytest.fixture(scope="module")
def published(official, periods):
    return Papers(official, [one["month"] for one in periods if one["state"] == "published"][-1])


def test_a_published_month_says_the_same_everywhere(published):
    assert_they_agree(published)


def test_it_has_bound_unbound_exempt_failing_partners_and_one_without_data(published):
    states = {state for _, state in published.board.values()}
    assert states >= {"Terpenuhi", "Belum terpenuhi", "Belum ada data", "Tidak berlaku", "Dikecualikan"}


def test_the_public_page_has_figures_of_the_letter(official, published):
    public = Tables(official.get("/uptake").text)
    assert_the_public_reads_the_same(published, public, published.document)


def test_a_provisional_month_says_the_same_everywhere(official, periods):
    assert_they_agree(Papers(official, periods[-1]["month"]))
