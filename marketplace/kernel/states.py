"""Lifecycles. A move is a function from one state to the next."""

from typing import Generic, TypeVar

from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, Labelled, _l

State = TypeVar("State", bound=Labelled)


class IllegalMove(Refused):
    pass


class Move(Generic[State]):
    """Leads from any of its sources to its target, and from nowhere else."""

    def __init__(self, label: Label, *sources: State, to: State) -> None:
        self.label, self.sources, self.target = label, frozenset(sources), to

    def possible_from(self, state: State) -> bool:
        return state in self.sources

    def __call__(self, state: State) -> State:
        if state not in self.sources:
            raise IllegalMove(
                _l("%(move)s: tidak bisa pada status %(state)s.", move=self.label, state=state.label)
            )
        return self.target
