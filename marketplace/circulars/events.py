"""What happens to circulars."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marketplace.kernel.events import Event

Changes = Mapping[str, tuple[str | None, str | None] | None]  # mark -> what was asked before and what is now


@dataclass(frozen=True, kw_only=True)
class CircularDrafted(Event):
    circular_id: int
    number: str
    from_on: str


@dataclass(frozen=True, kw_only=True)
class ClauseWritten(Event):
    circular_id: int
    clause_id: int
    code: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class ClauseRemoved(Event):
    circular_id: int
    code: str


@dataclass(frozen=True, kw_only=True)
class CircularApproved(Event):
    circular_id: int
    number: str
    replaces: int | None


@dataclass(frozen=True, kw_only=True)
class ExemptionGranted(Event):
    exemption_id: int
    partner_id: int
    clause_id: int
    decision: str
    until_on: str


@dataclass(frozen=True, kw_only=True)
class CommitmentAdded(Event):
    """A partner's promise was written into the draft of its memorandum; `changes` tells it as timelines do."""

    mou_id: int
    code: str
    rule: str
    figures: dict[str, Any]
    changes: Changes


@dataclass(frozen=True, kw_only=True)
class CommitmentChanged(Event):
    """`figures` are the new ones; where nothing but the words changed, `changes` names only the mark."""

    mou_id: int
    code: str
    rule: str
    figures: dict[str, Any]
    changes: Changes


@dataclass(frozen=True, kw_only=True)
class CommitmentRemoved(Event):
    mou_id: int
    code: str
    rule: str
    figures: dict[str, Any]
    changes: Changes


@dataclass(frozen=True, kw_only=True)
class CommitmentsSealed(Event):
    """What a memorandum promised when it was signed: how many, and SHA-256 over all of them."""

    mou_id: int
    count: int
    sha256: str
