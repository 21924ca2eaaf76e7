"""Names that mean harm stand on everything that has a name, and then every page and file of the city is opened.

What is no page of ours is saved under a plain name, or shown by itself; no browser takes it for a page.
"""

import re
import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.journeys.test_planted_numbers import pages
from tests.journeys.walking import STRANGER

HARM = "<script>alert(7)</script>\"'\u202egpj.\u200fexe\r\nSet-Cookie: a=b/../../etc/passwd\\x.html"
NAMES = {
    "attachments": "name",
    "organisations": "name",
    "users": "name",
    "activities": "title",
    "candidates": "name",
}
OURS = ("text/html", "image/svg+xml", "text/css", "text/javascript", "application/xml", "text/plain")
PLAIN = re.compile(
    r'(attachment|inline); filename="?[\w ().,+\-]+\.(pdf|json|csv|xlsx|xls|ods|ics|jpg|png|webp|avif|heic|zip)"?'
)


@pytest.fixture(scope="module")
def city(demo_pattern, tmp_path_factory):
    city = shutil.copytree(demo_pattern, tmp_path_factory.mktemp("named") / "city")
    with closing(sqlite3.connect(city / "mb2.db")) as base:
        for trigger in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f"DROP TRIGGER {trigger[0]}")
        for table, column in NAMES.items():
            base.execute(f"UPDATE {table} SET {column} = ? || {column}", [HARM])
        base.execute("UPDATE mous SET number = ? || number", [HARM.replace("\r\n", "")])
        base.commit()
    return city


@pytest.mark.parametrize("name", ["petugas", "produsen", "mitra", STRANGER])
def test_whatever_is_no_page_is_saved_under_a_plain_name(app, rows, people, taken, name):
    kinds = set()
    for endpoint, address in taken.first(pages(app, rows, people[name], "")):
        if not taken(endpoint):
            continue
        answer = people[name].tries("GET", address)
        assert answer.status_code < 500, address
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address
        if answer.mimetype == "text/html":
            assert "<script>alert(7)" not in answer.text, address
        if answer.mimetype in OURS or endpoint == "public_files.picture" or answer.status_code != 200:
            continue
        said = answer.headers.get("Content-Disposition", "")
        if answer.mimetype.endswith(("/json", "+json")) and not said:
            continue  # answers to our own scripts, and what a phone reads to install MB2
        kinds.add(answer.mimetype)
        assert PLAIN.fullmatch(said), f"{address}: {said}"
        if said.startswith("inline"):
            assert answer.mimetype.startswith("image/") or answer.mimetype == "application/pdf", address
    assert kinds, "somebody who opens no file proves nothing"
