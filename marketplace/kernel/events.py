"""Facts that have already happened, and who reacts to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Event:
    """Named in the past tense; carries ids and figures, never rows, never personal data.

    Its first field is what it is about: `order_id` makes it a fact about an order.
    """

    @property
    def subject(self) -> tuple[str, int]:
        """The kind and id of what the fact is about: ("order", 12)."""
        first = fields(self)[0].name
        return first.removesuffix("_id"), getattr(self, first)


@dataclass(frozen=True)
class Told:
    """Everything that a transaction tells, in its order: heard once, at its end, by who adds no fact to it."""

    facts: Sequence[Event]


Reaction = Callable[[Any, Any], None]
Reactions = Mapping[type[Event | Told], Sequence[Reaction]]


class Bus:
    def __init__(self, *tables: Reactions) -> None:
        self._tables = tables

    def reactions_to(self, event: Event | Told) -> Iterator[Reaction]:
        for table in self._tables:
            for kind in type(event).__mro__:
                yield from table.get(kind, ())
