"""Sixty frauds of twelve kinds among five thousand clean purchases: what each flag finds, and what it finds besides."""

import re
from pathlib import Path

import pytest

from marketplace.adapters.storage.memory import MemoryStorage
from tests.flags.market import KINDS, Frauds, Market, measured

PAGE = Path(__file__).parents[2] / "docs" / "flags.md"
ROW = re.compile(r"^\| `(\w+)` \|.*\| (\d+) of (\d+) \| (\d+) of (\d+) \|$", re.MULTILINE)


@pytest.fixture
def market(session, work):
    return Market(session, work, MemoryStorage(), shops=25, makers=40)


@pytest.mark.long
def test_what_is_found_is_what_the_page_says(market):
    market.trade(4_947, photos=150)
    market.innocent()  # 53 more
    Frauds(market).plant(5)
    market.mark_photos()

    table = measured(market)
    for kind, (planted, caught, hits) in table.items():
        print(f"| `{kind}` | {caught} of {planted} | {caught} of {hits} |")  # noqa: T201  # asked for
    written = {row[0]: tuple(map(int, row[1:])) for row in ROW.findall(PAGE.read_text())}
    assert written == {
        kind: (caught, planted, caught, hits) for kind, (planted, caught, hits) in table.items()
    }
    assert sum(planted for planted, _, _ in table.values()) == 60
    assert set(table) == set(KINDS)
