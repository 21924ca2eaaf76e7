"""Dates of the years 1 and 9999, and the ends of our calendar, at every place that takes a date or a month.

Which words of an address a page looks up is noted while it does, so a new page or filter is in it by itself.
"""

import logging
from urllib.parse import urlencode

import pytest

from tests.journeys.forms import pages as walked
from tests.journeys.test_planted_numbers import pages
from tests.journeys.walking import STRANGER, address_of, everywhere, record_of

pytestmark = pytest.mark.usefixtures("taken_back")
WALKERS = ("petugas", "produsen", "mitra", STRANGER)
DAYS = ("0001-01-01", "9999-12-31", "2000-01-01", "2099-12-31")
MONTHS = ("0001-01", "9999-12", "2000-01", "2099-12")
IN_PATHS = {"month": MONTHS, "day": DAYS, "year": (0, 1, 9999, 10_000_000_000)}


@pytest.fixture(autouse=True)
def one_line_each(caplog):
    """What breaks is said by its address; a thousand tracebacks are not."""
    caplog.set_level(logging.CRITICAL, "marketplace.web.errors")


@pytest.fixture
def asked_for(app, monkeypatch):
    """The names that views look up in the address, while they do."""
    names = set()

    class Noting(app.request_class.parameter_storage_class):
        def get(self, key, *args, **given):
            names.add(key)
            return super().get(key, *args, **given)

        def __getitem__(self, key):
            names.add(key)
            return super().__getitem__(key)

    class Request(app.request_class):
        parameter_storage_class = Noting

    monkeypatch.setattr(app, "request_class", Request)
    return names


def first_of_each(found, taken):
    seen = {}
    for endpoint, address in found:
        if taken(endpoint):
            seen.setdefault(endpoint, address)
    return seen.values()


def questions(address, names):
    for name in sorted(names):
        values = (*DAYS, *MONTHS) if name in ("month", "on", "first", "last", "from", "until") else DAYS[:2]
        yield from (f"{address}?{urlencode({name: value})}" for value in values)


@pytest.mark.parametrize("name", WALKERS)
def test_no_question_with_a_far_date_breaks_a_page(app, rows, people, asked_for, taken, name):
    person, broken, names = people[name], [], set()
    for address in first_of_each(pages(app, rows, person, ""), taken):
        asked_for.clear()
        person.tries("GET", address)
        looked_up = asked_for - {"csrf_token"}
        names |= looked_up
        tried = [(one, person.tries("GET", one).status_code) for one in questions(address, looked_up)]
        broken += [one for one, status in tried if status >= 500]
    assert broken == []
    assert names & {"month", "on", "from"}, "pages were found that take a date"


@pytest.mark.parametrize("name", WALKERS)
def test_no_path_with_a_far_date_breaks_a_page(app, rows, people, name):
    person, broken = people[name], []
    for endpoint, method, rule in everywhere(app):
        for arg in rule.arguments & IN_PATHS.keys():
            values = record_of(endpoint, rows)[0]
            for far in IN_PATHS[arg]:
                address = address_of(app, rule, values | {arg: far})
                if person.tries(method, address).status_code >= 500:
                    broken.append((method, address))
    assert broken == []


@pytest.mark.parametrize("name", WALKERS[:-1])
def test_no_form_with_a_far_date_breaks(people, taken, name, caplog):
    client, broken, tried = people[name].client, [], set()
    for page in walked(client, each_kind=1):
        for form in page.forms:
            shape = (form.method, *form.fields)
            if form.dates and shape not in tried and taken(form.action):
                tried.add(shape)
                broken += sent(client, form)
    assert broken == []
    assert len(tried) > taken.least(2)
    assert "failed" not in caplog.text, "a letter about such a day can be written"


def sent(client, form):
    """What broke of each date field filled in with each far day."""
    path = form.action.partition("?")[0]
    for field, kind in form.dates.items():
        for far in MONTHS if kind == "month" else DAYS:
            fields = form.fields | {field: far}
            if form.method == "post":
                answer = client.post(form.action, data=fields, buffered=True)
            else:
                answer = client.get(path, query_string=fields, buffered=True)
            if answer.status_code >= 500:
                yield form.action, field, far
