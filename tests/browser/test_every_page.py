"""Whoever follows every visible link meets only whole pages of their own: found, readable by all, none too wide,
nothing outside its card.

The browser opens some kinds of pages here and fetches the others; in test-long it opens all.
"""

import json
import re
from urllib.parse import urlsplit
from zlib import crc32

import pytest

from tests.browser.people import DESK, PEOPLE, PHONE, shape, walk

EVERYBODY = [None, *PEOPLE]
TRADERS = ("produsen@mb2.test", "mitra@mb2.test")
TOGETHER = {"visitor": [None], "traders": TRADERS, "officials": [one for one in PEOPLE if one not in TRADERS]}
DOORS = ("/account", "/producer", "/partner", "/office")
# A desk at 200 % zoom, and the narrowest screen on which lists are tables.
BETWEEN = ({"width": 640, "height": 900}, {"width": 768, "height": 900})
SCREENS = (PHONE["viewport"], *BETWEEN, DESK["viewport"])
FEWEST = 12  # pages that even a visitor finds, of all
ONE_IN = 4  # kinds of pages that are opened here
FRESH = re.compile(r'value="[^"]*"')  # tokens of forms differ each time
STICKS_OUT = """() => [...document.querySelectorAll(".mb-card :is(input, select, textarea, button, a, p, h2, h3)")]
    .filter(one => one.checkVisibility() && !one.closest(".mb-hide") && one.offsetWidth > 1)
    .filter(one => one.getBoundingClientRect().right > one.closest(".mb-card").getBoundingClientRect().right + 0.5)
    .map(one => one.outerHTML.slice(0, 200))"""


def named(person):
    return person.partition("@")[0] if person else "visitor"


@pytest.fixture(scope="session")
def organisations(exhibit):
    """The names of all makers, of all partners."""
    listed = json.loads(exhibit.flask("organisations", "list", "--json"))
    return {
        f"/{kind}": {one["name"] for one in listed if one["kind"] == kind} for kind in ("producer", "partner")
    }


def others(page, door, organisations):
    """Whom else of their own kind the visitor reads about behind their own door."""
    theirs = organisations.get(door, set())
    if not theirs:
        return []
    own, text = page.locator(".mb-who small").inner_text(), page.locator("main").inner_text()
    return [name for name in theirs if name not in own and name in text]


@pytest.fixture(scope="session")
def looked_over():
    """Insides of pages that axe has seen: officials of many roles read many of the same."""
    return set()


def in_the_sample(address):
    """One kind of page in so many, the same at every run."""
    return crc32(shape(address).encode()) % ONE_IN == 0


@pytest.fixture
def tour(desk, exhibit, accessible, organisations, looked_over):
    """All that a person's visible links lead to, held against what every page must be; returns how many pages.

    Those are opened whose address is asked for.
    """

    def walk_through(person, *, opens, met=None):
        page = desk(exhibit, person=person)
        page.goto("/")
        pages = 0
        for stop in walk(page, met=met, opens=opens):
            assert stop.status == 200, f"{stop.address}, linked from a page of {named(person)}"
            if not stop.page:
                continue
            pages += 1
            door = "/" + urlsplit(stop.address).path.split("/")[1]
            ones_own = door in DOORS
            if ones_own:
                assert others(page, door, organisations) == [], stop.address
            inside = FRESH.sub("", page.locator("main").inner_html())
            theirs = ones_own or person is None  # what all may open is looked over in the visitor's frame
            new = theirs and inside not in looked_over
            if new:
                looked_over.add(inside)
            for screen in SCREENS:
                page.set_viewport_size(screen)
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= screen["width"], f"{stop.address} at {screen['width']}"
                assert page.evaluate(STICKS_OUT) == [], f"{stop.address} at {screen['width']}"
                if new and screen not in BETWEEN:
                    accessible(page)
        return pages

    return walk_through


@pytest.mark.parametrize("together", TOGETHER.values(), ids=TOGETHER)
def test_every_link_leads_to_a_page_of_ones_own_that_fits(tour, together):
    """Of people behind the same door, each opens what nobody before has opened."""
    met = set()
    assert sum(tour(person, opens=in_the_sample, met=met) for person in together) >= FEWEST // ONE_IN


@pytest.mark.long
@pytest.mark.parametrize("person", EVERYBODY, ids=named)
def test_everybody_can_read_every_page(tour, person):
    assert tour(person, opens=lambda address: True) >= FEWEST
