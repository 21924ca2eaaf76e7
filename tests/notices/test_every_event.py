"""Whoever must act is told: every event stands in docs/notices.md with its kind, or with why nobody has to act."""

import re
from importlib import import_module

import pytest

from config import ROOT
from marketplace.kernel.events import EVENTS, TransactionEvents
from marketplace.notices.kinds.base import NOTICE_KINDS, ON, REMINDERS, kind_of
from marketplace.notices.reactions import REACTIONS
from marketplace.notices.telling import forget

for file in sorted((ROOT / "marketplace").glob("*/events.py")):
    import_module(f"marketplace.{file.parent.name}.events")
KINDS = ROOT / "marketplace" / "notices" / "kinds"
TEXT = (ROOT / "docs" / "notices.md").read_text()
OURS = {name: event for name, event in EVENTS.items() if event.__module__.startswith("marketplace.")}
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ROWS = {event: (told, re.findall(r"`(\w+)`", by), ends) for event, told, by, ends in ROW.findall(TEXT)}
SOURCES = {file.stem: file.read_text() for file in KINDS.glob("*.py")}
BY_TRANSACTION = {"ProductsLapsed", "ProductsListed"}  # heard with all others of its transaction


def test_the_table_has_every_event():
    assert sorted(ROWS) == sorted(OURS)


@pytest.mark.parametrize("name", sorted(OURS))
def test_whoever_must_act_is_told(name):
    told, files, ends = ROWS[name]
    heard = any(reaction is not forget for reaction in ON.get(OURS[name], ())) or name in BY_TRANSACTION
    assert heard == bool(files), f"{name}: docs/notices.md says {files}"
    for file in files:
        assert re.search(rf"\b{name}\b", SOURCES[file]), f"{file} does not know {name}"
    assert files or (told == "nobody" and len(ends) > 10), f"{name} says nothing about why nobody acts"


@pytest.mark.parametrize("name", NOTICE_KINDS)
def test_a_kind_ends_with_events_that_the_table_names(name):
    for event in NOTICE_KINDS[name].until:
        rows = [row for row in ROWS.values() if any(f'"{name}"' in SOURCES[file] for file in row[1])]
        assert any(event.__name__ in ends for _, _, ends in rows)


def test_every_letter_of_a_notice_is_of_one_kind():
    letters = [letter.name for kind in NOTICE_KINDS.values() for letter in kind.letters]
    assert len(letters) == len(set(letters))
    assert all(kind_of(letter) for letter in letters)


def test_every_reminder_is_in_the_table():
    assert TransactionEvents in REACTIONS
    for name in REMINDERS:
        (file,) = [file for file, source in SOURCES.items() if f'"{name}"' in source]
        assert f"| `{file}` | " in TEXT
