"""What stands behind the question mark of an address may be anything: no list breaks over it or shows it raw."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.journeys.forms import Page

pytestmark = pytest.mark.long

DOORS = {"stranger": "public_", "produsen": "producer_", "mitra": "partner_", "petugas": "office_"}
ALWAYS = {"q", "page", "sort", "month", "from", "to", "next"}
RAW = '"><i>'
ODD = (
    "99999999999999999999",
    "-1",
    "1e999",
    "0001-01",
    "9999-12",
    "0001-01-01",
    "9999-12-31",
    "\N{NULL}",
    f"\N{ARABIC LETTER ALEF}{RAW}'%x{{{{7*7}}}}",
    "' OR 1=1 --",
    "x" * 2000,
)


def lists_of(app, door):
    """Addresses of a door that need nothing filled in."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]
    return sorted(rule.rule for rule in rules if rule.endpoint.startswith(door))


def names_on(pages):
    """What their forms and links ask for."""
    found = set(ALWAYS)
    for page in pages:
        for form in page.forms:
            found |= set(form.fields) if form.method == "get" else set()
        for link in page.links:
            found |= {name for name, _ in parse_qsl(urlsplit(link).query)}
    return found


@pytest.mark.parametrize("name", DOORS)
def test_no_list_breaks_over_a_question_or_shows_it_raw(app, people, name):
    person, addresses, wrong = people[name], lists_of(app, DOORS[name]), []
    opened = {address: person.client.get(address, buffered=True) for address in addresses}
    names = names_on(Page(path, one.text) for path, one in opened.items() if one.mimetype == "text/html")
    for address in addresses:
        for odd in ODD:
            answer = person.client.get(address, query_string=dict.fromkeys(sorted(names), odd), buffered=True)
            if answer.status_code >= 500 or (answer.mimetype == "text/html" and RAW.encode() in answer.data):
                wrong.append(f"{answer.status_code} {address}: {odd[:30]!r}")

    assert not wrong, "\n".join(wrong)
    assert len(names) >= 10
