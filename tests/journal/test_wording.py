from importlib import import_module
from pathlib import Path

import pytest

from marketplace.journal.wording import FACTS, OUTCOMES, SUBJECTS, fact
from marketplace.kernel.events import Event

ROOT = Path(__file__).parents[2] / "marketplace"


def events():
    for file in sorted(ROOT.glob("*/events.py")):
        module = import_module(f"marketplace.{file.parent.name}.events")
        yield from (
            thing
            for thing in vars(module).values()
            if isinstance(thing, type) and issubclass(thing, Event) and thing.__module__ == module.__name__
        )


EVENTS = [event for event in events() if event.__dataclass_fields__]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_every_fact_has_words_for_people(event):
    assert event.__name__ in FACTS
    about = next(iter(event.__dataclass_fields__))
    assert about.removesuffix("_id") in SUBJECTS


def test_no_words_are_left_of_facts_that_are_gone():
    assert set(FACTS) == {event.__name__ for event in EVENTS}


def test_a_decision_says_its_outcome():
    assert fact("ProductReviewed", {"outcome": "returned"}) == "Produk diperiksa: dikembalikan"
    assert fact("ProductReviewed", {}) == "Produk diperiksa"
    assert fact("ProductReviewed", {}).template == "Produk diperiksa"
    assert set(OUTCOMES) == {"approved", "returned", "rejected", "refused"}
