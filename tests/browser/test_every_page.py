"""Whoever follows every visible link meets only whole pages: found, readable by all, no wider than the screen."""

import pytest

from tests.browser.people import PEOPLE, walk

EVERYBODY = [None, *PEOPLE]


def named(person):
    return person.partition("@")[0] if person else "visitor"


@pytest.mark.parametrize("person", EVERYBODY, ids=named)
def test_every_link_leads_to_a_page_that_everybody_can_read(desk, exhibit, accessible, person):
    page = desk(exhibit, person=person)
    page.goto("/")
    pages = 0
    for address, answer in walk(page):
        assert answer.status == 200, f"{address}, linked from a page of {named(person)}"
        accessible(page)
        pages += 1
    assert pages >= 5


@pytest.mark.parametrize("person", EVERYBODY, ids=named)
def test_no_page_is_wider_than_a_phone(phone, exhibit, accessible, person):
    page = phone(exhibit, person=person)
    page.goto("/")
    for address, _ in walk(page):
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
        accessible(page)
