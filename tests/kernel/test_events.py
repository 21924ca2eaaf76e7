"""The bus, and what holds for every fact of the house."""

import pkgutil
from dataclasses import dataclass, fields
from importlib import import_module
from typing import NewType, get_type_hints

import pytest

import marketplace
from marketplace.kernel.events import Bus, Event
from marketplace.kernel.ids import OrderId

PERSONAL = {"name", "email", "phone", "whatsapp", "nik", "address", "password", "token", "secret"}


def every_event():
    for module in pkgutil.iter_modules(marketplace.__path__):
        if module.ispkg:
            package = import_module(f"marketplace.{module.name}")
            if any(found.name == "events" for found in pkgutil.iter_modules(package.__path__)):
                import_module(f"{package.__name__}.events")
    return sorted(
        (kind for kind in below(Event) if kind.__module__.startswith("marketplace.")),
        key=lambda k: k.__name__,
    )


def below(kind):
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


EVENTS = every_event()


def named(kind):
    return kind.__name__


def plain(hint):
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    return hint


@dataclass(frozen=True, kw_only=True)
class Boiled(Event):
    order_id: OrderId
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Overboiled(Boiled):
    pass


def test_the_house_has_facts_from_every_package_that_states_any():
    assert len(EVENTS) > 40
    assert len({kind.__module__ for kind in EVENTS}) >= 10


def test_no_two_facts_share_a_name():
    names = [kind.__name__ for kind in EVENTS]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("kind", EVENTS, ids=named)
def test_a_fact_says_first_what_it_is_about_by_an_id(kind):
    first = fields(kind)[0].name
    assert first.endswith("_id")
    assert plain(get_type_hints(kind)[first]) is int


@pytest.mark.parametrize("kind", EVENTS, ids=named)
def test_a_fact_carries_nothing_about_a_person(kind):
    """The journal keeps facts for ever, and a person may ask to be forgotten."""
    parts = {part for field in fields(kind) for part in field.name.split("_")}
    assert parts.isdisjoint(PERSONAL)


@pytest.mark.parametrize("kind", EVENTS, ids=named)
def test_a_fact_can_not_be_changed_and_is_built_by_name(kind):
    assert kind.__dataclass_params__.frozen
    with pytest.raises(TypeError, match="positional"):
        kind(1)


def test_the_subject_is_the_first_field_without_its_ending():
    assert Boiled(order_id=12, minutes=7).subject == ("order", 12)


def test_reactions_come_table_by_table_and_the_narrowest_fact_first():
    heard = []
    first = Bus(
        {Boiled: [lambda uow, event: heard.append("boiled")]}, {Event: [lambda *_: heard.append("all")]}
    )
    for reaction in first.reactions_to(Overboiled(order_id=1, minutes=90)):
        reaction(None, None)
    assert heard == ["boiled", "all"]


def test_a_fact_nobody_waits_for_wakes_nobody():
    bus = Bus({Overboiled: [lambda *_: None]})
    assert list(bus.reactions_to(Boiled(order_id=1, minutes=7))) == []


def test_within_one_table_a_fact_wakes_its_own_reactions_before_those_of_all_facts():
    def narrow(uow, event): ...
    def wide(uow, event): ...

    bus = Bus({Event: [wide], Boiled: [narrow]})
    assert list(bus.reactions_to(Boiled(order_id=1, minutes=7))) == [narrow, wide]
