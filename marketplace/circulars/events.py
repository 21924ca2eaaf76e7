"""What happens to circulars."""

from dataclasses import dataclass
from typing import Any

from marketplace.kernel.events import Event


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
    """A partner's promise was written into the draft of its memorandum."""

    mou_id: int
    code: str
    rule: str
    figures: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class CommitmentChanged(Event):
    mou_id: int
    code: str
    rule: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class CommitmentRemoved(Event):
    mou_id: int
    code: str
    rule: str
    figures: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class CommitmentsSealed(Event):
    """What a memorandum promised when it was signed: how many, and SHA-256 over all of them."""

    mou_id: int
    count: int
    sha256: str
