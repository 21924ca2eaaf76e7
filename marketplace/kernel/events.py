"""Facts that have already happened, and who reacts to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, dataclass_transform

from marketplace.kernel.labels import Label

SUBJECTS: dict[str, type[Event]] = {}  # the base class of the events about each kind of subject
EVENTS: dict[str, type[Event]] = {}  # by action


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
@dataclass(frozen=True, kw_only=True)
class Event:
    """Named in the past tense; carries ids and figures, never rows, never personal data.

    A base class per kind of subject has the id of what its events are about as its only field. `subject_kind` and
    `action` are the words that the journal stores; they are written out so that a class can be renamed:

        class OrderEvent(Event, subject_kind="order", label=_l("Pesanan")):
            order_id: int

        class OrderPlaced(OrderEvent, action="OrderPlaced", label=_l("Pesanan dibuat")):
            number: str
    """

    subject_kind: ClassVar[str]
    subject_label: ClassVar[Label]
    public: ClassVar[bool]  # False: what a visitor without an account sees does not depend on it
    action: ClassVar[str]
    label: ClassVar[Label]
    issuer_only: ClassVar[bool]  # True: no concern of the other side of the trade

    def __init_subclass__(
        cls,
        *,
        label: Label,
        subject_kind: str = "",
        public: bool = True,
        action: str = "",
        issuer_only: bool = False,
    ) -> None:
        """Raises TypeError without a stored word or a subject, LookupError when another class has that word."""
        if subject_kind:
            cls.subject_kind, cls.subject_label, cls.public = subject_kind, label, public
            registry, word = SUBJECTS, subject_kind
        elif action and hasattr(cls, "subject_kind"):
            cls.action, cls.label, cls.issuer_only = action, label, issuer_only
            registry, word = EVENTS, action
        else:
            raise TypeError(f"{cls.__name__} states no subject_kind, or no action about one")
        if word in registry:
            raise LookupError(f"{word} is taken by {registry[word].__name__}")
        registry[word] = dataclass(frozen=True, kw_only=True)(cls)

    @classmethod
    def figures_in_words(cls, payload: Mapping[str, Any]) -> Sequence[Label]:
        """What a record's history says besides the label, of an event as the journal stored it."""
        return ()

    @property
    def subject(self) -> tuple[str, int]:
        """The kind and id of what the fact is about: ("order", 12)."""
        return self.subject_kind, getattr(self, fields(self)[0].name)


@dataclass(frozen=True)
class TransactionEvents:
    """Everything that a transaction tells, in its order: heard once, at its end, by who adds no fact to it."""

    facts: Sequence[Event]


Reaction = Callable[[Any, Any], None]
Reactions = Mapping[type[Event | TransactionEvents], Sequence[Reaction]]


class Bus:
    def __init__(self, *tables: Reactions) -> None:
        self._tables = tables

    def reactions_to(self, event: Event | TransactionEvents) -> Iterator[Reaction]:
        for table in self._tables:
            for kind in type(event).__mro__:
                yield from table.get(kind, ())
