"""What holds for every move of every lifecycle in the house."""

import pkgutil
from importlib import import_module

import pytest

import marketplace
from marketplace.kernel import review
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, Labelled
from marketplace.kernel.states import IllegalMove, Move


def modules_of_states():
    yield review
    for package in pkgutil.iter_modules(marketplace.__path__):
        if package.ispkg and package.name != "kernel":
            inside = import_module(f"marketplace.{package.name}").__path__
            if any(module.name == "states" for module in pkgutil.iter_modules(inside)):
                yield import_module(f"marketplace.{package.name}.states")


def lifecycles():
    for module in modules_of_states():
        for name, value in vars(module).items():
            if name.endswith("LIFECYCLE"):
                yield pytest.param(value, id=f"{module.__name__.split('.')[1]}.{name}")


def moves():
    for module in modules_of_states():
        for name, value in vars(module).items():
            if isinstance(value, Move):
                yield pytest.param(value, id=f"{module.__name__.split('.')[1]}.{name}")


LIFECYCLES, MOVES = list(lifecycles()), list(moves())


def states_of(move):
    return type(move.target)


def test_the_lives_of_the_house_are_found():
    assert len(LIFECYCLES) >= 7
    listed = {id(move) for lifecycle in LIFECYCLES for move in lifecycle.values[0]}
    assert listed == {id(each.values[0]) for each in MOVES}


@pytest.mark.parametrize("move", MOVES)
def test_from_every_state_a_move_leads_to_its_target_or_is_refused_in_words(move):
    for state in states_of(move):
        if move.possible_from(state):
            assert move(state) is move.target
        else:
            with pytest.raises(IllegalMove) as refused:
                move(state)
            assert refused.value.sentence == f"{move.label}: tidak bisa pada status {state.label}."


@pytest.mark.parametrize("move", MOVES)
def test_a_move_starts_somewhere_and_goes_somewhere_else(move):
    assert move.sources
    assert move.target not in move.sources
    assert move.sources <= set(states_of(move))


@pytest.mark.parametrize("lifecycle", LIFECYCLES)
def test_a_life_has_one_beginning_and_reaches_every_state(lifecycle):
    states = states_of(lifecycle[0])
    first = next(iter(states))
    reached = {first}
    for _ in states:
        reached |= {move.target for move in lifecycle if move.sources & reached}
    assert reached == set(states)


@pytest.mark.parametrize("lifecycle", LIFECYCLES)
def test_no_two_moves_of_a_life_read_alike(lifecycle):
    labels = [move.label for move in lifecycle]
    assert all(labels)
    assert len(labels) == len(set(labels))


def test_an_illegal_move_is_a_refusal_the_visitor_reads():
    class Door(Labelled):
        OPEN = "open", Label("Terbuka")
        SHUT = "shut", Label("Tertutup")

    shut = Move(Label("Tutup"), Door.OPEN, to=Door.SHUT)
    with pytest.raises(Refused, match=r"^Tutup: tidak bisa pada status Tertutup\.$") as refused:
        shut(Door.SHUT)
    assert refused.value.sentence.values == {"move": "Tutup", "state": "Tertutup"}
