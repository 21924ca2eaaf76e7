"""The bus, and what holds for every fact of the house."""

from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import NewType, get_type_hints

import pytest

import marketplace
from marketplace.kernel.events import EVENTS, Bus, Event
from marketplace.kernel.labels import Label

PERSONAL = {"name", "email", "phone", "whatsapp", "nik", "address", "password", "token", "secret"}


def events():
    for file in Path(marketplace.__file__).parent.glob("*/events.py"):
        import_module(f"marketplace.{file.parent.name}.events")
    return [kind for _, kind in sorted(EVENTS.items()) if kind.__module__.startswith("marketplace.")]


HOUSE = events()


def named(kind):
    return kind.__name__


def plain(hint):
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    return hint


class EggEvent(Event, subject_kind="egg", label=Label("Telur")):
    egg_id: int


class Boiled(EggEvent, action="Boiled", label=Label("Direbus")):
    minutes: int


class Overboiled(Boiled, action="Overboiled", label=Label("Direbus terlalu lama")):
    pass


def test_the_house_has_facts_from_every_package_that_states_any():
    assert len(HOUSE) > 40
    assert len({kind.__module__ for kind in HOUSE}) >= 10


def test_no_two_facts_share_a_stored_word():
    with pytest.raises(LookupError, match="Boiled is taken by Boiled"):
        type("Fried", (EggEvent,), {}, action="Boiled", label=Label("Digoreng"))
    with pytest.raises(LookupError, match="egg is taken by EggEvent"):
        type("OtherEggEvent", (Event,), {}, subject_kind="egg", label=Label("Telur lain"))


def test_a_fact_without_a_stored_word_a_subject_or_a_label_is_refused():
    with pytest.raises(TypeError, match="Fried states no"):
        type("Fried", (EggEvent,), {}, label=Label("Digoreng"))
    with pytest.raises(TypeError, match="Fried states no"):
        type("Fried", (Event,), {}, action="Fried", label=Label("Digoreng"))
    with pytest.raises(TypeError, match="label"):
        type("Fried", (EggEvent,), {}, action="Fried")


@pytest.mark.parametrize("kind", HOUSE, ids=named)
def test_a_fact_says_first_what_it_is_about_by_an_id(kind):
    first = fields(kind)[0].name
    assert first.endswith("_id")
    assert plain(get_type_hints(kind)[first]) is int


@pytest.mark.parametrize("kind", HOUSE, ids=named)
def test_a_fact_carries_nothing_about_a_person(kind):
    """The journal keeps facts for ever, and a person may ask to be forgotten."""
    parts = {part for field in fields(kind) for part in field.name.split("_")}
    assert parts.isdisjoint(PERSONAL)


@pytest.mark.parametrize("kind", HOUSE, ids=named)
def test_a_fact_can_not_be_changed_and_is_built_by_name(kind):
    assert kind.__dataclass_params__.frozen
    with pytest.raises(TypeError, match="positional"):
        kind(1)


def test_the_subject_is_the_stored_word_and_the_id():
    assert Boiled(egg_id=12, minutes=7).subject == ("egg", 12)


def test_reactions_come_table_by_table_and_the_narrowest_fact_first():
    heard = []
    first = Bus(
        {Boiled: [lambda uow, event: heard.append("boiled")]}, {Event: [lambda *_: heard.append("all")]}
    )
    for reaction in first.reactions_to(Overboiled(egg_id=1, minutes=90)):
        reaction(None, None)
    assert heard == ["boiled", "all"]


def test_a_fact_nobody_waits_for_wakes_nobody():
    bus = Bus({Overboiled: [lambda *_: None]})
    assert list(bus.reactions_to(Boiled(egg_id=1, minutes=7))) == []


def test_within_one_table_a_fact_wakes_its_own_reactions_before_those_of_all_facts():
    def narrow(uow, event): ...
    def wide(uow, event): ...

    bus = Bus({Event: [wide], Boiled: [narrow]})
    assert list(bus.reactions_to(Boiled(egg_id=1, minutes=7))) == [narrow, wide]
