"""What officials look over, one file per kind in this folder; `office/queue.py` and its page are the same for all.

A subject says what waits, what is claimed beside what proves it, and what happens at each answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from marketplace.db.reading import Listing
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel.clock import day_of
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import Label
from marketplace.kernel.registry import Registry

PROMISE = 3  # working days from submission to an answer


@dataclass(frozen=True)
class Item:
    """A line of the queue."""

    kind: str
    public_id: str
    maker: str
    what: Label
    submitted_at: datetime
    due: date

    def age(self, today: date) -> int:
        """Whole days since it was handed in."""
        return (today - day_of(self.submitted_at)).days


@dataclass(frozen=True)
class Claim:
    """Something said, to be held against what proves it; `url` leads to what it names."""

    field: str
    label: Label
    value: object
    url: str | None = None


@dataclass(frozen=True)
class Check:
    """What the program found out by itself."""

    says: Label
    fine: bool


@dataclass(frozen=True)
class Picture:
    """A public image, by its key."""

    key: str
    alt: str


@dataclass(frozen=True)
class Sheet:
    """One thing to look over."""

    title: Label
    maker_id: ProducerId
    maker: str
    claims: Sequence[Claim]
    own: bool  # the reviewer's own: somebody else has to answer
    scan: Attachment | None = None
    pictures: Sequence[Picture] = ()
    checks: Sequence[Check] = ()
    effect: Label | None = None
    history: tuple[str, int] = field(default=("", 0))  # kind and id in the journal


class Subject(Protocol):
    label: Label

    def waiting(self) -> Listing:
        """public_id, producer_id, maker, detail, submitted_at and submitted_by of each that waits."""

    def said(self, detail: str) -> Label:
        """What is looked over, in a line of the queue."""

    def sheet(self, uow: UnitOfWork, public_id: str) -> Sheet:
        """Raises NotFound for what is not there or does not wait."""

    def approve(self, uow: UnitOfWork, public_id: str) -> None: ...

    def send_back(
        self, uow: UnitOfWork, public_id: str, *, notes: Mapping[str, str], reason: str
    ) -> None: ...

    def reject(self, uow: UnitOfWork, public_id: str, *, reason: str) -> None: ...


SUBJECTS: Registry[Subject] = Registry(__package__ or "")
