"""What people could write to harm others is planted in every column of text, and looked for in all that comes out."""

import json
import logging
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

import pytest

from marketplace.adapters.database import database
from marketplace.app import create_app
from tests.journeys.conftest import seated_people, settings_of
from tests.journeys.test_planted_numbers import Lines, pages
from tests.long.canaries import (
    FORMULA,
    NAMED,
    NUMBER,
    RAW,
    cells,
    columns,
    is_workbook,
    plant,
    secrets,
    words_of_pdf,
)

pytestmark = pytest.mark.long

OURS = "http://127.0.0.1"  # the links in our workbooks
FEWEST_SEEN = 60  # columns; the others are filled in by nobody in the small city, or shown nowhere


@dataclass
class Found:
    """What everybody was answered, by what it was."""

    broken: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    secret: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    kinds: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def app(city, any_day):
    assert plant(city / "mb2.db") > 80
    app = create_app(settings_of(city))
    yield app
    with app.app_context():
        database.engine.dispose()


@pytest.fixture(scope="module")
def lines(app):
    heard = Lines()
    logging.getLogger().addHandler(heard)
    yield heard
    logging.getLogger().removeHandler(heard)


@pytest.fixture(scope="module")
def found(app, rows, lines):
    """Everybody has opened everything."""
    found, hidden = Found(), secrets(rows)
    for person in seated_people(app, rows).values():
        for _, address in pages(app, rows, person, ""):
            answer = person.tries("GET", address)
            look(found, f"{person.name} at {address}", answer, hidden)
    return found


def look(found, where, answer, hidden):
    kind = answer.mimetype
    found.kinds[kind] = found.kinds.get(kind, 0) + 1
    if answer.status_code >= 500:
        found.broken.append(f"{answer.status_code} {where}")
        return
    if is_workbook(answer) or kind == "text/csv":
        found.formulas += look_at_cells(found, where, answer)
    elif kind == "application/pdf":
        words = words_of_pdf(answer.data)
        found.seen.update(NAMED.findall(words))
        if "cnry" in words and "7*7" not in words:
            found.others.append(f"{where}: a sum was worked out")
    elif answer.data.isascii() or kind.startswith(("text/", "image/svg", "application/")):
        look_at_text(found, where, answer)
    found.secret += [where for one in hidden if one.encode() in answer.data]


def look_at_cells(found, where, answer):
    for cell in cells(answer):
        text = cell if isinstance(cell, str) else cell.value
        if isinstance(text, str):
            found.seen.update(NAMED.findall(text))
        if isinstance(cell, str):
            if FORMULA.match(cell) and not NUMBER.match(cell):
                yield f"{where}: {cell[:60]!r}"
        elif cell.data_type == "f" or (cell.hyperlink and not cell.hyperlink.target.startswith(OURS)):
            yield f"{where}: {cell.coordinate} {cell.value!r:.60}"


def look_at_text(found, where, answer):
    text = answer.data.decode("utf-8", "replace")
    found.seen.update(NAMED.findall(text))
    if answer.mimetype.endswith("json"):
        json.loads(text)
        if answer.headers.get("X-Content-Type-Options") != "nosniff":
            found.others.append(f"{where}: JSON that a browser may take for a page")
    elif answer.mimetype in ("text/html", "image/svg+xml", "application/xml", "text/xml"):
        found.html += [
            f"{where}: …{text[max(hit.start() - 60, 0) : hit.end() + 30]}…" for hit in RAW.finditer(text)
        ][:1]
        if answer.mimetype != "text/html":
            ElementTree.fromstring(text)


def test_no_page_has_raw_what_a_person_wrote(found):
    assert found.html == []


def test_no_cell_of_a_table_is_a_formula(found):
    assert found.formulas == []


def test_nothing_breaks_over_it_or_works_it_out(found):
    assert (found.broken, found.others) == ([], [])


def test_it_was_there_to_be_seen(found):
    """Else the walk would look for what nobody planted."""
    known = {f"{table}_{column}" for table, column in columns()}
    assert found.seen <= known
    assert len(found.seen) >= FEWEST_SEEN, sorted(known - found.seen)
    assert {"text/html", "text/csv", "application/pdf", "application/json"} <= set(found.kinds)


def test_no_answer_has_a_hash_or_a_secret(found):
    assert found.secret == []


@pytest.fixture(scope="module")
def letters(app, rows, found):
    """Of a day: all reminders, and what follows from them."""
    delivery = app.extensions["delivery"]
    for _ in range(2):
        delivery.sweep()
        for row in rows("SELECT id FROM outbox WHERE delivered_at IS NULL AND job <> 'index_products'"):
            delivery.deliver(row["id"])
    return app.extensions["tools"].mail.letters


def test_no_letter_has_a_line_more_in_its_head_or_works_anything_out(letters):
    assert len({one.subject for one in letters}) >= 3
    assert any("cnry" in one.body for one in letters)
    assert [one.subject for one in letters if re.search(r"[\r\n]", one.subject + one.to)] == []
    assert [one.body for one in letters if "cnry" in one.body and "{{7*7}}" not in one.body] == []


def test_no_line_of_the_log_has_a_hash_or_a_secret(rows, lines, letters):
    assert [one for one in secrets(rows) if one in lines.text] == []
